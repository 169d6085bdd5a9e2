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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  private static final Pattern ADDRESS = Pattern.compile("\\w+://[^\\s,;]+");

  /**
   * Why a source cannot be read.
   *
   * @param told the reason as it is told of it
   * @param kind the same without its address, so that it is equal for equal reasons
   * @param team whose application is behind it, empty when that is not known
   */
  record Reason(String told, String kind, String team) {
    static Reason of(String told, String team) {
      return new Reason(told, ADDRESS.matcher(told).replaceAll("*"), team);
    }
  }

  /**
   * @param since when it was first seen that it cannot be read
   * @param seenAt when it was last seen
   * @param reason as of then
   */
  private record Blindness(Instant since, Instant seenAt, Reason reason) {}

  private final Map<String, Blindness> blind = new LinkedHashMap<>();

  /** Whether a source is one of those that share an alert. */
  boolean has(String source) {
    return blind.containsKey(source);
  }

  boolean isEmpty() {
    return blind.isEmpty();
  }

  void see(String source, Reason reason, Instant now) {
    Blindness known = blind.get(source);
    if (known != null || blind.size() < MAX_SOURCES) {
      blind.put(source, new Blindness(known == null ? now : known.since(), now, reason));
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
            new Blindness(
                now.minus(Duration.between(one.since(), one.seenAt())), now, one.reason()));
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

  /** The reason that most of these have, as it was told of one of them, and how many have it. */
  String commonest(List<String> sources) {
    Map<String, Integer> counts = new HashMap<>();
    Reason most = null;
    int count = 0;
    for (Reason reason : reasons(sources)) {
      int so = counts.merge(reason.kind(), 1, Integer::sum);
      if (so > count) {
        count = so;
        most = reason;
      }
    }
    return most == null ? "" : count + " of " + sources.size() + " as this one: " + most.told();
  }

  /** The team of all of these, or empty when they are not all of one. */
  String team(List<String> sources) {
    Set<String> teams = reasons(sources).stream().map(Reason::team).collect(Collectors.toSet());
    return teams.size() == 1 ? teams.iterator().next() : "";
  }

  private List<Reason> reasons(List<String> sources) {
    List<Reason> reasons = new ArrayList<>();
    for (String source : sources) {
      Blindness one = blind.get(source);
      if (one != null) {
        reasons.add(one.reason());
      }
    }
    return reasons;
  }

  /** Some of them, by name. */
  static String named(List<String> sources) {
    String some = String.join(", ", sources.subList(0, Math.min(NAMED, sources.size())));
    return sources.size() > NAMED ? some + ", ..." : some;
  }
}
