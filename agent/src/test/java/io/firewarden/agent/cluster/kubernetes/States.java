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
package io.firewarden.agent.cluster.kubernetes;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.NotificationLog.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Alerts and what was told of them. */
final class States {
  static final Instant NOW = Instant.parse("2026-03-02T08:50:00Z");

  private States() {}

  static Alert alert(String name, AlertState state) {
    return alert(name, state, "it is long");
  }

  static Alert alert(String name, AlertState state, String summary) {
    return new Alert(
        labels(name),
        new TreeMap<>(Map.of("summary", summary)),
        null,
        state,
        Duration.ofMinutes(2),
        NOW,
        state == AlertState.PENDING ? null : NOW,
        state == AlertState.RESOLVED ? NOW : null,
        NOW,
        NOW);
  }

  static Told told(String name, AlertState state) {
    return new Told("hook", labels(name), state, NOW, NOW);
  }

  private static SortedMap<String, String> labels(String name) {
    return new TreeMap<>(Map.of("alertname", name, "severity", "warning"));
  }
}
