/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.agent.kubernetes;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.firewarden.agent.config.KubernetesAccess;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Clients of API servers, with deadlines and with few threads, all of them daemons. */
public final class KubernetesClients {
  private static final int THREADS = 4;
  private static final int IDLE_SECONDS = 30;

  /** How often a broken watch is taken up again before it is given up. */
  private static final int RECONNECTS = 3;

  private KubernetesClients() {}

  /**
   * A client that was not asked for anything yet. A token that is in a file is read again when it
   * expires.
   *
   * @param timeout for one request, from connecting to the answer
   * @throws IllegalArgumentException if the kubeconfig cannot be read or lacks the context; its
   *     message names the file and holds no secret
   */
  public static KubernetesClient of(KubernetesAccess access, Duration timeout) {
    Config config = config(access);
    int millis = Math.toIntExact(timeout.toMillis());
    config.setRequestTimeout(millis);
    config.setConnectionTimeout(millis);
    config.setRequestRetryBackoffLimit(0); // who asks will ask again
    config.setWatchReconnectLimit(RECONNECTS);
    config.setUserAgent("firewarden");
    ExecutorService tasks = threads("kubernetes-watch");
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new FewThreads())
        .withTaskExecutorSupplier(new ClosedWithClient(tasks))
        .build();
  }

  private static Config config(KubernetesAccess access) {
    Path file = access.kubeconfig();
    String context = access.context();
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("the kubeconfig " + file + " cannot be read");
    }
    String shown = file == null ? "the default kubeconfig" : "the kubeconfig " + file;
    Config config;
    try {
      config =
          file == null
              ? Config.autoConfigure(context)
              : Config.fromKubeconfig(context, file.toFile());
    } catch (RuntimeException e) { // its message may quote the file, and the file holds secrets
      throw new IllegalArgumentException(shown + " is not a kubeconfig that can be read");
    }
    NamedContext current = config.getCurrentContext();
    if (context != null && (current == null || !context.equals(current.getName()))) {
      // The library would take the file's current context instead: another cluster.
      throw new IllegalArgumentException(shown + " has no context " + context);
    }
    if (file != null && current == null) {
      throw new IllegalArgumentException(shown + " names no context as its current one");
    }
    return config;
  }

  private static ExecutorService threads(String name) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** The JDK's client, whose own threads are as many as there are requests. */
  private static final class FewThreads extends JdkHttpClientFactory {
    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
      builder.executor(threads("kubernetes-http"));
    }
  }

  private record ClosedWithClient(ExecutorService tasks)
      implements KubernetesClientBuilder.ExecutorSupplier {
    @Override
    public java.util.concurrent.Executor get() {
      return tasks;
    }

    @Override
    public void onClose(java.util.concurrent.Executor executor) {
      tasks.shutdownNow();
    }
  }
}
