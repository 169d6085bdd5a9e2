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
package io.firewarden.listener;

import io.firewarden.listener.event.RunningSpark;
import io.firewarden.listener.http.Binding;
import io.firewarden.listener.http.Endpoint;
import io.firewarden.model.bus.BusQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over one application, from its start to its end: a daemon thread that opens the
 * endpoint, judges the application every interval, and closes the endpoint. Whatever fails on it
 * stays on it, and the next interval is another chance.
 */
final class Watch implements Runnable {
  /** How long the end of the application may wait for the end of the watch. */
  static final Duration PATIENCE = Duration.ofMillis(800);

  /** Spark answers within this unless a context is being made. */
  private static final Duration MOMENT = Duration.ofMillis(200);

  private static final Logger logger = LoggerFactory.getLogger(Watch.class);

  private final ListenerSettings settings;
  private final Watched watched;
  private final LongAdder events;
  private final LongAdder errors;
  private final Runnable whenLost;
  private final HealthBoard board;
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean abandoned;
  private final AtomicBoolean warned = new AtomicBoolean();
  private boolean uiKnown;
  private boolean queuesFailed;
  private volatile boolean contextSeen;
  private volatile boolean contextThere;

  private Watch(
      ListenerSettings settings,
      Watched watched,
      LongAdder events,
      LongAdder errors,
      Runnable whenLost) {
    this.settings = settings;
    this.watched = watched;
    this.events = events;
    this.errors = errors;
    this.whenLost = whenLost;
    this.board = new HealthBoard(settings);
  }

  /**
   * Starts the thread. Called on Spark's thread, so all that costs time is left to our own.
   *
   * @param events counts the events that were handled
   * @param errors counts what was caught
   * @param whenLost runs on the thread when the application has ended and nobody said so
   */
  static Watch start(
      ListenerSettings settings,
      Watched watched,
      LongAdder events,
      LongAdder errors,
      Runnable whenLost) {
    Watch watch = new Watch(settings, watched, events, errors, whenLost);
    Thread thread = new Thread(watch, "firewarden-checks");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** Has the application judged a last time and the endpoint closed; waits for it for a while. */
  void finish(Duration patience) {
    end.countDown();
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.debug("Firewarden's last verdict is not waited for any longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has the endpoint closed without another verdict and without waiting. */
  void abandon() {
    abandoned = true;
    end.countDown();
  }

  @Override
  public void run() {
    Endpoint endpoint = null;
    try (Inquiry spark = new Inquiry(() -> guarded(this::askSpark))) {
      judge();
      endpoint = open();
      ask(spark, Duration.ZERO);
      while (!end.await(settings.checkInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        ask(spark, MOMENT);
        if (isOver()) {
          break;
        }
        judge();
      }
      if (!abandoned) {
        ask(spark, MOMENT);
        judge();
      }
      boolean nobodySaidSo = end.getCount() > 0;
      if (nobodySaidSo) {
        watched.state().applicationEnded(watched.now().takenAt().toEpochMilli());
        whenLost.run();
      }
    } catch (InterruptedException e) {
      logger.debug("Firewarden's watch was interrupted", e);
    } catch (Throwable e) {
      errors.increment();
      logger.warn("Firewarden's watch over this application ended early", e);
    } finally {
      close(endpoint);
      done.countDown();
    }
  }

  private @Nullable Endpoint open() {
    try {
      ListenerMeters meters = new ListenerMeters(events, errors);
      ExposedPages pages = new ExposedPages(settings, watched, board, meters);
      Endpoint opened =
          Endpoint.open(
              new Binding(settings.host(), settings.port(), settings.portRetries()),
              settings.protection(),
              pages,
              errors);
      logger.info("Firewarden watches this application: {}", opened.url(settings.advertisedHost()));
      return opened;
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      errors.increment();
      String why = e instanceof IOException ? e.getMessage() : e.toString();
      logger.warn("Firewarden has no endpoint for this application: {}", why);
      return null;
    }
  }

  /** Whether the application has ended although the event that says so was lost. */
  private boolean isOver() {
    return contextSeen && !contextThere;
  }

  private void judge() {
    if (!guarded(() -> board.judge(watched.now()))) {
      board.forget();
    }
  }

  private boolean guarded(Runnable step) {
    try {
      step.run();
      return true;
    } catch (ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      tell(e);
      return false;
    }
  }

  private void tell(Throwable e) {
    try {
      errors.increment();
      if (!warned.getAndSet(true)) {
        logger.warn("Firewarden could not judge this application; it will try again", e);
      }
    } catch (Throwable ignored) {
      // Without memory nothing can be said; the next interval may have some.
    }
  }

  private void ask(Inquiry spark, Duration patience) throws InterruptedException {
    try {
      spark.put(patience);
    } catch (InterruptedException | ThreadDeath e) {
      throw e;
    } catch (Throwable e) {
      tell(e); // there is no thread to be had
    }
  }

  /** On the inquiry's thread. */
  private void askSpark() {
    boolean there = RunningSpark.isActive(watched.appId());
    contextThere = there;
    contextSeen |= there;
    if (!uiKnown) {
      Optional<String> url = RunningSpark.uiAddress(watched.appId());
      url.ifPresent(found -> watched.state().uiAddress(found.isEmpty() ? null : found));
      uiKnown = url.isPresent();
    }
    readQueues(() -> RunningSpark.queues(watched.appId()));
  }

  /** Takes in what can be read of the queues, and says once when that is nothing. */
  void readQueues(Supplier<Optional<List<BusQueue>>> reader) {
    try {
      Optional<List<BusQueue>> read = reader.get();
      if (read.isPresent() && read.get().stream().noneMatch(this::isOurs)) {
        queuesUnread("it has no such queue");
      }
      noteQueues(read.orElse(List.of()));
    } catch (IllegalStateException e) {
      queuesUnread(String.valueOf(e.getMessage()));
    }
  }

  private void queuesUnread(String why) {
    if (!queuesFailed) {
      queuesFailed = true;
      errors.increment();
      logger.warn(
          "Firewarden cannot read queue {} of Spark's listener bus: {}. Events that Spark drops cannot"
              + " be seen, so that spark_application_events_complete and spark_listener_bus_* are not"
              + " exposed",
          watched.queue(),
          why);
    }
  }

  /** Takes in how full the queues of Spark's bus are, and how many events they have dropped. */
  void noteQueues(List<BusQueue> queues) {
    watched.state().busRead(watched.queue(), events.sum(), queues);
  }

  private boolean isOurs(BusQueue queue) {
    return queue.name().equals(watched.queue());
  }

  private static void close(@Nullable Endpoint endpoint) {
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
