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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of one channel, so that a notifier that hangs keeps no other from being told. */
final class ChannelThread implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ChannelThread.class);
  private static final Duration LOOK_AT_LEAST = Duration.ofSeconds(1);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final NotificationChannel channel;
  private final Supplier<List<Alert>> alerts;
  private final BooleanSupplier mayTell;
  private final Runnable delivered;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @param alerts those that may be told
   * @param delivered called when something was told
   * @param mayTell whether it is this agent that tells now
   */
  ChannelThread(
      NotificationChannel channel,
      Supplier<List<Alert>> alerts,
      Runnable delivered,
      BooleanSupplier mayTell) {
    this.mayTell = mayTell;
    this.channel = channel;
    this.alerts = alerts;
    this.delivered = delivered;
    this.thread = new Thread(this::run, "notify-" + channel.name());
    this.thread.setDaemon(true);
  }

  String name() {
    return channel.name();
  }

  void start() {
    thread.start();
  }

  /** Something may be due. */
  void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  private void run() {
    while (true) {
      boolean last = stopped;
      tellDue();
      if (last) {
        return;
      }
      try {
        if (wakes.tryAcquire(LOOK_AT_LEAST.toMillis(), TimeUnit.MILLISECONDS)) {
          wakes.drainPermits();
        }
      } catch (InterruptedException ignored) {
        return;
      }
    }
  }

  /** Tells what is due now; throws nothing. */
  void tellDue() {
    try {
      if (mayTell.getAsBoolean() && channel.deliverDue(alerts.get(), mayTell)) {
        delivered.run();
      }
    } catch (Throwable e) {
      logger.error("{} could not be told; trying again", channel.name(), e);
    }
  }

  /** Lets it tell what is due now, and no more. */
  void finish() {
    stopped = true;
    wakes.release();
  }

  /** Ends what it has not {@linkplain #finish finished} by then. */
  void close(long nanoTime) {
    try {
      thread.join(Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(STOP_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
