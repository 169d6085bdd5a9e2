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
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.alert.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notifier against a real Alertmanager, as Debian packages it. */
class RealAlertmanagerTest {
  private static final Path BINARY = Path.of("/usr/bin/prometheus-alertmanager");
  private static final ObjectMapper mapper = new ObjectMapper();

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeSpark people = new FakeSpark();
  private final List<JsonNode> pages = new CopyOnWriteArrayList<>();
  private Process process;
  private URI base;

  private static void requireAlertmanager() {
    boolean installed = Files.isExecutable(BINARY);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(BINARY + " must be installed where CI=true").isTrue();
    }
    assumeTrue(installed, BINARY + " is not installed (Debian package prometheus-alertmanager)");
  }

  @BeforeEach
  void startAlertmanager() throws IOException {
    requireAlertmanager();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    base = URI.create("http://127.0.0.1:" + port + "/");
    Path config = directory.resolve("alertmanager.yml");
    Files.writeString(
        config,
        """
        route: {receiver: people, group_by: [alertname], group_wait: 2s, group_interval: 2s}
        receivers:
          - {name: people, webhook_configs: [{url: '%s/page', send_resolved: true}]}
        """
            .formatted(people.url()));
    people.answer(
        "/page",
        exchange -> {
          pages.add(mapper.readTree(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
        });
    process =
        new ProcessBuilder(
                BINARY.toString(),
                "--config.file=" + config,
                "--storage.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("alertmanager.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> get("-/ready").statusCode() == 200);
  }

  @AfterEach
  void stopAlertmanager() throws InterruptedException {
    people.close();
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void showsAFiringAlertFoldsItWithPrometheusAndDropsItWhenItIsOver() throws Exception {
    Notifier notifier = notifier("http://warden.example");
    Instant now = Instant.now();
    Alert alert = Alerts.firing("SparkGcTimeHigh", "app-1");

    assertThat(notifier.send(List.of(alert), now)).isEqualTo(new Delivery.Delivered());
    JsonNode shown = alerts().get(0);
    assertThat(shown.get("labels")).isEqualTo(mapper.valueToTree(alert.labels()));
    assertThat(shown.get("annotations")).isEqualTo(mapper.valueToTree(alert.annotations()));
    assertThat(shown.get("status").get("state").asText()).isEqualTo("active");
    assertThat(Instant.parse(shown.get("startsAt").asText())).isEqualTo(alert.firedAt());
    assertThat(Instant.parse(shown.get("endsAt").asText()))
        .isBetween(now.plusSeconds(239), now.plusSeconds(241));
    assertThat(shown.get("fingerprint").asText()).isEqualTo(Fingerprint.of(alert.labels()));

    sendAsPrometheusWould(alert, now);
    assertThat(alerts()).as("the same alert from Prometheus").hasSize(1);

    Alert over = Alerts.resolved("SparkGcTimeHigh", "app-1", now.plusMillis(1));
    assertThat(notifier.send(List.of(over), Instant.now())).isEqualTo(new Delivery.Delivered());
    await().atMost(Duration.ofSeconds(10)).until(() -> alerts().isEmpty());
  }

  @Test
  void pagesOnceForWhatSeveralTellWithTheSameLabels() throws Exception {
    Notifier one = notifier("http://warden.example");
    Notifier other = notifier("http://other-warden.example");
    Instant now = Instant.now();
    Alert alert = Alerts.firing("SparkGcTimeHigh", "app-1");
    Alert same = // it was seen by another poll
        new Alert(
            alert.labels(),
            alert.annotations(),
            alert.check(),
            alert.state(),
            alert.holdFor(),
            alert.since(),
            alert.firedAt().plusSeconds(11),
            null,
            alert.confirmedAt(),
            alert.readAt());

    for (int i = 0; i < 3; i++) {
      assertThat(one.send(List.of(alert), now)).isEqualTo(new Delivery.Delivered());
      assertThat(other.send(List.of(same), now)).isEqualTo(new Delivery.Delivered());
      sendAsPrometheusWould(alert, now);
    }

    await().atMost(Duration.ofSeconds(20)).until(() -> !pages.isEmpty());
    await()
        .during(Duration.ofSeconds(6))
        .atMost(Duration.ofSeconds(15))
        .until(() -> pages.size() == 1);
    assertThat(pages.get(0).get("status").asText()).isEqualTo("firing");
    assertThat(pages.get(0).get("alerts")).hasSize(1);
    assertThat(alerts()).hasSize(1);

    Alert over = Alerts.resolved("SparkGcTimeHigh", "app-1", Instant.now());
    one.send(List.of(over), Instant.now());
    other.send(List.of(over), Instant.now());
    await().atMost(Duration.ofSeconds(20)).until(() -> pages.size() == 2);
    assertThat(pages.get(1).get("status").asText()).isEqualTo("resolved");
  }

  @Test
  void isRefusedWithTheReasonWhenALabelIsNotAllowed() {
    Notifier notifier = notifier("http://warden.example");
    Alert good = Alerts.firing("SparkGcTimeHigh", "app-1");
    Alert bad =
        new Alert(
            new java.util.TreeMap<>(java.util.Map.of("alertname", "A", "not a label", "x")),
            good.annotations(),
            null,
            good.state(),
            good.holdFor(),
            good.since(),
            good.firedAt(),
            null,
            good.confirmedAt(),
            good.readAt());

    assertThat(notifier.send(List.of(bad), Instant.now()))
        .isInstanceOfSatisfying(
            Delivery.Rejected.class,
            rejected -> assertThat(rejected.why()).contains("invalid label set"));
  }

  private Notifier notifier(String externalUrl) {
    return Configured.notifier(
        directory, externalUrl, "alertmanagers", "url: '" + base + "'", InstantSource.system());
  }

  private void sendAsPrometheusWould(Alert alert, Instant now) throws Exception {
    var node = mapper.createObjectNode();
    node.set("labels", mapper.valueToTree(alert.labels()));
    node.putObject("annotations").put("summary", "from the rule");
    node.put("startsAt", now.minusSeconds(15).toString());
    node.put("endsAt", now.plusSeconds(240).toString());
    node.put("generatorURL", "http://prometheus.example/graph");
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("api/v2/alerts"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    mapper.writeValueAsBytes(mapper.createArrayNode().add(node))))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  private JsonNode alerts() throws Exception {
    return mapper.readTree(get("api/v2/alerts").body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
