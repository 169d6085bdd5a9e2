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

import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.HealthChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The firing alerts whose condition is over, but that fire on for as long as the Prometheus rule of
 * the same name keeps them. Since when is in the alert's annotations, so that it survives a
 * restart; why is known here only.
 */
final class KeptFiring {
  static final String OVER = "the condition no longer holds";

  private static final List<AlertDefinition> DEFINITIONS =
      HealthChecks.alerts().stream().map(HealthChecks.CheckAlert::alert).toList();

  private final Map<SortedMap<String, String>, String> reasons = new HashMap<>();

  /** How long an alert fires on; zero when it has not begun to fire. */
  static Duration keepFor(Alert alert) {
    if (alert.state() != AlertState.FIRING || alert.check() == null) {
      return Duration.ZERO;
    }
    return DEFINITIONS.stream()
        .filter(d -> d.name().equals(alert.name()) && d.severity() == alert.severity())
        .map(AlertDefinition::keepFiringFor)
        .findFirst()
        .orElse(Duration.ZERO);
  }

  /** The alert, from now on kept. */
  Alert keep(Alert alert, String because, Instant now) {
    reasons.put(alert.labels(), because);
    return alert.kept(now, alert.readAt());
  }

  /** Whether it was kept for long enough. */
  static boolean isOver(Alert alert, Instant now) {
    return !now.isBefore(alert.keptSince().plus(keepFor(alert)));
  }

  /** Why its condition is over. */
  String reason(Alert alert) {
    return reasons.getOrDefault(alert.labels(), OVER);
  }

  void forget(Alert alert) {
    reasons.remove(alert.labels());
  }
}
