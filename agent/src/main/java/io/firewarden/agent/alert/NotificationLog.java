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

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What was told to which notifier, and when. An entry is made only after delivery, so that a
 * restart repeats at most what was being sent at that moment, and loses nothing. Thread-safe.
 */
public final class NotificationLog {

  /**
   * The last thing that one notifier was told about one alert.
   *
   * @param notifier the notifier's name
   * @param labels the alert's identity
   * @param state firing or resolved
   * @param firedAt which firing of the alert it was about
   * @param at when it was delivered
   */
  public record Told(
      String notifier,
      SortedMap<String, String> labels,
      AlertState state,
      @Nullable Instant firedAt,
      Instant at) {}

  private record Key(String notifier, SortedMap<String, String> labels) {}

  private final Map<Key, Told> entries = new HashMap<>();
  private long changes;

  /** Takes over the entries of an earlier run. */
  public synchronized void restore(List<Told> earlier) {
    earlier.forEach(told -> entries.put(new Key(told.notifier(), told.labels()), told));
  }

  /** Remembers that a notifier was told of these alerts as they are. */
  public synchronized void delivered(String notifier, List<Alert> alerts, Instant at) {
    for (Alert alert : alerts) {
      entries.put(
          new Key(notifier, alert.labels()),
          new Told(notifier, alert.labels(), alert.state(), alert.firedAt(), at));
    }
    changes++;
  }

  /**
   * Takes up what another agent has told. When alerts began to fire the two know each by its own
   * readings: what was told of an alert that fires here counts as told of this firing.
   *
   * @param others what it has told
   * @param alerts this agent's alerts
   */
  public synchronized void adopt(List<Told> others, List<Alert> alerts) {
    Map<SortedMap<String, String>, Alert> known = new HashMap<>();
    alerts.forEach(alert -> known.putIfAbsent(alert.labels(), alert));
    for (Told told : others) {
      Key key = new Key(told.notifier(), told.labels());
      Told own = entries.get(key);
      if (own == null || own.at().isBefore(told.at())) {
        Alert alert = known.get(told.labels());
        Instant firedAt =
            alert != null && alert.firedAt() != null ? alert.firedAt() : told.firedAt();
        entries.put(
            key, new Told(told.notifier(), told.labels(), told.state(), firedAt, told.at()));
      }
    }
    changes++;
  }

  /**
   * Remembers that a notifier need not be told that an alert is over, for it was never told that it
   * fires.
   */
  public synchronized void settled(String notifier, Alert alert, Instant at) {
    delivered(notifier, List.of(alert), at);
  }

  /** The last thing that a notifier was told about an alert. */
  public synchronized Optional<Told> last(String notifier, Alert alert) {
    return Optional.ofNullable(entries.get(new Key(notifier, alert.labels())));
  }

  /** Whether somebody was told that the alert fires, and not yet that it is over. */
  public synchronized boolean owesResolution(Alert alert) {
    return entries.values().stream()
        .anyMatch(
            told -> told.state() == AlertState.FIRING && told.labels().equals(alert.labels()));
  }

  /** Forgets alerts that are no longer kept. */
  public synchronized void retain(Set<SortedMap<String, String>> identities) {
    entries.keySet().removeIf(key -> !identities.contains(key.labels()));
  }

  /** All entries at this moment. */
  public synchronized List<Told> entries() {
    return new ArrayList<>(entries.values());
  }

  /** A number that grows with each delivery. */
  public synchronized long changes() {
    return changes;
  }
}
