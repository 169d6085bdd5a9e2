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
import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.alert.NotificationLog.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When one kind of notifier wants to hear of an alert: at each change, and again after a while.
 *
 * @param repeat how often a firing alert is told again
 * @param repeatsResolved whether a resolved alert is told again too, for {@link
 *     AlertTracker#RESOLVED_RETENTION}
 */
record Schedule(Duration repeat, boolean repeatsResolved) {
  /**
   * How long after its end an alert is told to be over to a receiver that folds it with the same
   * alert from a Prometheus rule. Prometheus needs a scrape and an evaluation to see what the agent
   * has seen; would the agent say "over" at once, it and Prometheus would contradict each other
   * until then, and people would be told of an end and of a new beginning.
   */
  static final Duration AFTER_PROMETHEUS = Duration.ofMinutes(1);

  private static final Duration REFUSED_PAUSE = Duration.ofMinutes(5);

  /** Alertmanager forgets what it does not hear of again, firing or resolved. */
  static Schedule resending(Duration interval) {
    return new Schedule(interval, true);
  }

  /** A person is reminded now and then, and told of the end once. */
  static Schedule reminding(Duration interval) {
    return new Schedule(interval, false);
  }

  /**
   * How long a refused message is left alone. It is not sent again at once, for it would be refused
   * again; but neither is it given up, for a receiver that is set right must still get its page. A
   * receiver that forgets what it does not hear of again is tried before it has forgotten.
   */
  Duration pauseAfterRefusal() {
    Duration beforeForgotten = repeat.multipliedBy(AlertmanagerNotifier.VALID_FOR_RESENDS - 2);
    return repeatsResolved && beforeForgotten.compareTo(REFUSED_PAUSE) < 0
        ? beforeForgotten
        : REFUSED_PAUSE;
  }

  /**
   * Why an alert is due, or empty when it is not. What was told in the future was told before the
   * clock was set back; how long ago that is cannot be known. An alert that fires on although its
   * condition is over is not told again: whether it still fires is then for those to say who see
   * it. Nor is one that was over for so long that it is forgotten, with what was told of it: who
   * still has it has an old view.
   */
  Optional<Reason> due(Alert alert, @Nullable Told last, Instant now) {
    if (alert.state() == AlertState.PENDING) {
      return Optional.empty();
    }
    if (isLeftToPrometheus(alert, now)) {
      return Optional.empty();
    }
    if (last == null && isForgotten(alert, now)) {
      return Optional.empty();
    }
    if (last == null
        || last.state() != alert.state()
        || !Objects.equals(last.firedAt(), alert.firedAt())) {
      return Optional.of(
          alert.state() == AlertState.FIRING ? Reason.BEGAN_TO_FIRE : Reason.RESOLVED);
    }
    if (!last.at().isAfter(now) && now.isBefore(last.at().plus(repeat))) {
      return Optional.empty();
    }
    if (alert.state() == AlertState.FIRING) {
      return alert.isKept() ? Optional.empty() : Optional.of(Reason.STILL_FIRING);
    }
    Instant end = alert.resolvedAt();
    boolean fresh = end != null && now.isBefore(end.plus(AlertTracker.RESOLVED_RETENTION));
    return repeatsResolved && fresh ? Optional.of(Reason.STILL_RESOLVED) : Optional.empty();
  }

  private boolean isLeftToPrometheus(Alert alert, Instant now) {
    Instant end = alert.resolvedAt();
    return repeatsResolved
        && end != null
        && !end.isAfter(now)
        && now.isBefore(end.plus(AFTER_PROMETHEUS));
  }

  private static boolean isForgotten(Alert alert, Instant now) {
    Instant end = alert.resolvedAt();
    return end != null && !now.isBefore(end.plus(AlertTracker.RESOLVED_RETENTION));
  }

  /** Why a notifier is told. */
  enum Reason {
    BEGAN_TO_FIRE,
    STILL_FIRING,
    RESOLVED,
    STILL_RESOLVED
  }
}
