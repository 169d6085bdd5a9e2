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
package io.firewarden.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricDefinition;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint of a real driver that has done work of which every figure is known. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrapeIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final HttpClient client = HttpClient.newHttpClient();
  private DriverProcess driver;
  private String url;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Path sign = directory.resolve("sign");
    driver =
        new DriverProcess.Builder(directory)
            .with("spark.app.name", "known \"work\"")
            .with("spark.firewarden.cluster", "test")
            .with("spark.firewarden.labels.team", "risk")
            .with("spark.firewarden.labels.user", "no")
            .with("spark.firewarden.check.interval", "1s")
            .with("spark.firewarden.threshold.task-failures.min-tasks", "10")
            .with("spark.driver.metrics.pollingInterval", "500ms")
            .start("hold", sign.toString());
    await().atMost(LIMIT).until(() -> Files.exists(sign) || !driver.isAlive());
    assertThat(driver.isAlive()).as(driver.log()).isTrue();
    url = driver.url().orElseThrow();
    await().atMost(LIMIT).until(() -> value("spark_jobs_finished_total", "result=\"failed\"") == 1);
  }

  @AfterAll
  void stop() throws Exception {
    driver.release();
    assertThat(driver.exitCode()).isZero();
    driver.close();
  }

  @Test
  void countsTheWorkThatWasDone() throws Exception {
    assertThat(value("spark_jobs_finished_total", "result=\"succeeded\"")).isEqualTo(3);
    assertThat(value("spark_jobs_active")).isZero();
    assertThat(value("spark_stages_finished_total", "result=\"succeeded\"")).isEqualTo(4);
    assertThat(value("spark_stages_finished_total", "result=\"failed\"")).isEqualTo(1);
    assertThat(value("spark_tasks_finished_total", "result=\"succeeded\"")).isEqualTo(14);
    assertThat(value("spark_tasks_finished_total", "result=\"failed\"")).isEqualTo(1);
    assertThat(value("spark_tasks_finished_total", "result=\"killed\"")).isZero();
    assertThat(value("spark_tasks_finished_total", "result=\"lost\"")).isZero();
    assertThat(values("spark_tasks_started_total")).hasSize(5);
    assertThat(values("spark_tasks_started_total").stream().mapToDouble(each -> each).sum())
        .isEqualTo(15);
    assertThat(value("spark_task_run_seconds_total")).isPositive();
    assertThat(value("spark_rdd_cached_partitions")).isEqualTo(4);
    assertThat(value("spark_rdd_partitions")).isEqualTo(4);
    assertThat(value("spark_rdd_memory_bytes")).isPositive();
    assertThat(value("spark_task_slots")).isEqualTo(2);
    assertThat(value("spark_executors_active")).isZero();
  }

  @Test
  void countsItsOwnEventsAndErrors() throws Exception {
    assertThat(value("firewarden_listener_events_total")).isGreaterThan(40);
    assertThat(value("firewarden_listener_errors_total")).isZero();
    assertThat(value("firewarden_build_info", "component=\"listener\"")).isEqualTo(1);
  }

  @Test
  void showsPeaksOfTheDriver() throws Exception {
    await()
        .atMost(LIMIT)
        .until(() -> values("spark_executor_heap_peak_bytes").stream().anyMatch(peak -> peak > 0));
  }

  @Test
  void namesTheApplicationOnEachSeriesAboutIt() throws Exception {
    assertThat(body("metrics").lines())
        .filteredOn(line -> line.startsWith("spark_"))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("app_id=\"local-", "cluster=\"test\"")
                    .contains("app_name=\"known \\\"work\\\"\""));
    assertThat(value("spark_application_info", "team=\"risk\"")).isEqualTo(1);
    assertThat(driver.log())
        .containsOnlyOnce("spark.firewarden.labels.user must not end in user, which is taken");
    assertThat(value("spark_application_info", "source=\"listener\"", "ui_url=\"http://127.0.0.1:"))
        .isEqualTo(1);
  }

  @Test
  void showsVerdictsAndOnlyConfiguredThresholds() throws Exception {
    assertThat(values("firewarden_check_verdict")).hasSize(18);
    assertThat(value("firewarden_check_verdict", "check=\"long-task\"", "verdict=\"healthy\""))
        .isEqualTo(1);
    assertThat(values("firewarden_threshold")).containsExactly(10.0);
    assertThat(value("firewarden_threshold", "check=\"task-failures\"", "threshold=\"min-tasks\""))
        .isEqualTo(10);
  }

  @Test
  void findsThatTooManyTasksFailed() throws Exception {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                value("firewarden_check_verdict", "check=\"task-failures\"", "\"unhealthy\"") == 1);

    assertThat(body("health"))
        .contains("\"health\":\"critical\"", "\"alert\":\"SparkTaskFailuresHigh\"");
    assertThat(driver.log())
        .containsOnlyOnce("WARN FindingLog: Firewarden: SparkTaskFailuresHigh (critical) began: ");
  }

  @Test
  void servesTheSnapshotAsJson() throws Exception {
    assertThat(body("snapshot")).contains("\"schemaVersion\"", "\"app", "LISTENER");
  }

  @Test
  void namesOnlyMetricsOfTheCatalogue() throws Exception {
    Set<String> known =
        MetricCatalog.all().stream().map(MetricDefinition::name).collect(Collectors.toSet());

    Set<String> shown =
        Pattern.compile("(?m)^# TYPE (\\S+) ")
            .matcher(body("metrics"))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(shown).isNotEmpty().isSubsetOf(known);
  }

  @Test
  void pleasesPromtool() throws Exception {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "promtool")));
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(there, "promtool is not installed");
    }
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (var input = promtool.getOutputStream()) {
      input.write(get("metrics").body());
    }
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  private double value(String name, String... labels) throws Exception {
    List<Double> values = values(name, labels);
    assertThat(values).as(name).hasSizeLessThan(2);
    return values.isEmpty() ? Double.NaN : values.get(0);
  }

  private List<Double> values(String name, String... labels) throws Exception {
    Pattern line = Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$");
    return line.matcher(body("metrics"))
        .results()
        .filter(match -> Stream.of(labels).allMatch(label -> labels(match).contains(label)))
        .map(match -> Double.valueOf(match.group(2)))
        .toList();
  }

  private static String labels(MatchResult match) {
    return match.group(1) == null ? "" : match.group(1);
  }

  private String body(String path) throws Exception {
    HttpResponse<byte[]> answer = get(path);
    String body = new String(answer.body(), UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(200);
    return body;
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
