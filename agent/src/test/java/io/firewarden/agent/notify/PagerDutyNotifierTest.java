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

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.alert.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PagerDutyNotifierTest extends AccessNotifierContract {

  @Override
  String kind() {
    return "pagerduty";
  }

  @Override
  String entry(String url) throws IOException {
    return "name: core, "
        + quoted("url", url)
        + ", "
        + quoted("routing-key-file", Files.writeString(folder.resolve("key"), SECRET));
  }

  @Override
  String entryWithSecretIn(Path file) {
    return "name: core, "
        + quoted("routing-key-file", file)
        + ", "
        + quoted("url", "http://127.0.0.1:" + server.getPort() + "/v2/enqueue");
  }

  @Override
  String secret() {
    return SECRET;
  }

  @Override
  String shown(JsonNode body) {
    return body.get("payload").get("summary").asText();
  }

  @Test
  void writesEventsOfTheSecondVersion() throws Exception {
    assertIsKept("pagerduty-trigger.json", List.of(Alerts.telling()));
    assertIsKept("pagerduty-resolve.json", List.of(Alerts.over(Alerts.telling())));
  }

  @Test
  void namesTheSameAlertTheSameAllItsLife() throws Exception {
    Alert alert = Alerts.telling();
    JsonNode fires = bodyOf(List.of(alert), clock.instant());
    JsonNode over = bodyOf(List.of(Alerts.over(alert)), clock.instant());

    assertThat(fires.get("dedup_key")).isEqualTo(over.get("dedup_key"));
    assertThat(fires.get("dedup_key").asText()).isEqualTo(Fingerprint.of(alert.labels()));
  }

  @Test
  void keepsToTheLimitsOfAnEvent() throws Exception {
    Alert alert =
        Alerts.with(
            Alerts.telling(),
            Map.of("summary", "x".repeat(9000), "description", "y".repeat(999_999)));
    byte[] bytes = bytesOf(List.of(alert), clock.instant());
    JsonNode payload = mapper.readTree(bytes).get("payload");

    assertThat(payload.get("summary").asText()).hasSize(1024).endsWith(Cut.NOTE);
    assertThat(bytes.length).isLessThan(512 << 10);
    assertThat(payload.get("custom_details").get("description").asText()).endsWith(Cut.NOTE);
  }
}
