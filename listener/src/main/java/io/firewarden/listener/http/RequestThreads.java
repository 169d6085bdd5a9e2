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
package io.firewarden.listener.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that answer requests: few, daemons, with a short queue. A request that takes too long
 * to send or to read is cut off by an interrupt, which closes its channel; the JDK's server has
 * limits for this too, but only for the whole JVM, and the JVM is not ours. What finds the queue
 * full is answered by a closed connection.
 */
final class RequestThreads extends ThreadPoolExecutor {
  private static final int THREADS = 2;
  private static final int QUEUED = 16;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, daemons("firewarden-http-timer"));
  private final Map<Thread, Cutoff> running = new ConcurrentHashMap<>();
  private final Duration limit;

  RequestThreads() {
    this(LIMIT);
  }

  RequestThreads(Duration limit) {
    super(
        THREADS,
        THREADS,
        30,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(QUEUED),
        daemons("firewarden-http"),
        new AbortPolicy());
    this.limit = limit;
    allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    Cutoff cutoff = new Cutoff(thread);
    cutoff.timer = timer.schedule(cutoff, limit.toMillis(), TimeUnit.MILLISECONDS);
    running.put(thread, cutoff);
    super.beforeExecute(thread, task);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    Cutoff cutoff = running.remove(Thread.currentThread());
    if (cutoff != null) {
      cutoff.finished();
    }
  }

  @Override
  protected void terminated() {
    timer.shutdownNow();
    super.terminated();
  }

  /** Interrupts a request unless it has finished. */
  private static final class Cutoff implements Runnable {
    private final Thread thread;
    private volatile @Nullable ScheduledFuture<?> timer;
    private boolean finished;

    Cutoff(Thread thread) {
      this.thread = thread;
    }

    @Override
    public synchronized void run() {
      if (!finished) {
        thread.interrupt();
      }
    }

    synchronized void finished() {
      finished = true;
      ScheduledFuture<?> scheduled = timer;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }
  }
}
