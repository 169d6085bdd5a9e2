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
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.NotificationLog;
import io.firewarden.agent.alert.NotificationLog.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one notifier: finds out what is due, sends it, remembers what arrived, and waits after
 * a failure. Used by one thread.
 */
final class NotificationChannel {
  private static final Logger logger = LoggerFactory.getLogger(NotificationChannel.class);

  /** No pause is longer; one that seems to be was begun before the clock was set back. */
  private static final Duration LONGEST_PAUSE = JsonPost.LONGEST_PAUSE;

  /** The beginning of what tells how a receiver has answered. */
  private static final Pattern ANSWERED = Pattern.compile(".*? but answered \\d+");

  /** So many reasons of one trouble are warned of. */
  private static final int MAX_REASONS = 5;

  private final Notifier notifier;
  private final Schedule schedule;
  private final Grouping grouping;
  private final Hearing hearing;
  private final NotificationLog log;
  private final Backoff backoff;
  private final PipelineMetrics metrics;
  private final InstantSource clock;
  private final Map<SortedMap<String, String>, Rejection> rejections = new HashMap<>();
  private final Set<String> reasons = new HashSet<>();
  private Instant notBefore = Instant.MIN;
  private int failures;
  private long deliveries;

  private record Rejection(Alert alert, Instant at) {}

  NotificationChannel(
      Notifier notifier,
      Schedule schedule,
      Grouping grouping,
      Hearing hearing,
      NotificationLog log,
      Backoff backoff,
      PipelineMetrics metrics,
      InstantSource clock) {
    this.notifier = notifier;
    this.schedule = schedule;
    this.grouping = grouping;
    this.hearing = hearing;
    this.log = log;
    this.backoff = backoff;
    this.metrics = metrics;
    this.clock = clock;
    metrics.notifier(notifier.name());
  }

  String name() {
    return notifier.name();
  }

  /** Sends what is due now, whoever else might. */
  boolean deliverDue(List<Alert> alerts) {
    return deliverDue(alerts, () -> true);
  }

  /**
   * Sends what is due now, unless it is still waiting after a failure.
   *
   * @param mayTell asked before each message, for many of them take their time
   * @return whether something was delivered
   */
  boolean deliverDue(List<Alert> alerts, BooleanSupplier mayTell) {
    Instant now = clock.instant();
    List<Alert> due = due(alerts, now);
    if (now.isBefore(notBefore) && !notBefore.isAfter(now.plus(LONGEST_PAUSE))) {
      return false;
    }
    long before = deliveries;
    for (List<Alert> message : rotated(grouping.messages(due))) {
      if (!tell(message, mayTell)) {
        return deliveries != before;
      }
    }
    if (!reasons.isEmpty() && deliveries != before && rejections.isEmpty()) {
      logger.info("{} takes alerts again", name());
      reasons.clear();
    }
    return deliveries != before;
  }

  private List<Alert> due(List<Alert> alerts, Instant now) {
    rejections.values().removeIf(rejection -> !isPause(rejection.at(), now));
    List<Alert> due = new ArrayList<>();
    for (Alert alert : alerts) {
      Told last = log.last(name(), alert).orElse(null);
      if (!isRejected(alert)
          && schedule.due(alert, last, now).isPresent()
          && isHeard(alert, last, now)) {
        due.add(alert);
      }
    }
    return due;
  }

  /**
   * Whether the notifier is to hear of an alert that is due. Who was told that it fires is told
   * that it is over, whatever has changed since. While it is muted, nothing else is told, but to
   * one that would take silence for the end. An alert that came and went while it was muted is
   * settled, so that nobody hears of it afterwards. That it cannot be told is told to others.
   */
  private boolean isHeard(Alert alert, @Nullable Told last, Instant now) {
    if (SelfWatch.isAbout(alert, name())) {
      return false;
    }
    boolean over = alert.state() == AlertState.RESOLVED;
    boolean told = last != null && last.state() == AlertState.FIRING;
    if (over && told) {
      return true;
    }
    if (!hearing.reaches(alert)) {
      return false;
    }
    if (!hearing.isMuted(alert, now)) {
      return true;
    }
    if (over && (last == null || !Objects.equals(last.firedAt(), alert.firedAt()))) {
      log.settled(name(), alert, now);
    }
    return !over && told && schedule.repeatsResolved();
  }

  /**
   * Begins behind what failed last, so that one message that the receiver can never take does not
   * stand before all others for ever.
   */
  private List<List<Alert>> rotated(List<List<Alert>> messages) {
    List<List<Alert>> all = new ArrayList<>(messages);
    Collections.rotate(all, -failures);
    return all;
  }

  private boolean isPause(Instant refusedAt, Instant now) {
    return !refusedAt.isAfter(now) && now.isBefore(refusedAt.plus(schedule.pauseAfterRefusal()));
  }

  /**
   * Sends a message, and its alerts one by one when it is refused as a whole, so that an alert that
   * the receiver does not want keeps no other from being told.
   *
   * @return whether to go on with the next message
   */
  private boolean tell(List<Alert> message, BooleanSupplier mayTell) {
    if (!mayTell.getAsBoolean()) {
      return false;
    }
    Delivery outcome = send(message, clock.instant());
    if (outcome instanceof Delivery.Retry retry) {
      failed(retry, clock.instant());
      return false;
    }
    if (outcome instanceof Delivery.Rejected && message.size() > 1) {
      for (Alert alert : message) {
        if (!tell(List.of(alert), mayTell)) {
          return false;
        }
      }
    }
    return true;
  }

  private Delivery send(List<Alert> message, Instant now) {
    Delivery outcome = attempt(message, now);
    metrics.notified(name(), outcome);
    if (outcome instanceof Delivery.Delivered) {
      log.delivered(name(), message, now);
      deliveries++;
      failures = 0;
    } else if (outcome instanceof Delivery.Rejected rejected) {
      failures = 0;
      refused(message, rejected.why(), now);
    }
    return outcome;
  }

  /** A notifier must not throw; one that does all the same must not stop the channel. */
  private Delivery attempt(List<Alert> message, Instant now) {
    try {
      return notifier.send(message, now);
    } catch (Throwable e) {
      return new Delivery.Retry(null, "it failed with " + e.getClass().getName());
    }
  }

  private void failed(Delivery.Retry retry, Instant now) {
    failures++;
    Duration wait = backoff.after(failures);
    Duration asked = retry.after();
    if (asked != null && asked.compareTo(wait) > 0) {
      wait = asked;
    }
    notBefore = now.plus(wait);
    if (isNew(retry.why())) {
      logger.warn("{} was not told: {}. Trying again until it is", name(), retry.why());
    } else {
      logger.debug("{} was not told: {}. Next try in {}", name(), retry.why(), wait);
    }
  }

  private void refused(List<Alert> message, String why, Instant now) {
    if (message.size() > 1) {
      logger.debug(
          "{} refused {} alerts: {}. They are tried one by one", name(), message.size(), why);
      return;
    }
    Alert alert = message.get(0);
    rejections.put(alert.labels(), new Rejection(alert, now));
    String text = "{} refused {}: {}. It is tried again in {} s";
    long pause = schedule.pauseAfterRefusal().toSeconds();
    if (isNew(why)) {
      logger.warn(text, name(), alert.labels(), why, pause);
    } else {
      logger.debug(text, name(), alert.labels(), why, pause);
    }
  }

  /** Whether this has not been the reason yet since it took alerts; each is warned of once. */
  private boolean isNew(String why) {
    Matcher answered = ANSWERED.matcher(why);
    String reason = answered.lookingAt() ? answered.group() : why; // no answer is like another
    return reasons.size() < MAX_REASONS && reasons.add(reason);
  }

  private boolean isRejected(Alert alert) {
    Rejection rejection = rejections.get(alert.labels());
    return rejection != null
        && rejection.alert().state() == alert.state()
        && Objects.equals(rejection.alert().firedAt(), alert.firedAt());
  }
}
