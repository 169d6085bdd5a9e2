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
import io.firewarden.alerts.check.CheckId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Alerts for tests. */
final class Alerts {
  static final Instant FIRED = Instant.parse("2026-03-01T10:01:00Z");

  private Alerts() {}

  static Alert firing(String name, String appId) {
    return alert(name, appId, AlertState.FIRING, null);
  }

  static Alert resolved(String name, String appId, Instant at) {
    return alert(name, appId, AlertState.RESOLVED, at);
  }

  static Alert pending(String name, String appId) {
    return alert(name, appId, AlertState.PENDING, null);
  }

  static Alert alert(String name, String appId, AlertState state, Instant resolvedAt) {
    return new Alert(
        new TreeMap<>(
            Map.of(
                "alertname", name,
                "cluster", "prod",
                "severity", "critical",
                "scope", "app",
                "app_id", appId,
                "app_name", "nächtlich \"1\"\n\\")),
        new TreeMap<>(
            Map.of("summary", "GC takes 23 % \u2014 \"zu viel\" \uD83D\uDD25\u2028", "x", name)),
        CheckId.GC_TIME,
        state,
        Duration.ofMinutes(1),
        FIRED.minusSeconds(60),
        state == AlertState.PENDING ? null : FIRED,
        resolvedAt,
        FIRED,
        FIRED);
  }
}
