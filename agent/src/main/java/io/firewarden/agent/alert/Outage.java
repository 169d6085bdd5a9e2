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

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sources that cannot be read beyond the first few: they share one alert, for they have most
 * likely one cause, and a thousand pages would hide it. Bounded. Not thread-safe.
 */
final class Outage {
  /** How many sources at once have an alert each. */
  static final int ALONE = 10;

  /** The {@code source} label of the alert that the others share. */
  static final String SOURCE = "other sources";

  private static final int MAX_SOURCES = 10_000;
  private static final int NAMED = 3;

  /**
   * @param since when it was first seen that it cannot be read
   * @param seenAt when it was last seen
   */
  private record Blindness(Instant since, Instant seenAt) {}

  private final Map<String, Blindness> blind = new LinkedHashMap<>();

  /** Whether a source is one of those that share an alert. */
  boolean has(String source) {
    return blind.containsKey(source);
  }

  boolean isEmpty() {
    return blind.isEmpty();
  }

  void see(String source, Instant now) {
    Blindness known = blind.get(source);
    if (known != null || blind.size() < MAX_SOURCES) {
      blind.put(source, new Blindness(known == null ? now : known.since(), now));
    }
  }

  /** It was read again, or nobody reads it any more. */
  void forget(String source) {
    blind.remove(source);
  }

  /** The clock was set: what was seen to last counts, and the time between does not. */
  void takeUp(Instant now) {
    blind.replaceAll(
        (source, one) ->
            new Blindness(now.minus(Duration.between(one.since(), one.seenAt())), now));
  }

  /** Forgets what nobody has told of for so long. */
  void forgetUnseen(Duration after, Instant now) {
    blind.values().removeIf(one -> one.seenAt().plus(after).isBefore(now));
  }

  /** Those that could not be read for so long, the longest first. */
  List<String> lasting(Duration holdFor, Instant now) {
    return blind.entrySet().stream()
        .filter(one -> !one.getValue().since().plus(holdFor).isAfter(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Some of them, by name. */
  static String named(List<String> sources) {
    String some = String.join(", ", sources.subList(0, Math.min(NAMED, sources.size())));
    return sources.size() > NAMED ? some + ", ..." : some;
  }
}
