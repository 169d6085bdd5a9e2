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

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An API server that keeps objects, on one port of this host, and who changes them. It can be shut
 * down and opened again; the objects stay, and may change meanwhile.
 */
public final class FakeApiServer implements AutoCloseable {
  /** Where those who change objects are at home. */
  public static final String NAMESPACE = "spark-jobs";

  /** It tells of each request. */
  private static final Logger LOG = Logger.getLogger("io.fabric8.mockwebserver");

  private final Map<ServerRequest, Queue<ServerResponse>> prepared = new HashMap<>();
  private final Backend backend = new Backend(new KubernetesMixedDispatcher(prepared));
  private final Path kubeconfig;
  private final int port;
  private KubernetesMockServer server;
  private KubernetesClient client;

  /** What was asked for: method and path, with its query. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  private final AtomicReference<Consumer<String>> ear = new AtomicReference<>(request -> {});

  /**
   * Opens it.
   *
   * @param folder where the kubeconfig is written
   */
  public FakeApiServer(Path folder) throws IOException {
    LOG.setLevel(Level.WARNING);
    server = open(0);
    port = server.getPort();
    client = newClient();
    kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, kubeconfig(port, "fake"));
  }

  public static String kubeconfig(int port, String context) {
    return """
        apiVersion: v1
        kind: Config
        current-context: %2$s
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:%1$d"}}]
        users: [{name: u, user: {token: s3cr3t-token}}]
        contexts: [{name: %2$s, context: {cluster: c, user: u, namespace: default}}]
        """
        .formatted(port, context);
  }

  public int port() {
    return port;
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Who changes objects. */
  public KubernetesClient client() {
    return client;
  }

  public void expect(CustomResourceDefinitionContext kind) {
    backend.objects.expectCustomResource(kind);
  }

  /** From now on requests whose path begins so are answered with this status. */
  public void refuse(String path, int code, String body) {
    backend.refused.put(path, new Refusal(code, body));
  }

  public void refuseNoMore() {
    backend.refused.clear();
  }

  /**
   * Before the next request of that method is carried out, the cluster changes.
   *
   * @param change by the {@link #client} of that moment, as this port is busy with the request
   */
  public void beforeNext(String method, Runnable change) {
    AtomicBoolean done = new AtomicBoolean();
    ear.set(
        request -> {
          if (request.startsWith(method + " ") && !done.getAndSet(true)) {
            try {
              meanwhile(change);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  /** Nobody is at the port. */
  public void shutDown() {
    client.close();
    server.destroy();
  }

  public void openAgain() throws IOException {
    server = open(port);
    client = newClient();
  }

  /** The cluster goes on while nobody can reach it. */
  public void meanwhile(Runnable changes) throws IOException {
    KubernetesMockServer reached = server;
    KubernetesClient before = client;
    server = open(0);
    client = newClient();
    changes.run();
    client.close();
    server.destroy();
    server = reached;
    client = before;
  }

  @Override
  public void close() {
    client.close();
    backend.objects.shutdown();
    try {
      server.destroy();
    } catch (IllegalStateException e) {
      // It waits ten seconds for its connections, which a busy machine may need longer to close.
      LOG.log(Level.WARNING, "the API server of a test is left to itself", e);
    }
  }

  private KubernetesMockServer open(int at) throws IOException {
    KubernetesMockServer opened =
        new KubernetesMockServer(new Context(), new MockWebServer(), prepared, backend, false);
    opened.init(InetAddress.getLoopbackAddress(), at);
    return opened;
  }

  private KubernetesClient newClient() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getPort())
            .withNamespace(NAMESPACE)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private record Refusal(int code, String body) {}

  /** What answers: it is not shut down with one port. */
  private final class Backend extends Dispatcher {
    private final KubernetesMixedDispatcher objects;
    private final Map<String, Refusal> refused = new ConcurrentHashMap<>();

    Backend(KubernetesMixedDispatcher objects) {
      this.objects = objects;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String path = request.getPath();
      requests.add(request.getMethod() + " " + path);
      ear.get().accept(request.getMethod() + " " + path);
      for (Map.Entry<String, Refusal> entry : refused.entrySet()) {
        if (path.startsWith(entry.getKey())) {
          return new MockResponse()
              .setResponseCode(entry.getValue().code())
              .setHeader("Content-Type", "application/json")
              .setBody(entry.getValue().body());
        }
      }
      synchronized (objects) { // a real one compares versions and writes in one go
        return objects.dispatch(request);
      }
    }

    @Override
    public void shutdown() {}
  }
}
