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
package io.firewarden.agent.config;

import io.firewarden.agent.config.Notifiers.Mute;
import io.firewarden.agent.config.Notifiers.Route;
import io.firewarden.alerts.check.Severity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that says which alert goes to whom, and when to nobody. */
final class RoutesReader {
  private RoutesReader() {}

  /**
   * Reads the routes.
   *
   * @param notifiers the names of all notifiers but Alertmanagers
   * @param alertmanagers the names of those, which hear of every alert whatever the routes say
   */
  static List<Route> routes(ConfigSection root, Set<String> notifiers, Set<String> alertmanagers) {
    List<Route> routes = new ArrayList<>();
    for (ConfigSection entry : root.sections("routes")) {
      AlertMatch match = match(entry.section("match"), /* routing= */ true);
      List<String> names = names(entry, notifiers, alertmanagers);
      entry.refuseUnknownKeys();
      for (int i = 0; i < routes.size(); i++) {
        if (routes.get(i).match().covers(match)) {
          entry.fault(
              "match",
              "must let through what routes["
                  + i
                  + "] does not already take, or nobody gets there");
          break;
        }
      }
      routes.add(new Route(match, names));
    }
    if (!routes.isEmpty() && !routes.get(routes.size() - 1).match().equals(AlertMatch.ALL)) {
      root.fault(
          "routes[" + (routes.size() - 1) + "].match",
          "must be absent: the last route takes what no other took, so that no alert is lost");
    }
    return routes;
  }

  private static List<String> names(
      ConfigSection entry, Set<String> notifiers, Set<String> alertmanagers) {
    List<String> names = entry.isEmptyList("notifiers") ? List.of() : entry.texts("notifiers");
    if (!entry.has("notifiers")) {
      entry.fault("notifiers", "is missing; [] tells nobody");
    }
    for (String name : names) {
      boolean known = notifiers.contains(name);
      if (!known && alertmanagers.contains(name)) {
        entry.fault(
            "notifiers",
            "must not name Alertmanagers, which are told every alert in any case, but has " + name);
      } else if (!known) {
        entry.fault(
            "notifiers",
            notifiers.isEmpty()
                ? "must be names of notifiers, of which there are none, but has " + name
                : "must be names of " + String.join(", ", notifiers) + ", but has " + name);
      }
    }
    return names;
  }

  static List<Mute> mutes(ConfigSection root) {
    List<Mute> mutes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigSection entry : root.sections("mutes")) {
      String name = entry.text("name", "");
      if (!entry.has("name")) {
        entry.fault("name", "is missing");
      } else if (!names.add(name)) {
        entry.fault("name", "must differ from those of the other mutes, but is " + name);
      }
      AlertMatch match = match(entry.section("match"), /* routing= */ false);
      MuteTime time = time(entry);
      entry.refuseUnknownKeys();
      if (time != null) {
        mutes.add(new Mute(name, match, time));
      }
    }
    return mutes;
  }

  private static AlertMatch match(ConfigSection section, boolean routing) {
    Set<Severity> severities = EnumSet.noneOf(Severity.class);
    for (String text : section.texts("severity")) {
      Severity severity = severity(text);
      if (severity == null) {
        section.fault("severity", "must be critical, warning or info, but has " + text);
      } else {
        severities.add(severity);
      }
    }
    AlertMatch match =
        new AlertMatch(
            severities,
            routing ? null : pattern(section, "alert"),
            pattern(section, "team"),
            pattern(section, "application"),
            routing ? null : pattern(section, "cluster"));
    section.refuseUnknownKeys();
    return match;
  }

  private static @Nullable Severity severity(String text) {
    return Arrays.stream(Severity.values())
        .filter(severity -> severity.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String pattern(ConfigSection section, String key) {
    return section.has(key) ? section.text(key, "*") : null;
  }

  private static @Nullable MuteTime time(ConfigSection entry) {
    ZoneId zone = zone(entry);
    List<String> given =
        List.of("cron", "duration", "from", "to").stream().filter(entry::has).toList();
    if (given.equals(List.of("cron", "duration"))) {
      return recurring(entry, zone);
    }
    if (given.equals(List.of("from", "to"))) {
      return range(entry, zone);
    }
    entry.fault(
        "cron",
        "with duration, or from with to, must be given, but given is "
            + (given.isEmpty() ? "none of them" : String.join(", ", given)));
    return null;
  }

  private static @Nullable MuteTime recurring(ConfigSection entry, ZoneId zone) {
    Duration duration = entry.duration("duration", Duration.ofHours(1));
    String text = entry.text("cron", "");
    try {
      return new MuteTime.Recurring(CronTimes.of(text), duration, zone);
    } catch (IllegalArgumentException e) {
      entry.fault(
          "cron",
          "must be five fields such as 30 2 * * SUN, but is " + text + ": " + e.getMessage());
      return null;
    }
  }

  private static @Nullable MuteTime range(ConfigSection entry, ZoneId zone) {
    Instant from = instant(entry, "from", zone);
    Instant to = instant(entry, "to", zone);
    if (from == null || to == null) {
      return null;
    }
    if (!from.isBefore(to)) {
      entry.fault("to", "must be after from, which is " + from + ", but is " + to);
      return null;
    }
    return new MuteTime.Range(from, to);
  }

  private static @Nullable Instant instant(ConfigSection entry, String key, ZoneId zone) {
    String text = entry.text(key, "");
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notWithOffset) {
      try {
        return LocalDateTime.parse(text).atZone(zone).toInstant();
      } catch (DateTimeException e) {
        entry.fault(key, "must be a time such as 2026-03-01T22:00 or with +01:00, but is " + text);
        return null;
      }
    }
  }

  private static ZoneId zone(ConfigSection entry) {
    String text = entry.text("zone", "UTC");
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      entry.fault("zone", "must be a time zone such as Europe/Berlin, but is " + text);
      return ZoneOffset.UTC;
    }
  }
}
