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
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;

class AlertmanagerNotifierTest extends AccessNotifierContract {

  @Override
  String kind() {
    return "alertmanagers";
  }

  @Override
  String entry(String url) {
    return quoted("url", url);
  }

  @Override
  String entryWithSecretIn(Path file) {
    return quoted("url", base()) + ", bearer: {" + quoted("token-file", file) + "}";
  }

  @Override
  String secret() {
    return SECRET;
  }

  @Override
  String shown(JsonNode body) {
    return body.get(0).get("labels").toString().replace("\\\"", "\"")
        + body.get(0).get("annotations").get("summary").asText();
  }

  @Test
  void writesEveryCharacterSoThatItIsReadBackTheSame() throws Exception {
    Alert alert = Alerts.firing("SparkGcTimeHigh", "app-1");
    JsonNode told = bodyOf(List.of(alert), clock.instant()).get(0);

    assertThat(told.get("labels")).isEqualTo(mapper.valueToTree(alert.labels()));
    assertThat(told.get("annotations")).isEqualTo(mapper.valueToTree(alert.annotations()));
    assertThat(told.get("startsAt").asText()).isEqualTo("2026-03-01T10:01:00Z");
  }

  @Test
  void postsToTheSecondVersionOfTheApiBelowTheBaseAddress() throws Exception {
    server.enqueue(new MockResponse.Builder().build());
    send(notifierTo(base().substring(0, base().length() - 1)));

    assertThat(server.takeRequest().getUrl().encodedPath())
        .isEqualTo("/" + SECRET + "/api/v2/alerts");
  }

  @Test
  void letsAFiringAlertEndSomeResendsFromNowAndAResolvedOneWhenItEnded() throws Exception {
    JsonNode body =
        bodyOf(
            List.of(
                Alerts.firing("A", "app-1"),
                Alerts.resolved("B", "app-1", Alerts.FIRED.plusSeconds(30))),
            Alerts.FIRED.plusSeconds(60));

    assertThat(body.get(0).get("endsAt").asText()).isEqualTo("2026-03-01T10:06:00Z");
    assertThat(body.get(1).get("endsAt").asText()).isEqualTo("2026-03-01T10:01:30Z");
    assertThat(body.get(0).get("generatorURL").asText())
        .isEqualTo("http://warden.example/applications/app-1");
  }

  @Test
  void neverStartsAnAlertAfterItsEndOrAfterNow() throws Exception {
    JsonNode body =
        bodyOf(
            List.of(
                Alerts.firing("A", "app-1"),
                Alerts.resolved("B", "app-1", Alerts.FIRED.plusSeconds(30)),
                Alerts.resolved("C", "app-1", Alerts.FIRED.minusSeconds(7200))),
            Alerts.FIRED.minusSeconds(3600));

    assertThat(body.get(0).get("startsAt").asText()).isEqualTo("2026-03-01T09:01:00Z");
    assertThat(body.get(0).get("endsAt").asText()).isEqualTo("2026-03-01T09:05:00Z");
    assertThat(body.get(1).get("startsAt").asText()).isEqualTo("2026-03-01T09:01:00Z");
    assertThat(body.get(1).get("endsAt").asText()).isEqualTo("2026-03-01T09:01:00Z");
    assertThat(body.get(2).get("startsAt").asText()).isEqualTo("2026-03-01T08:01:00Z");
    assertThat(body.get(2).get("endsAt").asText()).isEqualTo("2026-03-01T08:01:00Z");
  }

  @Test
  void passesOnWhyAlertmanagerRefuses() throws Exception {
    server.enqueue(new MockResponse.Builder().code(400).body("invalid\nlabel set").build());

    Delivery delivery = notifier().send(List.of(Alerts.firing("A", "1")), clock.instant());

    assertThat(((Delivery.Rejected) delivery).why()).endsWith("answered 400: invalid label set");
  }
}
