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
package io.firewarden.agent.alert;

import io.firewarden.alerts.check.CheckId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that are kept, and the steps that one can take: it begins, fires, is kept firing, ends
 * and is forgotten. When to take which is told from outside. Not thread-safe.
 */
final class AlertBook {
  private final BoundedAlerts active;
  private final BoundedAlerts resolved;
  private final KeptFiring kept = new KeptFiring();
  private long changes;

  /**
   * @param limit how many active and how many resolved alerts are kept
   * @param over is given each alert that is active no more
   */
  AlertBook(int limit, Consumer<Alert> over) {
    this.active = new BoundedAlerts(limit, over.andThen(kept::forget));
    this.resolved = new BoundedAlerts(limit, alert -> {});
  }

  /** Takes over an alert of an earlier run. */
  void restore(Alert alert, Instant now) {
    (alert.state() == AlertState.RESOLVED ? resolved : active).put(alert.takenUp(now));
    if (alert.state() == AlertState.FIRING) {
      resolved.remove(alert); // as when it fires here
    }
  }

  /** Whether an alert of another agent tells more than is known of it here. */
  boolean isNews(Alert other) {
    Alert own = active.get(other.labels());
    boolean known = own != null || resolved.get(other.labels()) != null;
    return switch (other.state()) {
      case PENDING -> false;
      case FIRING -> own == null ? !known : own.state() == AlertState.PENDING;
      case RESOLVED -> !known;
    };
  }

  /** Pending and firing alerts at this moment. */
  List<Alert> active() {
    return active.all();
  }

  /** The pending or firing alert of that identity, or null. */
  @Nullable Alert active(SortedMap<String, String> labels) {
    return active.get(labels);
  }

  /** Changes what is known of pending and firing alerts, but not their states. */
  void replaceActive(UnaryOperator<Alert> change) {
    active.replaceAll(change);
  }

  /** Changes what is told of a pending or firing alert, but not its state. */
  void annotate(Alert alert) {
    active.put(alert);
  }

  /** The condition holds now: an alert begins, goes on, or begins to fire. */
  void see(
      SortedMap<String, String> labels,
      SortedMap<String, String> told,
      @Nullable CheckId check,
      Duration holdFor,
      Instant now) {
    Alert known = active.get(labels);
    Alert seen =
        known == null
            ? Alert.pending(labels, told, check, holdFor, now)
            : known.confirmed(told, now);
    if (known == null || known.isKept()) {
      changes++; // written down soon: a restart is not to go on from its being over
    }
    active.put(seen);
    if (seen.isRipe(now) && active.get(labels) != null) {
      fire(seen, now);
    }
  }

  void fire(Alert alert, Instant now) {
    Alert fired = alert.fired(now);
    active.put(fired);
    resolved.remove(fired);
    changes++;
  }

  /** Ends an alert that is kept firing, if it was kept for long enough. */
  void endKept(Alert alert, Instant now) {
    if (KeptFiring.isOver(alert, now)) {
      end(alert, kept.reason(alert), now);
    }
  }

  /**
   * Drops resolved alerts that were kept for long enough.
   *
   * @param owed whether somebody was told that the alert fires and not yet that it is over; such an
   *     alert is kept for up to {@link AlertTracker#FORGET_AFTER}
   */
  void forgetResolved(Predicate<Alert> owed, Instant now) {
    for (Alert alert : resolved.all()) {
      Instant at = alert.resolvedAt();
      if (at == null
          || at.plus(AlertTracker.FORGET_AFTER).isBefore(now)
          || (at.plus(AlertTracker.RESOLVED_RETENTION).isBefore(now) && !owed.test(alert))) {
        resolved.remove(alert);
        changes++;
      }
    }
  }

  /** Pending and firing alerts, and resolved ones that are still told; the worst first. */
  List<Alert> alerts() {
    return BoundedAlerts.worstFirst(active.all(), resolved.all());
  }

  /** How many alerts the limit has kept out since the start. */
  long dropped() {
    return active.dropped();
  }

  /** What is kept has changed in a way of which this knows nothing. */
  void changed() {
    changes++;
  }

  /** A number that grows with each change of an alert's state, so that it is worth writing. */
  long changes() {
    return changes;
  }

  void end(Predicate<Alert> which, String because, Instant now) {
    active.all().stream().filter(which).forEach(alert -> end(alert, because, now));
  }

  /** The condition is over: the alerts end, at once or after they were kept firing for a while. */
  void release(Predicate<Alert> which, String because, Instant now) {
    for (Alert alert : active.all().stream().filter(which).toList()) {
      if (KeptFiring.keepFor(alert).isZero()) {
        end(alert, because, now);
      } else if (!alert.isKept()) {
        active.put(kept.keep(alert, because, now));
        changes++;
      }
    }
  }

  void end(Alert alert, String because, Instant now) {
    active.remove(alert);
    if (alert.state() == AlertState.FIRING) {
      resolved.put(alert.resolved(now, because));
    }
    changes++;
  }

  /** The identities of all alerts that are kept. */
  Set<SortedMap<String, String>> identities() {
    return alerts().stream().map(Alert::labels).collect(Collectors.toSet());
  }
}
