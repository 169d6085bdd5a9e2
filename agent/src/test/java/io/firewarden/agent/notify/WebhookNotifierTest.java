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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import okhttp3.Credentials;
import org.junit.jupiter.api.Test;

class WebhookNotifierTest extends AccessNotifierContract {

  @Override
  String kind() {
    return "webhooks";
  }

  @Override
  String entry(String url) {
    return "name: oncall, " + quoted("url", url);
  }

  @Override
  String entryWithSecretIn(Path file) {
    return "name: oncall, " + quoted("url-file", file);
  }

  @Override
  String shown(JsonNode body) {
    JsonNode alert = body.get("alerts").get(0);
    return alert.get("labels").get("app_name").asText()
        + alert.get("labels").get("alertname").asText()
        + alert.get("annotations").get("summary").asText();
  }

  @Test
  void writesAlertmanagersMessageOfVersion4() throws Exception {
    JsonNode body =
        bodyOf(
            List.of(
                Alerts.firing("A", "app-1"),
                Alerts.resolved("A", "app-1", Alerts.FIRED.plusSeconds(30))),
            Alerts.FIRED.plusSeconds(60));
    assertThat(body.get("version").asText()).isEqualTo("4");
    assertThat(body.get("status").asText()).isEqualTo("firing");
    assertThat(body.get("receiver").asText()).isEqualTo("oncall");
    assertThat(body.get("externalURL").asText()).isEqualTo("http://warden.example");
    assertThat(body.get("groupKey").asText())
        .isEqualTo("{}:{alertname=\"A\", app_id=\"app-1\", cluster=\"prod\"}");
    assertThat(body.get("groupLabels").get("app_id").asText()).isEqualTo("app-1");
    assertThat(body.get("commonLabels").size()).isEqualTo(6);
    assertThat(body.get("commonAnnotations").get("x").asText()).isEqualTo("A");
    assertThat(body.get("truncatedAlerts").asInt()).isZero();
    JsonNode alerts = body.get("alerts");
    assertThat(alerts.get(0).get("status").asText()).isEqualTo("firing");
    assertThat(alerts.get(0).get("endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(alerts.get(1).get("status").asText()).isEqualTo("resolved");
    assertThat(alerts.get(1).get("endsAt").asText()).isEqualTo("2026-03-01T10:01:30Z");
    assertThat(alerts.get(1).get("fingerprint").asText()).matches("[0-9a-f]{16}");
  }

  @Test
  void saysResolvedWhenNoneFires() throws Exception {
    JsonNode body = bodyOf(List.of(Alerts.resolved("A", "1", Alerts.FIRED)), clock.instant());

    assertThat(body.get("status").asText()).isEqualTo("resolved");
  }

  @Test
  void countsWhatItDoesNotList() throws Exception {
    JsonNode body =
        bodyOf(
            IntStream.range(0, WebhookNotifier.MAX_LISTED + 7)
                .mapToObj(i -> Alerts.firing("A", "app-1"))
                .toList(),
            clock.instant());
    assertThat(body.get("alerts")).hasSize(WebhookNotifier.MAX_LISTED);
    assertThat(body.get("truncatedAlerts").asInt()).isEqualTo(7);
  }

  @Test
  void showsNothingOfTheAnswer() throws Exception {
    server.enqueue(new MockResponse.Builder().code(400).body("no such hook: " + SECRET).build());

    Delivery delivery = notifier().send(List.of(Alerts.firing("A", "1")), clock.instant());

    assertThat(((Delivery.Rejected) delivery).why()).endsWith("answered 400");
  }

  @Test
  void dealsAlertsOutToOneMessageForEachNameAndApplication() {
    List<List<Alert>> messages =
        Grouping.ofWebhook()
            .messages(
                List.of(
                    Alerts.firing("A", "app-1"),
                    Alerts.firing("B", "app-1"),
                    Alerts.firing("A", "app-2"),
                    Alerts.resolved("A", "app-1", Alerts.FIRED)));

    assertThat(messages).extracting(List::size).containsExactly(2, 1, 1);
  }

  @Test
  void sendsUserInfoAsBasicAuthorizationAndShowsNoneOfIt() throws Exception {
    server.enqueue(new MockResponse.Builder().code(401).build());
    Path file = folder.resolve("secret");
    Files.writeString(file, "http://ada:pa%3A" + SECRET + "@127.0.0.1:" + server.getPort() + "/");
    Delivery delivery = send(notifierWithSecretIn(file));

    assertThat(server.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("ada", "pa:" + SECRET));
    assertThat(delivery.toString()).doesNotContain(SECRET);
  }

  @Test
  void sendsNoUserInfoInTheClearToAnotherMachineUnlessToldTo() throws Exception {
    Path file = folder.resolve("secret");
    Files.writeString(file, "http://ada:" + SECRET + "@receiver.invalid:80/");

    assertThat(send(notifierWithSecretIn(file)))
        .isEqualTo(
            new Delivery.Retry(
                null,
                "http://receiver.invalid:80/... must be https, as the address holds a password, or"
                    + " notifiers.webhooks[0].insecure must be true"));
  }
}
