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
package io.firewarden.listener.push;

import io.firewarden.model.ApplicationSnapshot;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pushing of one application's snapshots: a daemon thread that posts the newest one at the
 * interval. Nothing is queued, since a snapshot is taken only when it can be sent; what the agent
 * missed is of no use once there is a newer one.
 */
public final class SnapshotPush implements Runnable {
  /** How long one push may take while the application runs. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Logger logger = LoggerFactory.getLogger(SnapshotPush.class);

  private final PushTarget target;
  private final Supplier<ApplicationSnapshot> snapshots;
  private final LongAdder errors;
  private final PushBackoff backoff;
  private final Thread thread = new Thread(this, "firewarden-push");
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile Extent extent = Extent.WHOLE;
  private volatile boolean stopped;
  private int failures;

  SnapshotPush(
      PushTarget target,
      Supplier<ApplicationSnapshot> snapshots,
      LongAdder errors,
      DoubleSupplier random) {
    this.target = target;
    this.snapshots = snapshots;
    this.errors = errors;
    this.backoff = new PushBackoff(target.interval(), random);
  }

  /**
   * Starts the thread; the first push is at once.
   *
   * @param snapshots the state now
   * @param errors counts what was caught
   */
  public static SnapshotPush start(
      PushTarget target, Supplier<ApplicationSnapshot> snapshots, LongAdder errors) {
    SnapshotPush push =
        new SnapshotPush(target, snapshots, errors, () -> ThreadLocalRandom.current().nextDouble());
    push.start();
    return push;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try (PushClient client = new PushClient(target)) {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(tryToPush(client).toNanos());
      }
    } catch (InterruptedException e) {
      logger.debug("Firewarden pushes no more", e);
    } catch (Throwable e) {
      errors.increment();
      logger.warn("Firewarden pushes no more to {}", target.agent(), e);
    }
  }

  /** Without memory, telling of a failure may fail as well; then there is the next push. */
  private Duration tryToPush(PushClient client) throws InterruptedException {
    try {
      return push(client);
    } catch (InterruptedException | ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      errors.increment();
      return target.interval();
    }
  }

  /** Pushes once and tells how long to wait. */
  private Duration push(PushClient client) throws InterruptedException {
    PushResult result;
    try {
      result = send(client, snapshots.get(), LIMIT);
    } catch (InterruptedException | ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      errors.increment();
      result = new PushResult.Failed("a fault of Firewarden: " + e);
    }
    if (result instanceof PushResult.Failed failed) {
      failures++;
      if (!stopped) {
        tellFailure(failed.why());
      }
      return backoff.afterFailure(failures, failed.notBefore());
    }
    tellSuccess();
    return backoff.afterSuccess();
  }

  /** Sends as much of it as the agent takes; what was once too much is not tried again. */
  private PushResult send(PushClient client, ApplicationSnapshot snapshot, Duration limit)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Extent sent = extent;
      Duration left = limit.minusNanos(System.nanoTime() - start);
      PushResult result = client.send(sent.of(snapshot), left);
      Extent less = sent.less(snapshot);
      if (!(result instanceof PushResult.Failed failed) || !failed.tooLarge() || less == sent) {
        return result;
      }
      logger.warn(
          "Firewarden's snapshot is too large for {}: {}; it goes on {}",
          target.agent(),
          failed.why(),
          less == Extent.TOTALS ? "with its totals only" : "without the detail of each executor");
      extent = less;
    }
  }

  private void tellFailure(String why) {
    if (warned.getAndSet(true)) {
      logger.debug("Firewarden could not push to {}: {}", target.agent(), why);
    } else {
      logger.warn(
          "Firewarden could not push to {}: {}; the application goes on without it",
          target.agent(),
          why);
    }
  }

  private void tellSuccess() {
    if (warned.getAndSet(false)) {
      logger.info("Firewarden pushes to {} again after {} failures", target.agent(), failures);
    }
    failures = 0;
  }

  /** Pushes no more; what is under way is cut off. Does not wait. */
  public void stop() {
    stopped = true;
    thread.interrupt();
  }

  /**
   * Posts a last snapshot, by a thread and a client of its own, and waits for it.
   *
   * @param snapshot makes the snapshot
   * @param patience how long to wait at most
   * @return whether the agent has it
   */
  public boolean deliver(Supplier<ApplicationSnapshot> snapshot, Duration patience) {
    AtomicBoolean delivered = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Thread last =
        new Thread(
            () -> {
              try {
                delivered.set(sendLast(snapshot, patience));
              } finally {
                done.countDown();
              }
            },
            "firewarden-push-end");
    last.setDaemon(true);
    last.start();
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.debug("Firewarden's last push is not waited for any longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      last.interrupt();
    }
    return delivered.get();
  }

  private boolean sendLast(Supplier<ApplicationSnapshot> snapshot, Duration patience) {
    try (PushClient client = new PushClient(target)) {
      PushResult result = send(client, snapshot.get(), patience);
      if (result instanceof PushResult.Failed failed) {
        tellFailure(failed.why());
      }
      return result instanceof PushResult.Delivered;
    } catch (InterruptedException e) {
      return false;
    } catch (Throwable e) {
      errors.increment();
      logger.debug("Firewarden could not push the end of this application", e);
      return false;
    }
  }
}
