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
import io.firewarden.agent.config.AlertMatch;
import io.firewarden.agent.config.Notifiers.Mute;
import io.firewarden.alerts.check.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The times in which nobody is told about some alerts. When each is in force is found out once a
 * second, not once an alert. Thread-safe.
 */
final class Mutes {
  private final List<Mute> mutes;
  private volatile Force force = new Force(Instant.MIN, List.of());

  /**
   * A mute that is in force.
   *
   * @param until when it ends
   */
  private record InForce(Mute mute, Instant until) {}

  private record Force(Instant second, List<InForce> mutes) {}

  Mutes(List<Mute> mutes) {
    this.mutes = List.copyOf(mutes);
  }

  boolean mutes(Alert alert, Instant now) {
    return of(alert, now).isPresent();
  }

  /** The alert with a note when it is muted; for people only, never sent or written. */
  Alert marked(Alert alert, Instant now) {
    return of(alert, now)
        .map(
            one -> {
              SortedMap<String, String> told = new TreeMap<>(alert.annotations());
              told.put(Alert.MUTED_UNTIL, one.until().truncatedTo(ChronoUnit.SECONDS).toString());
              told.put(Alert.MUTED_BY, one.mute().name());
              return alert.annotated(told);
            })
        .orElse(alert);
  }

  /** Each mute as it is now, in the order of the configuration. */
  List<MutedView> views(Instant now) {
    List<MutedView> views = new ArrayList<>();
    for (Mute mute : mutes) {
      views.add(
          new MutedView(
              mute.name(),
              words(mute.match()),
              mute.when().until(now).orElse(null),
              mute.when().next(now).orElse(null)));
    }
    return views;
  }

  /** The mute of an alert that lasts longest. */
  private Optional<InForce> of(Alert alert, Instant now) {
    return mutes.isEmpty()
        ? Optional.empty()
        : at(now).stream()
            .filter(one -> Routes.matches(one.mute().match(), alert))
            .max(Comparator.comparing(InForce::until));
  }

  private List<InForce> at(Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Force last = force;
    if (!last.second().equals(second)) {
      List<InForce> found = new ArrayList<>();
      for (Mute mute : mutes) {
        mute.when().until(second).ifPresent(until -> found.add(new InForce(mute, until)));
      }
      last = new Force(second, List.copyOf(found));
      force = last;
    }
    return last.mutes();
  }

  private static String words(AlertMatch match) {
    StringJoiner words = new StringJoiner(", ");
    if (!match.severities().isEmpty()) {
      words.add(
          match.severities().stream()
              .sorted(Comparator.reverseOrder())
              .map(Severity::label)
              .collect(Collectors.joining(" or ", "severity ", "")));
    }
    add(words, "alert ", match.alert());
    add(words, "team ", match.team());
    add(words, "application ", match.application());
    add(words, "cluster ", match.cluster());
    return words.length() == 0 ? "every alert" : words.toString();
  }

  private static void add(StringJoiner words, String what, @Nullable String pattern) {
    if (pattern != null) {
      words.add(what + pattern);
    }
  }
}
