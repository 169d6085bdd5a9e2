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
package io.firewarden.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.http.metrics.FleetMetrics;
import io.firewarden.agent.page.Sketches;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushedMetricsTest {
  private static final String UI = "http://worker-2.example:4040";
  private static final String LABELS = "{app_id=\"app-1\",app_name=\"nightly\",cluster=\"prod\"";
  private static final String FINISHED = "spark_tasks_finished_total" + LABELS;

  @Test
  void leavesCountersOutWhileTheyAreOfTwoKindsOfSource() throws Exception {
    try (Scene scene = new Scene(Instant.now())) {
      judge(scene, snapshot(SourceKind.REST, scene.now, scene.now));
      assertThat(page(scene, "metrics")).contains(FINISHED);

      judge(scene, snapshot(SourceKind.LISTENER, scene.now, scene.now));

      assertThat(page(scene, "metrics"))
          .doesNotContain(FINISHED)
          .contains("spark_executors_active" + LABELS);
      judge(scene, snapshot(SourceKind.LISTENER, scene.now, scene.now));
      assertThat(page(scene, "metrics")).doesNotContain(FINISHED);
      Application other = Scene.app("app-2", "other", UI);
      scene.healthy(other, scene.now);
      assertThat(page(scene, "metrics"))
          .doesNotContain(FINISHED)
          .contains("spark_tasks_finished_total{app_id=\"app-2\"");
    }
  }

  @Test
  void leavesCountersOutAlsoWhereAnEndWasTakenBack() throws Exception {
    try (Scene scene = new Scene(Instant.now())) {
      ApplicationSnapshot ended = snapshot(SourceKind.LISTENER, scene.now, scene.now);
      scene.tell(new Observation.Concluded(ended, scene.now), scene.now);

      judge(scene, snapshot(SourceKind.REST, scene.now, scene.now));

      assertThat(page(scene, "metrics")).doesNotContain(FINISHED);
    }
  }

  @Test
  void exportsCountersAgainWhenNoRuleSeesTheStep() throws Exception {
    try (Scene scene = new Scene(Instant.now().minus(FleetMetrics.SETTLING).minusSeconds(1))) {
      judge(scene, snapshot(SourceKind.REST, scene.now, scene.now));
      judge(scene, snapshot(SourceKind.LISTENER, scene.now, scene.now));

      assertThat(page(scene, "metrics")).contains(FINISHED);
    }
  }

  @Test
  void tellsTimesByItsOwnClockWhereTheDriversIsWrong() throws Exception {
    Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    try (Scene scene = new Scene(now)) {
      Duration wrong = Duration.ofMinutes(12);
      judge(scene, snapshot(SourceKind.LISTENER, now.minus(wrong), now.minus(wrong)));

      String exposition = page(scene, "metrics");

      assertThat(value(exposition, "spark_application_snapshot_timestamp_seconds"))
          .isEqualTo(now.getEpochSecond());
      assertThat(value(exposition, "spark_application_start_timestamp_seconds"))
          .isEqualTo(now.minusSeconds(3600).getEpochSecond());
      assertThat(value(exposition, "spark_oldest_running_task_start_timestamp_seconds"))
          .isEqualTo(now.minusSeconds(14).getEpochSecond());
      assertThat(page(scene, "api/v1/applications"))
          .contains("\"driverClock\":\"12 min behind the agent's\"");
    }
  }

  @Test
  void leavesTimesAloneThatAreNearlyRight() throws Exception {
    Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    try (Scene scene = new Scene(now)) {
      judge(scene, snapshot(SourceKind.LISTENER, now.minusSeconds(60), now.minusSeconds(60)));

      assertThat(value(page(scene, "metrics"), "spark_application_snapshot_timestamp_seconds"))
          .isEqualTo(now.minusSeconds(60).getEpochSecond());
      assertThat(page(scene, "api/v1/applications")).doesNotContain("driverClock");
    }
  }

  private static long value(String exposition, String metric) {
    return exposition
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private static void judge(Scene scene, ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    scene.tell(
        new Observation.Judged(
            snapshot,
            new HealthReport(application, snapshot.takenAt(), Sketches.well()),
            scene.config.thresholds().forApplication(application.name())),
        scene.now);
  }

  /** Of an application that started an hour ago, by the driver's clock. */
  private static ApplicationSnapshot snapshot(SourceKind source, Instant takenAt, Instant now) {
    Application application =
        new Application(
            "app-1",
            "nightly",
            "etl",
            "3.5.9",
            false,
            UI,
            now.minusSeconds(3600),
            null,
            (FinalStatus) null,
            Map.of());
    ApplicationSnapshot of = Scene.snapshot(application, takenAt);
    return new ApplicationSnapshot(
        takenAt,
        source,
        application,
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        0,
        of.executors(),
        of.jobs(),
        of.stages(),
        of.cachedRdds(),
        of.gaps());
  }

  private static String page(Scene scene, String path) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(scene.url() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
