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

import static io.firewarden.model.Snapshots.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.Snapshots;
import io.firewarden.model.Stage;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesLimitTest {
  private static final int SUBJECTS = 100;

  /** A hundred of each kind; the worse, the higher the number. */
  private final ApplicationSnapshot large =
      Snapshots.with(
          Snapshots.full(),
          IntStream.range(0, SUBJECTS)
              .mapToObj(i -> Snapshots.executor(Integer.toString(i), i, 100))
              .toList(),
          IntStream.range(0, SUBJECTS)
              .mapToObj(i -> Snapshots.stage(i, START.plusSeconds(SUBJECTS - i)))
              .toList(),
          IntStream.range(0, SUBJECTS).mapToObj(i -> new CachedRdd(i, "rdd", 1, 1, i, 0)).toList());

  @ParameterizedTest
  @ValueSource(ints = {100, 300, 1000, 5000})
  void keepsTheLimitAndCountsWhatItDrops(int limit) {
    MetricSnapshots families = SnapshotMetrics.of("main", List.of(large), limit);

    List<String> series = Exposition.series(families);
    int all = Exposition.series(SnapshotMetrics.of("main", List.of(large), 1_000_000)).size();
    assertThat(series).hasSizeLessThanOrEqualTo(limit);
    assertThat(
            series.size()
                + dropped(series, "stage")
                + dropped(series, "executor")
                + dropped(series, "rdd"))
        .isEqualTo(all);
  }

  @Test
  void keepsTheWorstOfEachKind() {
    List<String> series = Exposition.series(SnapshotMetrics.of("main", List.of(large), 200));

    List<Integer> executors = ids(series, "spark_executor_tasks_running", "executor_id");
    List<Integer> stages = ids(series, "spark_stage_task_duration_seconds_count", "stage_id");
    List<Integer> rdds = ids(series, "spark_rdd_memory_bytes", "rdd_id");
    assertThat(List.of(executors, stages, rdds))
        .allSatisfy(
            kept ->
                assertThat(kept)
                    .hasSizeBetween(2, 30)
                    .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(SUBJECTS - kept.size(), SUBJECTS).boxed().toList()));
  }

  @Test
  void alwaysShowsTheApplicationItself() {
    List<String> series = Exposition.series(SnapshotMetrics.of("main", List.of(large), 0));

    assertThat(series)
        .hasSizeLessThan(45)
        .anyMatch(line -> line.startsWith("spark_tasks_finished_total"))
        .noneMatch(line -> line.contains("executor_id"))
        .noneMatch(line -> line.contains("stage_id"));
    assertThat(dropped(series, "rdd")).isEqualTo(4 * SUBJECTS);
  }

  @Test
  void limitsEachApplicationByItself() {
    ApplicationSnapshot other =
        Snapshots.with(
            large,
            new io.firewarden.model.Application("app-2", "n", "", "", false, null, START, null));

    List<String> both = Exposition.series(SnapshotMetrics.of("main", List.of(large, other), 200));
    List<String> one = Exposition.series(SnapshotMetrics.of("main", List.of(large), 200));

    assertThat(both).hasSize(2 * one.size());
  }

  @Test
  void prefersFailuresWhenStorageIsAlike() {
    Executor healthy = executor("a", 0);
    Executor failing = executor("b", 5);
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.full(), List.of(healthy, failing), List.of(), List.of());
    int all = Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), 1000)).size();

    List<String> series = Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), all - 1));

    assertThat(series)
        .anyMatch(line -> line.contains("executor_id=\"b\""))
        .noneMatch(line -> line.contains("executor_id=\"a\""));
  }

  @Test
  void prefersWaitingTasksWhenNoneRuns() {
    Stage few = Snapshots.stage(1, null);
    Stage many = new Stage(2, 0, "", null, 900, 0, 0, 0, few.started(), 0, 0, 0, 0, null, null);
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.full(), List.of(), List.of(few, many), List.of());
    int all = Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), 1000)).size();

    assertThat(Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), all - 1)))
        .anyMatch(line -> line.contains("stage_id=\"2.0\""))
        .noneMatch(line -> line.contains("stage_id=\"1.0\""));
  }

  @Test
  void prefersAStageWithARunningTask() {
    Stage waiting = Snapshots.stage(1, null);
    Stage running = Snapshots.stage(2, START);
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.full(), List.of(), List.of(waiting, running), List.of());
    int all = Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), 1000)).size();

    assertThat(Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), all - 1)))
        .anyMatch(line -> line.contains("stage_id=\"2.0\""))
        .noneMatch(line -> line.contains("stage_id=\"1.0\""));
  }

  private static Executor executor(String id, long failed) {
    return new Executor(id, "h", START, 1, 0, 0, failed, 0, 0, 5, 10, 0, null, null, null);
  }

  private static int dropped(List<String> series, String kind) {
    return series.stream()
        .filter(line -> line.startsWith("firewarden_series_dropped"))
        .filter(line -> line.contains("kind=\"" + kind + "\""))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static List<Integer> ids(List<String> series, String name, String label) {
    Pattern id = Pattern.compile(label + "=\"(\\d+)");
    return series.stream()
        .filter(line -> line.startsWith(name + "{"))
        .map(id::matcher)
        .filter(Matcher::find)
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }
}
