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
package io.firewarden.agent.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How the alerts at one receiver went: when each was begun and when it was over there, which in an
 * Alertmanager is also when nobody has sent it again.
 *
 * @param labels the alert
 * @param from when the receiver accepted it
 * @param to when it was over there; far away when it is not
 * @param decided when that may have been decided, in true time
 * @param expired whether nobody has said so
 */
record Ends(
    SortedMap<String, String> labels,
    Instant from,
    Instant to,
    List<Instant> decided,
    boolean expired) {

  /** From what one receiver has heard, in order. */
  static List<Ends> of(List<Heard> heard, Clocks clocks) {
    List<Ends> all = new ArrayList<>();
    Map<SortedMap<String, String>, List<Heard>> byAlert = new LinkedHashMap<>();
    heard.forEach(one -> byAlert.computeIfAbsent(one.labels(), k -> new ArrayList<>()).add(one));
    byAlert.values().forEach(one -> all.addAll(ofOne(one, clocks)));
    return all;
  }

  private static List<Ends> ofOne(List<Heard> heard, Clocks clocks) {
    List<Ends> all = new ArrayList<>();
    Heard first = null;
    Heard last = null;
    for (Heard one : heard) {
      if (last != null && expiry(last).isBefore(one.at())) {
        all.add(expired(first, last));
        first = null;
      }
      if (one.firing()) {
        first = first == null ? one : first;
        last = one;
      } else {
        if (first != null) {
          List<Instant> when = clocks.whenShown(one.endsAt(), one.at());
          all.add(new Ends(one.labels(), first.at(), one.at(), when, false));
        }
        first = null;
        last = null;
      }
      if (first == null) {
        last = null;
      }
    }
    if (first != null && last != null) {
      all.add(expired(first, last));
    }
    return all;
  }

  private static Ends expired(Heard first, Heard last) {
    return new Ends(first.labels(), first.at(), expiry(last), List.of(expiry(last)), true);
  }

  /** A webhook is told when it is over; an Alertmanager does not wait for that. */
  private static Instant expiry(Heard last) {
    return last.isAlertmanager()
        ? last.at().plus(Duration.between(last.shownAt(), last.endsAt()))
        : Instant.MAX;
  }

  boolean isAt(Instant moment) {
    return !from.isAfter(moment) && moment.isBefore(to);
  }

  String name() {
    return labels.getOrDefault("alertname", "");
  }

  String label(String label) {
    return labels.getOrDefault(label, "");
  }
}
