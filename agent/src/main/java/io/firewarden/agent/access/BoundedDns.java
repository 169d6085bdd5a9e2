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
package io.firewarden.agent.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Looks host names up within a time. The system's resolver can neither be interrupted nor be given
 * a limit, and one that hangs would hold a poll or a message for as long as it likes. So it is
 * asked on a few threads of its own, once for all who wait for a name, and nobody waits longer than
 * he may. Thread-safe.
 */
public final class BoundedDns implements Dns, AutoCloseable {
  private static final int THREADS = 32;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Until when the thread may wait, by the nano clock. */
  private static final ThreadLocal<Long> END = new ThreadLocal<>();

  private final Dns system;
  private final Duration longest;
  private final ConcurrentMap<String, Lookup> asked = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads;

  /** The name was not looked up in time. */
  public static final class TooSlowException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private TooSlowException(String host) {
      super(host + " was not looked up in time");
    }
  }

  /** One question, and how long somebody waits for its answer. */
  private final class Lookup extends FutureTask<List<InetAddress>> {
    private final String host;
    private final AtomicLong wantedUntil;

    Lookup(String host, AtomicLong wantedUntil) {
      super(
          () -> {
            if (wantedUntil.get() - System.nanoTime() < 0) {
              throw new TooSlowException(host); // it had to wait for a thread for too long
            }
            return system.lookup(host);
          });
      this.host = host;
      this.wantedUntil = wantedUntil;
    }

    void wanted(long until) {
      wantedUntil.accumulateAndGet(until, (one, other) -> one - other > 0 ? one : other);
    }

    @Override
    protected void done() {
      asked.remove(host, this);
    }
  }

  /**
   * @param system knows the names
   * @param longest how long who does not say how long may wait
   */
  public BoundedDns(Dns system, Duration longest) {
    this.system = system;
    this.longest = longest;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // no longer than there are hosts
            task -> {
              Thread thread = new Thread(task, "firewarden-names");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** What the calling thread looks up from now on must be there at that time of the nano clock. */
  public static void until(long endNanos) {
    END.set(endNanos);
  }

  /** The calling thread has no time of its own any more. */
  public static void untilLongest() {
    END.remove();
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    @Nullable Long own = END.get();
    long until = own == null ? System.nanoTime() + longest.toNanos() : own;
    try {
      return asking(host, until).get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | CancellationException ignored) {
      throw new TooSlowException(host);
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
      throw new TooSlowException(host);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TooSlowException) {
        throw new TooSlowException(host);
      }
      throw new UnknownHostException(
          cause instanceof UnknownHostException known
              ? String.valueOf(known.getMessage())
              : host + " could not be looked up: " + cause);
    }
  }

  private Lookup asking(String host, long until) throws UnknownHostException {
    Lookup fresh = new Lookup(host, new AtomicLong(until));
    Lookup known = asked.putIfAbsent(host, fresh);
    if (known != null) {
      known.wanted(until);
      return known;
    }
    try {
      threads.execute(fresh);
    } catch (RejectedExecutionException ignored) {
      asked.remove(host, fresh);
      throw new UnknownHostException(host + " is not looked up any more: the client is closed");
    }
    return fresh;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
