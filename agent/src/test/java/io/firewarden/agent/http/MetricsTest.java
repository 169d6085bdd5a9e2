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

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.notify.Delivery;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.source.PollCost;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricDefinition;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  private static final String DRIVER = "http://worker-2.example:4040";
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @TempDir Path directory;

  private static String scrape(Scene scene, String accept) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(scene.url() + "metrics"))
                    .header("Accept", accept)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(accept);
    return response.body();
  }

  private static String scrape(Scene scene) throws Exception {
    return scrape(scene, "text/plain");
  }

  private static Scene told() {
    Scene scene = Scene.firing();
    scene.metrics.notifier("webhook/oncall");
    scene.metrics.notified("webhook/oncall", new Delivery.Retry(null, "it is away"));
    scene.metrics.stateWritten(true);
    scene.metrics.handedOver(false);
    scene.metrics.timed(source()).read();
    return scene;
  }

  private static SnapshotSource source() {
    return new SnapshotSource() {
      @Override
      public Reading read(Function<String, Duration> taskLimit) {
        PollCost cost = new PollCost(3, 1500, Duration.ofSeconds(2), Duration.ofSeconds(1));
        return new Reading.Unavailable("refused", "timeout", cost);
      }

      @Override
      public String name() {
        return DRIVER;
      }
    };
  }

  @Test
  void exportsWhatIsKnownOfTheApplications() throws Exception {
    try (Scene scene = told()) {
      String app = "app_id=\"app-20260301081502-0007\",app_name=\"taxi-trips\"";
      assertThat(scrape(scene))
          .contains("spark_executors_active{" + app + ",cluster=\"prod\"} 4.0")
          .contains(
              "firewarden_check_verdict{"
                  + app
                  + ",check=\"gc-time\",cluster=\"prod\",verdict=\"unhealthy\"} 1.0")
          .contains(
              "firewarden_check_verdict{"
                  + app
                  + ",check=\"gc-time\",cluster=\"prod\",verdict=\"healthy\"} 0.0")
          .contains(
              "firewarden_threshold{"
                  + app
                  + ",check=\"long-task\",cluster=\"prod\",threshold=\"max-seconds\"} 900.0")
          .contains("firewarden_applications{health=\"critical\"} 1.0")
          .contains("firewarden_applications{health=\"healthy\"} 2.0")
          .contains("firewarden_applications{health=\"unknown\"} 0.0")
          .contains("firewarden_alerts{severity=\"critical\",state=\"firing\"} 1.0")
          .contains("firewarden_alerts{severity=\"warning\",state=\"pending\"} 1.0")
          .contains("firewarden_alerts{severity=\"info\",state=\"firing\"} 0.0");
    }
  }

  @Test
  void exportsWhatIsKnownOfItself() throws Exception {
    try (Scene scene = told()) {
      String app = "app_id=\"app-20260301081502-0007\",app_name=\"taxi-trips\"";
      assertThat(scrape(scene))
          .contains("firewarden_polls_total{result=\"success\",source=\"" + DRIVER + "\"} 2.0")
          .contains("firewarden_polls_total{result=\"failure\",source=\"" + DRIVER + "\"} 0.0")
          .contains("firewarden_poll_duration_seconds_count{source=\"" + DRIVER + "\"} 1")
          .contains("firewarden_poll_requests_total{source=\"" + DRIVER + "\"} 3.0")
          .contains("firewarden_poll_bytes_total{source=\"" + DRIVER + "\"} 1500.0")
          .contains("firewarden_poll_failures_total{code=\"timeout\"} 1.0")
          .contains("firewarden_application_poll_seconds{" + app + ",cluster=\"prod\"} 2.0")
          .contains("firewarden_application_poll_bytes{" + app + ",cluster=\"prod\"} 1500.0")
          .contains(
              "firewarden_notifications_total{notifier=\"webhook/oncall\",result=\"retry\"} 1.0")
          .contains(
              "firewarden_notifications_total{notifier=\"webhook/oncall\",result=\"success\"} 0.0")
          .contains("firewarden_state_writes_total{file=\"alerts\",result=\"success\"} 1.0")
          .contains("firewarden_state_writes_total{file=\"applications\",result=\"failure\"} 0.0")
          .contains("firewarden_state_writes_total{file=\"handover\",result=\"failure\"} 1.0")
          .contains("firewarden_build_info{component=\"agent\",version=");
    }
  }

  @Test
  void exportsNothingThatIsNotInTheCatalogueAndAllOfTheAgentThatIs() throws Exception {
    Set<String> known =
        MetricCatalog.all().stream().map(MetricDefinition::name).collect(Collectors.toSet());
    Set<String> own =
        MetricCatalog.all().stream()
            .filter(metric -> metric.exporter() != MetricDefinition.Exporter.LISTENER)
            .map(MetricDefinition::name)
            .filter(name -> name.startsWith("firewarden_"))
            .collect(Collectors.toSet());
    try (Scene scene = told()) {
      Matcher types = Pattern.compile("(?m)^# TYPE (\\S+) ").matcher(scrape(scene));
      Set<String> exported = new TreeSet<>();
      while (types.find()) {
        exported.add(types.group(1));
      }
      assertThat(known).containsAll(exported);
      assertThat(exported).containsAll(own);
    }
  }

  @Test
  void tellsNothingOfTheHealthOfWhatItCannotRead() throws Exception {
    try (Scene scene = Scene.blind()) {
      String app = "app_id=\"app-20260301081502-0007\",app_name=\"taxi-trips\"";
      assertThat(scrape(scene))
          .contains(
              "firewarden_check_verdict{"
                  + app
                  + ",check=\"gc-time\",cluster=\"prod\",verdict=\"inconclusive\"} 1.0")
          .contains(
              "firewarden_check_verdict{"
                  + app
                  + ",check=\"gc-time\",cluster=\"prod\",verdict=\"unhealthy\"} 0.0")
          .contains("firewarden_applications{health=\"unknown\"} 1.0")
          .contains("spark_application_snapshot_timestamp_seconds{" + app)
          .contains(
              "firewarden_source_last_success_timestamp_seconds{cluster=\"prod\",source=\""
                  + DRIVER);
    }
  }

  @Test
  void tellsNothingOfTheHealthOfWhatWasNotReadForTooLong() throws Exception {
    try (Scene scene = new Scene()) {
      Duration staleAfter = scene.config.poll().staleAfter();
      assertThat(staleAfter).isEqualTo(Duration.ofSeconds(3 * 15 + 5));
      Instant then = scene.now.minus(staleAfter).minusMillis(1);
      scene.healthy(Scene.app("app-1", "taxi-trips", DRIVER), then);
      String check =
          "firewarden_check_verdict{app_id=\"app-1\",app_name=\"taxi-trips\","
              + "check=\"gc-time\",cluster=\"prod\",verdict=";
      assertThat(scrape(scene))
          .contains(check + "\"inconclusive\"} 1.0")
          .contains(check + "\"healthy\"} 0.0")
          .contains("firewarden_applications{health=\"healthy\"} 0.0")
          .contains("firewarden_applications{health=\"unknown\"} 1.0");
    }
  }

  @Test
  void namesAnApplicationInAllMetricsAlike() throws Exception {
    try (Scene scene = new Scene()) {
      scene.healthy(Scene.app("app-1", "odd\nname " + "x".repeat(300), DRIVER), scene.now);
      String labels = "{app_id=\"app-1\",app_name=\"odd name " + "x".repeat(191) + "\",";
      assertThat(scrape(scene))
          .contains("spark_executors_active" + labels)
          .contains("firewarden_check_verdict" + labels)
          .contains("firewarden_threshold" + labels);
    }
  }

  @Test
  void saysThatASourceWasNeverRead() throws Exception {
    try (Scene scene = new Scene()) {
      scene.tell(
          new Observation.Blind("http://master:8080", null, "refused", scene.now), scene.now);
      assertThat(scrape(scene))
          .contains(
              "firewarden_source_last_success_timestamp_seconds{cluster=\"prod\",source=\"http://master:8080\"}"
                  + " 0.0");
    }
  }

  @Test
  void leavesOutOnlyTheApplicationWhoseFiguresCannotBeTold() throws Exception {
    try (Scene scene = new Scene()) {
      Application odd =
          new Application("app-odd", "odd", "etl", "3.5.9", false, DRIVER, Instant.MAX, null);
      scene.healthy(odd, scene.now);
      scene.healthy(Scene.app("app-1", "taxi-trips", DRIVER), scene.now);

      String exposition = scrape(scene);

      assertThat(exposition)
          .contains("spark_executors_active{app_id=\"app-1\"")
          .doesNotContain("spark_executors_active{app_id=\"app-odd\"");
      assertThat(scrape(scene)).containsPattern("firewarden_export_failures_total [12]\\.0");
    }
  }

  @Test
  void tellsWhoseAnEndedApplicationWasAndNothingElseOfIt() throws Exception {
    try (Scene scene = new Scene()) {
      scene.healthy(Scene.app("app-1", "taxi-trips", DRIVER), scene.now);
      Application ended =
          new Application(
              "app-2",
              "nightly",
              "etl",
              "3.5.9",
              false,
              null,
              scene.now.minusSeconds(600),
              scene.now,
              FinalStatus.FAILED,
              Map.of("team", "risk"));
      scene.tell(new Observation.Concluded(Scene.snapshot(ended, scene.now), scene.now), scene.now);

      String exposition = scrape(scene);

      String labels = "app_id=\"app-2\",app_name=\"nightly\",cluster=\"prod\"";
      assertThat(exposition)
          .contains("spark_application_final_status{" + labels + ",status=\"failed\"} 1.0")
          .contains("spark_application_info{" + labels)
          .contains("team=\"risk\"")
          .contains("spark_application_duration_seconds{" + labels + "} 600.0")
          .contains("spark_executors_active{app_id=\"app-1\"")
          .doesNotContain("spark_executors_active{app_id=\"app-2\"");
      assertThat(exposition.lines().filter(line -> line.startsWith("spark_application_info{")))
          .hasSize(2);
    }
  }

  @Test
  void tellsOfTheRunningOneWhereAnEndedOneHasTheSameLabels() throws Exception {
    try (Scene scene = new Scene()) {
      String id = "x".repeat(200);
      Application ended =
          new Application(id + "2", "nightly", "etl", "3.5.9", false, null, scene.now, scene.now);
      scene.tell(new Observation.Concluded(Scene.snapshot(ended, scene.now), scene.now), scene.now);
      scene.healthy(Scene.app(id + "1", "nightly", DRIVER), scene.now);

      assertThat(
              scrape(scene)
                  .lines()
                  .filter(line -> line.startsWith("spark_application_start_timestamp_seconds{")))
          .hasSize(1);
    }
  }

  @Test
  void keepsOfAnApplicationThatEndedOnlyItsLife() throws Exception {
    try (Scene scene = told()) {
      scene.tell(
          new Observation.Ended(
              Scene.app("app-20260301081502-0007", "taxi-trips", DRIVER),
              new Ending(FinalStatus.KILLED, scene.now, "", "http://master.example:8080"),
              scene.now),
          scene.now);
      assertThat(scrape(scene).lines().filter(line -> line.contains("taxi-trips")))
          .allSatisfy(line -> assertThat(line).startsWith("spark_application_"))
          .anyMatch(line -> line.contains("final_status") && line.endsWith("\"killed\"} 1.0"))
          .anyMatch(line -> line.startsWith("spark_application_duration_seconds"));
      assertThat(scrape(scene))
          .doesNotContain("source=\"" + DRIVER)
          .contains("firewarden_applications_by_state{state=\"killed\"} 1.0");
    }
  }

  @Test
  void dropsTheSeriesOfASourceThatIsAskedNoMore() throws Exception {
    try (Scene scene = told()) {
      scene.tell(new Observation.Gone("http://master.example:8080"), scene.now);
      assertThat(scrape(scene)).contains(DRIVER).doesNotContain("http://master.example:8080");
    }
  }

  @Test
  void tellsHowManySeriesEachApplicationHas() throws Exception {
    try (Scene scene = told()) {
      List<String> lines = scrape(scene).lines().toList();
      for (Fleet.ApplicationView view : scene.fleet.applications()) {
        String id = "app_id=\"" + view.application().id() + "\"";
        long count = lines.stream().filter(line -> line.contains(id)).count();
        assertThat(count).isGreaterThan(50);
        assertThat(lines)
            .filteredOn(line -> line.startsWith("firewarden_application_series{" + id))
            .singleElement()
            .matches(line -> line.endsWith(" " + count + ".0"), "ends with " + count);
      }
    }
  }

  @Test
  void timesALookThatAsksSomebody() throws Exception {
    Discovery discovery =
        new Discovery() {
          @Override
          public Discovered discover() {
            return new Discovered.Unavailable("refused");
          }

          @Override
          public String name() {
            return "http://master:8080";
          }
        };
    try (Scene scene = new Scene()) {
      assertThat(scene.metrics.timed(discovery).discover())
          .isEqualTo(new Discovered.Unavailable("refused"));
      assertThat(scrape(scene))
          .contains("firewarden_poll_duration_seconds_count{source=\"http://master:8080\"} 1");
    }
  }

  @Test
  void speaksOpenMetricsToWhoAsksForIt() throws Exception {
    try (Scene scene = told()) {
      assertThat(scrape(scene, "application/openmetrics-text")).endsWith("# EOF\n");
    }
  }

  @Test
  void passesPromtool() throws Exception {
    boolean installed = Files.isExecutable(PROMTOOL);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(PROMTOOL + " must be installed where CI=true").isTrue();
    }
    assumeTrue(installed, PROMTOOL + " is not installed (Debian package prometheus)");
    Path scraped = directory.resolve("scrape.txt");
    try (Scene scene = told()) {
      Files.writeString(scraped, scrape(scene));
    }
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
            .redirectInput(scraped.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
