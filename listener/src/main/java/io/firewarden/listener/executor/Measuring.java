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
package io.firewarden.listener.executor;

import io.firewarden.model.executor.ProcessFigures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that measures this process at once, soon again, and then every interval until it
 * is closed. Nothing that happens on it leaves it: an executor ends itself when an error reaches
 * the top of one of its threads.
 */
public final class Measuring implements Runnable, AutoCloseable {
  /** Spark has mostly made the executor known by then, and a short-lived one is seen as well. */
  static final Duration SOON = Duration.ofSeconds(2);

  private static final Logger logger = LoggerFactory.getLogger(Measuring.class);

  private final Supplier<ProcessFigures> probe;
  private final Duration interval;
  private final List<Consumer<ProcessFigures>> sinks;
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean failed;

  private Measuring(
      Supplier<ProcessFigures> probe, Duration interval, List<Consumer<ProcessFigures>> sinks) {
    this.probe = probe;
    this.interval = interval;
    this.sinks = List.copyOf(sinks);
  }

  /**
   * Starts the thread.
   *
   * @param probe measures
   * @param interval the time between two measurements
   * @param sinks get each measurement, in this order, on the thread that measured
   */
  public static Measuring start(
      Supplier<ProcessFigures> probe, Duration interval, List<Consumer<ProcessFigures>> sinks) {
    Measuring measuring = new Measuring(probe, interval, sinks);
    Thread thread = new Thread(measuring, "firewarden-measuring");
    thread.setDaemon(true);
    thread.start();
    return measuring;
  }

  /** Waits until the first sink has got the first measurement, but no longer than that. */
  public boolean awaitFirst(Duration patience) {
    try {
      return first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for the thread's end, but no longer than that; says whether it has ended. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      measure();
      Duration pause = interval.compareTo(SOON) < 0 ? interval : SOON;
      while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        measure();
        pause = interval;
      }
    } catch (InterruptedException e) {
      logger.debug("Firewarden's measuring of this process was interrupted", e);
    } finally {
      ended.countDown();
    }
  }

  private void measure() {
    try {
      ProcessFigures figures = probe.get();
      for (Consumer<ProcessFigures> sink : sinks) {
        give(figures, sink);
        first.countDown();
      }
    } catch (Throwable e) {
      warn(e);
    }
  }

  /** One that fails does not keep the figures from the others. */
  private void give(ProcessFigures figures, Consumer<ProcessFigures> sink) {
    try {
      sink.accept(figures);
    } catch (Throwable e) {
      warn(e);
    }
  }

  private void warn(Throwable e) {
    try {
      if (failed) {
        logger.debug("Firewarden could not measure this process", e);
      } else {
        failed = true;
        logger.warn("Firewarden could not measure this process; it will try again", e);
      }
    } catch (Throwable ignored) {
      // Without memory nothing can be said.
    }
  }

  /** Ends the thread after the measurement that it is at, without waiting for it. */
  @Override
  public void close() {
    end.countDown();
  }
}
