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
package io.firewarden.model.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.Snapshots;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotMetricsTest {
  private static final int PLENTY = 5_000;
  private static final ApplicationSnapshot FULL = Snapshots.full();

  /** What the owner of the detailed snapshot's application says of it. */
  private static final Set<String> OWNERS = Set.of("team", "tier");

  @Test
  void exposesASnapshotOfASourceThatKnowsLittle() throws IOException {
    assertThat(Exposition.text(metrics(FULL))).isEqualTo(resource("snapshot.prom"));
  }

  @Test
  void exposesASnapshotOfASourceThatKnowsAll() throws IOException {
    assertThat(Exposition.text(metrics(DetailedSnapshots.running())))
        .isEqualTo(resource("detailed.prom"));
  }

  @Test
  void satisfiesPromtool() throws IOException, InterruptedException {
    Promtool.assertClean(Exposition.text(metrics(FULL)));
    Promtool.assertClean(Exposition.text(metrics(DetailedSnapshots.running())));
    Promtool.assertClean(Exposition.text(metrics(DetailedSnapshots.ended(FinalStatus.FAILED))));
  }

  @Test
  void exposesWhatTheCatalogueSaysAndNothingElse() {
    Map<String, MetricDefinition> catalogue =
        MetricCatalog.all().stream()
            .collect(Collectors.toMap(MetricDefinition::baseName, Function.identity()));
    List<MetricSnapshot> shown =
        Stream.of(DetailedSnapshots.running(), DetailedSnapshots.ended(FinalStatus.FAILED))
            .flatMap(snapshot -> metrics(snapshot).stream())
            .toList();
    for (MetricSnapshot family : shown) {
      MetricDefinition definition = catalogue.get(family.getMetadata().getName());
      assertThat(definition).as(family.getMetadata().getName()).isNotNull();
      assertThat(family.getMetadata().getHelp()).isEqualTo(definition.help());
      for (DataPointSnapshot point : family.getDataPoints()) {
        assertThat(point.getLabels().stream().map(Label::getName))
            .filteredOn(label -> !OWNERS.contains(label))
            .containsExactlyInAnyOrderElementsOf(definition.labels());
      }
    }
    assertThat(shown.stream().map(family -> family.getMetadata().getName()).distinct())
        .containsExactlyInAnyOrderElementsOf(
            MetricCatalog.all().stream()
                .filter(metric -> metric.labels().contains("app_id"))
                .filter(metric -> !metric.equals(MetricCatalog.CHECK_VERDICT))
                .filter(metric -> !metric.equals(MetricCatalog.THRESHOLD))
                .filter(metric -> metric.exporter() != MetricDefinition.Exporter.AGENT)
                .map(MetricDefinition::baseName)
                .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "KILLED_TASKS, 'result=\"killed\"'",
    "LOST_TASKS, 'result=\"lost\"'",
    "TASK_TIME, spark_task_run_seconds_total",
    "TASK_TIME, spark_task_gc_seconds_total",
    "TASK_TIME, spark_executor_task_run_seconds_total",
    "TASK_TIME, spark_executor_task_gc_seconds_total",
    "STAGE_TOTALS, spark_stages_finished_total",
    "EXECUTOR_PEAKS, spark_executor_heap_peak_bytes",
    "EXECUTOR_PEAKS, spark_executor_gcs_total",
  })
  void doesNotExposeTheUnknownAsZero(Gap gap, String text) {
    assertThat(Exposition.series(metrics(FULL))).anyMatch(line -> line.contains(text));

    assertThat(Exposition.series(metrics(lacking(FULL, Set.of(gap)))))
        .isNotEmpty()
        .noneMatch(line -> line.contains(text));
  }

  @Test
  void showsLocalityThatWasReadForAPartUnlessThatIsNone() {
    String text = "spark_tasks_started_total";
    Set<Gap> gap = Set.of(Gap.LOCALITY_PARTIAL);
    TaskTotals unread = new TaskTotals(5, 0, 0, 0, 0, 0, LocalityCounts.NONE);

    assertThat(names(metrics(lacking(FULL, gap)))).contains(text);
    assertThat(names(metrics(Snapshots.with(FULL, FULL.takenAt(), TaskTotals.NONE, gap))))
        .contains(text);
    assertThat(names(metrics(Snapshots.with(FULL, FULL.takenAt(), unread, gap))))
        .doesNotContain(text);
  }

  @Test
  void exposesZeroForEachKnownLabelOfAnIdleApplication() {
    ApplicationSnapshot idle =
        new ApplicationSnapshot(
            FULL.takenAt(),
            SourceKind.REST,
            new Application("a", "n", "", "", false, null, Snapshots.START, null),
            TaskTotals.NONE,
            new JobTotals(0, 0),
            StageTotals.NONE,
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Set.of());

    List<String> series = Exposition.series(metrics(idle));

    assertThat(series).filteredOn(line -> line.startsWith("spark_tasks_finished")).hasSize(4);
    assertThat(series).filteredOn(line -> line.startsWith("spark_tasks_started")).hasSize(5);
    assertThat(series).filteredOn(line -> line.startsWith("spark_jobs_finished")).hasSize(2);
    assertThat(series).filteredOn(line -> line.startsWith("spark_stages_finished")).hasSize(2);
    assertThat(series).filteredOn(line -> line.startsWith("firewarden_series")).hasSize(5);
    assertThat(series)
        .filteredOn(line -> !line.contains("timestamp"))
        .allMatch(line -> line.endsWith(" 0.0") || line.startsWith("spark_application_info"));
    assertThat(series).noneMatch(line -> line.startsWith("spark_oldest"));
  }

  @Test
  void leavesOutTheSizeOfAnRddThatIsNotKnown() {
    CachedRdd rdd = new CachedRdd(1, "", 0, 2, 3, 4);

    assertThat(names(metrics(Snapshots.with(FULL, List.of(), List.of(), List.of(rdd)))))
        .contains("spark_rdd_cached_partitions")
        .doesNotContain("spark_rdd_partitions");
  }

  @Test
  void takesTheLaterOfTwoSnapshotsOfAnApplication() {
    ApplicationSnapshot later =
        Snapshots.with(FULL, FULL.takenAt().plusSeconds(1), TaskTotals.NONE, Set.of());

    String one = Exposition.text(SnapshotMetrics.of("main", List.of(FULL, later), PLENTY));
    String other = Exposition.text(SnapshotMetrics.of("main", List.of(later, FULL), PLENTY));

    assertThat(one).isEqualTo(other).isEqualTo(Exposition.text(metrics(later)));
  }

  @Test
  void exposesSeveralApplications() {
    ApplicationSnapshot other =
        Snapshots.with(
            FULL, new Application("app-2", "x", "", "", false, null, Snapshots.START, null));

    List<String> series =
        Exposition.series(SnapshotMetrics.of("main", List.of(FULL, other), PLENTY));

    assertThat(series).doesNotHaveDuplicates();
    assertThat(series)
        .filteredOn(line -> line.startsWith("spark_tasks_running"))
        .hasSize(2)
        .anyMatch(line -> line.contains("app-1"))
        .anyMatch(line -> line.contains("app-2"));
  }

  @Test
  void survivesAnyNameOfAnApplication() throws IOException, InterruptedException {
    String name = "a \"b\" \\ {c}\n# HELP x\r\u0000" + "y".repeat(5000);
    Application application =
        new Application("app-1", name, "", "", false, null, Snapshots.START, null);

    String text = Exposition.text(metrics(Snapshots.with(FULL, application)));

    assertThat(text.lines()).allMatch(line -> line.length() < 1000);
    Promtool.assertClean(text);
  }

  @Test
  void leavesOutCountersThatAreImpossible() {
    TaskTotals impossible = new TaskTotals(-1, 2, -3, 0, -4, -5, LocalityCounts.NONE);

    assertThat(
            Exposition.series(metrics(Snapshots.with(FULL, FULL.takenAt(), impossible, Set.of()))))
        .filteredOn(line -> line.startsWith("spark_tasks_finished"))
        .hasSize(2);
  }

  @Test
  void survivesAllGapsAtOnce() throws IOException, InterruptedException {
    ApplicationSnapshot blind = lacking(FULL, EnumSet.allOf(Gap.class));

    Promtool.assertClean(Exposition.text(metrics(blind)));
  }

  @ParameterizedTest
  @EnumSource(FinalStatus.class)
  void tellsHowAnApplicationEnded(FinalStatus status) {
    String one = "status=\"" + status.name().toLowerCase(Locale.ROOT) + "\"} 1.0";

    List<String> series = Exposition.series(metrics(DetailedSnapshots.ended(status)));

    assertThat(series)
        .filteredOn(line -> line.startsWith("spark_application_final_status"))
        .hasSize(FinalStatus.values().length)
        .filteredOn(line -> line.endsWith(" 1.0"))
        .singleElement()
        .asString()
        .endsWith(one);
    assertThat(series)
        .anyMatch(
            line ->
                line.startsWith("spark_application_duration_seconds") && line.endsWith(" 599.25"));
    assertThat(names(metrics(FULL)))
        .doesNotContain("spark_application_final_status", "spark_application_duration_seconds");
  }

  @Test
  void doesNotExposeWhatOnlyAnotherSourceKnows() {
    assertThat(names(metrics(FULL)))
        .noneMatch(
            name ->
                name.startsWith("spark_sql")
                    || name.startsWith("spark_streaming")
                    || name.startsWith("spark_listener")
                    || name.startsWith("spark_task_time")
                    || name.startsWith("spark_executor_removals")
                    || name.startsWith("spark_executors_excluded")
                    || name.startsWith("spark_executor_rss")
                    || name.startsWith("spark_executor_peak")
                    || name.equals("spark_stage_retries_total")
                    || name.equals("spark_stage_output_bytes_total"));
  }

  @Test
  void showsOneRunOfAQueryByName() {
    StreamingQuery runs = DetailedSnapshots.query("clicks");
    StreamingQuery before =
        new StreamingQuery(
            "clicks",
            "id-1",
            Snapshots.START,
            null,
            3,
            4,
            5,
            null,
            null,
            Map.of(),
            null,
            null,
            0,
            0,
            0,
            new QueryEnd(Snapshots.START.plusSeconds(1), false, null));
    ApplicationSnapshot snapshot =
        DetailedSnapshots.with(
            List.of(), List.of(), new StreamingActivity(1, 0, List.of(before, runs)));

    assertThat(Exposition.series(metrics(snapshot)))
        .filteredOn(line -> line.startsWith("spark_streaming_input_rows_total"))
        .singleElement()
        .asString()
        .endsWith(" 73.0");
  }

  @Test
  void countsTheEventsOfAnApplicationThatIsComplete() {
    ApplicationSnapshot detailed = DetailedSnapshots.running();

    assertThat(Exposition.series(metrics(detailed)))
        .filteredOn(line -> line.startsWith("spark_application_events_complete"))
        .singleElement()
        .asString()
        .endsWith(" 0.0");
  }

  private static String resource(String name) throws IOException {
    try (InputStream expected = SnapshotMetricsTest.class.getResourceAsStream(name)) {
      assertThat(expected).isNotNull();
      return new String(expected.readAllBytes(), UTF_8);
    }
  }

  private static MetricSnapshots metrics(ApplicationSnapshot snapshot) {
    return SnapshotMetrics.of("main", List.of(snapshot), PLENTY);
  }

  private static Set<String> names(MetricSnapshots families) {
    return Exposition.series(families).stream()
        .map(line -> line.substring(0, line.indexOf('{')))
        .collect(Collectors.toSet());
  }

  private static ApplicationSnapshot lacking(ApplicationSnapshot of, Set<Gap> gaps) {
    return Snapshots.with(of, of.takenAt(), of.tasks(), gaps);
  }
}
