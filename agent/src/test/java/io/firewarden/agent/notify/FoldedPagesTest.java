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
import io.firewarden.agent.Agent;
import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.AgentConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two whole agents that watch the same driver, and a real Prometheus with the shipped rules that
 * scrapes both: all three tell one real Alertmanager, with the shipped routing, of one condition.
 */
class FoldedPagesTest {
  private static final Path ALERTMANAGER = Path.of("/usr/bin/prometheus-alertmanager");
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path SHIPPED =
      Path.of(System.getProperty("firewarden.root", "..")).resolve("alerts").toAbsolutePath();
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final String VERSION = "4.2";
  private static final String STAGES = FakeSpark.app(FakeSpark.id(VERSION), "/stages");
  private static final ObjectMapper mapper = new ObjectMapper();

  private final Instant startedAt =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeSpark people = new FakeSpark();
  private final FakeSpark driver = FakeSpark.driver(VERSION);
  private final List<JsonNode> pages = new CopyOnWriteArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<Agent> agents = new ArrayList<>();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private URI alertmanager;
  private URI prometheus;

  private static void require(Path binary) {
    boolean installed = Files.isExecutable(binary);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(binary + " must be installed where CI=true").isTrue();
    }
    assumeTrue(
        installed, binary + " is not installed (Debian package " + binary.getFileName() + ")");
  }

  @BeforeEach
  void start() throws Exception {
    require(ALERTMANAGER);
    require(PROMETHEUS);
    for (String receiver : List.of("default", "oncall", "team", "archive", "deadman")) {
      people.answer(
          "/" + receiver,
          exchange -> {
            pages.add(mapper.readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
          });
    }
    runNothing();
    startAlertmanager();
    startAgent("one");
    startAgent("other");
    startPrometheus();
  }

  @AfterEach
  void stop() throws InterruptedException {
    agents.forEach(Agent::close);
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      process.waitFor();
    }
    people.close();
    driver.close();
  }

  /** An application that has run for an hour, as otherwise what its counters have counts as new. */
  private void runNothing() {
    String id = FakeSpark.id(VERSION);
    driver.json("/api/v1/applications", anHourOld(FakeSpark.fixture(VERSION, "applications")));
    driver.json(
        FakeSpark.app(id, "/allexecutors"), anHourOld(FakeSpark.fixture(VERSION, "allexecutors")));
    driver.json(STAGES, "[]");
  }

  private void runLongTask() {
    driver.json(
        STAGES,
        """
        [{"stageId": 20, "attemptId": 0, "numTasks": 1, "numActiveTasks": 1,
          "numCompleteTasks": 0, "firstTaskLaunchedTime": "%s"}]
        """
            .formatted(anHourAgo()));
  }

  private String anHourOld(String answer) {
    return answer
        .replaceAll("2026-11-22T[0-9:.]+GMT", anHourAgo())
        .replace("1795338060000", Long.toString(startedAt.toEpochMilli()));
  }

  private String anHourAgo() {
    return startedAt.toString().replace("Z", ".000GMT");
  }

  private static String replaced(String text, String what, String by) {
    assertThat(text).contains(what);
    return text.replace(what, by);
  }

  /** The shipped routing, with other receivers, in a hurry, and at any time of the day. */
  private void startAlertmanager() throws IOException {
    String config = Files.readString(SHIPPED.resolve("alertmanager/alertmanager.yml"));
    config = replaced(config, "http://127.0.0.1:5001", people.url().toString());
    config = replaced(config, "group_wait: 30s", "group_wait: 8s");
    config = replaced(config, "group_interval: 5m", "group_interval: 2s");
    config = replaced(config, "active_time_intervals: [working-hours]", "");
    Path file = Files.writeString(folder.resolve("alertmanager.yml"), config);
    int port = freePort();
    alertmanager = URI.create("http://127.0.0.1:" + port + "/");
    start(
        ALERTMANAGER,
        "--config.file=" + file,
        "--storage.path=" + folder.resolve("alertmanager"),
        "--web.listen-address=127.0.0.1:" + port,
        "--cluster.listen-address=");
    await().atMost(WAIT).ignoreExceptions().until(() -> get(alertmanager, "-/ready") != null);
  }

  private void startAgent(String name) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            cluster: production
            listen: 127.0.0.1:0
            external-url: http://%1$s.example
            poll: {interval: 1s, idle-interval: 1s, timeout: 1s}
            sources: {drivers: ['%2$s']}
            alerts: {state-file: '%3$s', resend-interval: 10m}
            notifiers: {alertmanagers: [{url: '%4$s'}]}
            """
                .formatted(name, driver.url(), folder.resolve(name + ".json"), alertmanager));
    Agent agent = new Agent(AgentConfig.read(config), () -> Instant.now().plus(ahead.get()));
    agents.add(agent);
    agent.start();
  }

  /**
   * As the README says. The alert that always fires is left out: what is sent is then about the
   * application.
   */
  private void startPrometheus() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
              external_labels: {firewarden_url: 'http://one.example', grafana_url: 'http://grafana'}
            rule_files: ['%s']
            alerting:
              alert_relabel_configs:
                - {regex: firewarden_url|grafana_url, action: labeldrop}
                - {source_labels: [alertname], regex: FirewardenWatchdog, action: drop}
              alertmanagers:
                - static_configs: [{targets: ['%s']}]
            scrape_configs:
              - job_name: firewarden-agent
                static_configs: [{targets: ['127.0.0.1:%d', '127.0.0.1:%d']}]
            """
                .formatted(
                    SHIPPED.resolve("rules/*.yaml"),
                    alertmanager.getAuthority(),
                    agents.get(0).port(),
                    agents.get(1).port()));
    int port = freePort();
    prometheus = URI.create("http://127.0.0.1:" + port + "/");
    start(
        PROMETHEUS,
        "--config.file=" + file,
        "--storage.tsdb.path=" + folder.resolve("prometheus"),
        "--web.listen-address=127.0.0.1:" + port);
    await()
        .atMost(WAIT)
        .ignoreExceptions()
        .until(() -> query("app_instance:spark_application_snapshot:age_seconds").size() == 2);
  }

  private void start(Path binary, String... flags) throws IOException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(flags));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(binary.getFileName() + ".log").toFile())
            .start());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void tellPeopleOnceThatATaskRunsLongAndOnceThatItIsOver() throws Exception {
    runLongTask();
    await().atMost(WAIT).until(() -> allHaveTold(1));

    JsonNode ofPrometheus = firing();
    assertThat(ofPrometheus).as("firing in Prometheus").hasSize(1);
    JsonNode known = mapper.readTree(get(alertmanager, "api/v2/alerts"));
    assertThat(known).as("known to Alertmanager").hasSize(1);
    assertThat(known.get(0).get("labels")).isEqualTo(ofPrometheus.get(0).get("labels"));

    awaitPages(1);
    isOfTheTask(pages.get(0), "firing");

    runNothing();
    awaitPages(2);
    isOfTheTask(pages.get(1), "resolved");
    assertThat(firing()).isEmpty();

    // The agents leave the end to Prometheus for a while, and then tell it too.
    ahead.set(Schedule.AFTER_PROMETHEUS.plusSeconds(1));
    await().atMost(WAIT).until(() -> allHaveTold(2));
    awaitPages(2);
  }

  /** So many pages, and then no more. */
  private void awaitPages(int count) {
    await().atMost(WAIT).until(() -> pages.size() >= count);
    await()
        .during(QUIET)
        .atMost(QUIET.multipliedBy(2))
        .untilAsserted(() -> assertThat(pages).hasSize(count));
  }

  private static void isOfTheTask(JsonNode page, String status) {
    assertThat(page.get("receiver").asText()).isEqualTo("team");
    assertThat(page.get("status").asText()).isEqualTo(status);
    assertThat(page.get("alerts")).hasSize(1);
    JsonNode labels = page.get("alerts").get(0).get("labels");
    assertThat(labels.get("alertname").asText()).isEqualTo("SparkTaskRunningLong");
    assertThat(labels.get("app_id").asText()).isEqualTo(FakeSpark.id(VERSION));
  }

  /** Whether Alertmanager has taken as many messages from each of the three. */
  private boolean allHaveTold(int times) throws Exception {
    for (Agent agent : agents) {
      URI url = URI.create("http://127.0.0.1:" + agent.port() + "/");
      String told =
          "firewarden_notifications_total{notifier=\"alertmanager/%s\",result=\"success\"}"
              .formatted(alertmanager.getAuthority());
      if (figure(get(url, "metrics"), told) < times) {
        return false;
      }
    }
    return figure(get(prometheus, "metrics"), "prometheus_notifications_sent_total{") >= times;
  }

  /** The sum of the figures whose lines begin so. */
  private static double figure(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What the rules say of the application. */
  private JsonNode firing() throws Exception {
    var alerts = mapper.createArrayNode();
    for (JsonNode alert : mapper.readTree(get(prometheus, "api/v1/alerts")).at("/data/alerts")) {
      boolean always = alert.at("/labels/alertname").asText().equals("FirewardenWatchdog");
      if (!always && alert.get("state").asText().equals("firing")) {
        alerts.add(alert);
      }
    }
    return alerts;
  }

  private JsonNode query(String expression) throws Exception {
    String path = "api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    return mapper.readTree(get(prometheus, path)).at("/data/result");
  }

  private String get(URI base, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(base.resolve(path) + " answered " + answer.statusCode());
    }
    return answer.body();
  }
}
