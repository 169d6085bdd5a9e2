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

  /** Alertmanager forgets what it does not hear of again, firing or resolved. */
  static Schedule resending(Duration interval) {
    return new Schedule(interval, true);
  }

  /** A person is reminded now and then, and told of the end once. */
  static Schedule reminding(Duration interval) {
    return new Schedule(interval, false);
  }

  /** Why an alert is due, or empty when it is not. */
  Optional<Reason> due(Alert alert, @Nullable Told last, Instant now) {
    if (alert.state() == AlertState.PENDING) {
      return Optional.empty();
    }
    if (last == null
        || last.state() != alert.state()
        || !Objects.equals(last.firedAt(), alert.firedAt())) {
      return Optional.of(
          alert.state() == AlertState.FIRING ? Reason.BEGAN_TO_FIRE : Reason.RESOLVED);
    }
    if (now.isBefore(last.at().plus(repeat))) {
      return Optional.empty();
    }
    if (alert.state() == AlertState.FIRING) {
      return Optional.of(Reason.STILL_FIRING);
    }
    Instant end = alert.resolvedAt();
    boolean fresh = end != null && now.isBefore(end.plus(AlertTracker.RESOLVED_RETENTION));
    return repeatsResolved && fresh ? Optional.of(Reason.STILL_RESOLVED) : Optional.empty();
  }

  /** Why a notifier is told. */
  enum Reason {
    BEGAN_TO_FIRE,
    STILL_FIRING,
    RESOLVED,
    STILL_RESOLVED
  }
}
