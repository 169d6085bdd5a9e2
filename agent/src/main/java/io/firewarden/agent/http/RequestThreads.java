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
package io.firewarden.agent.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that answer requests: few, daemons, with a short queue. A request that takes too long
 * to arrive or to be taken is interrupted, which closes its connection, so that a slow client
 * cannot hold a thread. The JDK's server has limits for this too, but reads them once for the whole
 * process, from system properties.
 */
final class RequestThreads extends ThreadPoolExecutor {
  static final Duration LIMIT = Duration.ofSeconds(10);
  static final int PUSH_THREADS = 2;
  static final int PUSHES_QUEUED = 32;

  private final Duration limit;
  private final Map<Thread, Long> startedNanos = new HashMap<>();
  private final ScheduledThreadPoolExecutor watch =
      new ScheduledThreadPoolExecutor(1, daemons("http-watch"));

  @SuppressWarnings({"FutureReturnValueIgnored", "this-escape"}) // the watch lets nothing out
  private RequestThreads(String name, int threads, int queued, Duration limit) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(queued),
        daemons(name),
        new AbortPolicy());
    this.limit = limit;
    long every = Math.max(1, limit.toMillis() / 4);
    watch.scheduleWithFixedDelay(this::interruptSlow, every, every, TimeUnit.MILLISECONDS);
  }

  /** Those that take requests in, and answer what takes no long time. */
  static RequestThreads ofRequests(Duration limit) {
    return new RequestThreads("http", 4, 64, limit);
  }

  /** Those that take pushes, which may be large: scrapes and probes do not wait for them. */
  static RequestThreads ofPushes(Duration limit) {
    return new RequestThreads("http-push", PUSH_THREADS, PUSHES_QUEUED, limit);
  }

  static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** How many requests wait for a thread. */
  int waiting() {
    return getQueue().size();
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    synchronized (startedNanos) {
      startedNanos.put(thread, System.nanoTime());
    }
    super.beforeExecute(thread, task);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    synchronized (startedNanos) {
      startedNanos.remove(Thread.currentThread());
      Thread.interrupted(); // the next request is not to blame
    }
  }

  @Override
  protected void terminated() {
    watch.shutdownNow();
    super.terminated();
  }

  /** Only under the lock: a thread that has left its request is not interrupted. */
  private void interruptSlow() {
    long now = System.nanoTime();
    synchronized (startedNanos) {
      startedNanos.forEach(
          (thread, started) -> {
            if (now - started > limit.toNanos()) {
              thread.interrupt();
            }
          });
    }
  }
}
