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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.check.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedAlertsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private final List<String> gone = new ArrayList<>();
  private final BoundedAlerts alerts = new BoundedAlerts(1, alert -> gone.add(alert.name()));

  @Test
  void tellsWhatTheLimitHasKeptOut() {
    alerts.put(alert("Minor", Severity.INFO));
    alerts.put(alert("Major", Severity.CRITICAL));

    assertThat(gone).containsExactly("Minor");
    assertThat(alerts.dropped()).isEqualTo(1);
  }

  @Test
  void tellsOnceWhatWasRemoved() {
    Alert alert = alert("Major", Severity.CRITICAL);
    alerts.put(alert);

    alerts.remove(alert);
    alerts.remove(alert);

    assertThat(gone).containsExactly("Major");
  }

  private static Alert alert(String name, Severity severity) {
    return Alert.pending(
        Map.of(Alert.NAME, name, Alert.SEVERITY, severity.label()),
        Map.of(),
        null,
        Duration.ZERO,
        NOW);
  }
}
