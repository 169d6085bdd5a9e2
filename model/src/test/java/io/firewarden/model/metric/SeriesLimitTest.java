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
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.streaming.StreamingActivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesLimitTest {
  private static final int SUBJECTS = 100;
  private static final int PLENTY = 1_000_000;

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
  @ValueSource(ints = {150, 300, 1000, 5000})
  void keepsTheLimitAndCountsWhatItFolds(int limit) {
    List<String> series = series(large, limit);

    int folded = (int) series.stream().filter(line -> line.contains("_id=\"other\"")).count();
    assertThat(series).hasSizeLessThanOrEqualTo(limit);
    assertThat(
            series.size()
                - folded
                + dropped(series, "stage")
                + dropped(series, "executor")
                + dropped(series, "rdd"))
        .isEqualTo(series(large, PLENTY).size());
  }

  @Test
  void foldsNothingWhenAllFits() {
    int all = series(large, PLENTY).size();

    assertThat(series(large, all)).hasSize(all).noneMatch(line -> line.contains("\"other\""));
    assertThat(series(large, all - 1)).anyMatch(line -> line.contains("\"other\""));
  }

  @Test
  void keepsTheWorstOfEachKind() {
    List<String> series = series(large, 350);

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
  void foldsTheOthersByTheRuleOfEachMetric() {
    List<Executor> executors =
        List.of(
            executor("1", 10, 100, 50L, 70L),
            executor("2", 20, 200, 60L, null),
            executor("3", 30, 0, null, 90L));
    ApplicationSnapshot snapshot = Snapshots.with(large, executors, List.of(), large.cachedRdds());

    List<String> series = series(snapshot, withoutParts(snapshot) + 20);

    assertThat(series)
        .noneMatch(line -> line.matches(".*executor_id=\"[123]\".*"))
        .noneMatch(line -> line.contains("_total") && line.contains("\"other\""));
    assertThat(other(series, "spark_executor_tasks_running")).isEqualTo(6);
    assertThat(other(series, "spark_executor_storage_memory_used_bytes")).isEqualTo(30);
    assertThat(other(series, "spark_executor_storage_memory_max_bytes")).isEqualTo(300);
    assertThat(other(series, "spark_executor_heap_peak_bytes")).isEqualTo(50);
    assertThat(other(series, "spark_executor_heap_max_bytes")).isEqualTo(70);
    assertThat(other(series, "spark_executor_start_timestamp_seconds"))
        .isEqualTo((double) START.plusSeconds(1).getEpochSecond());
  }

  @Test
  void foldsPeaksToTheHighest() {
    List<Executor> executors =
        List.of(
            DetailedSnapshots.executor("1"),
            Snapshots.executor("2", 1, 2).with(peaks(Map.of("JVMHeapMemory", 500L)), null));
    ApplicationSnapshot snapshot = Snapshots.with(large, executors, List.of(), large.cachedRdds());

    List<String> series = series(snapshot, withoutParts(snapshot) + 40);

    assertThat(series)
        .anyMatch(
            line ->
                line.startsWith("spark_executor_peak_bytes")
                    && line.contains("executor_id=\"other\"")
                    && line.contains("JVMHeapMemory")
                    && line.endsWith(" 500.0"));
  }

  @Test
  void foldsAPoolOfThoseThatHaveIt() {
    ExecutorDetail both = new ExecutorDetail(1, 0, 10, 20, 30, 40, 0, 0, 0, 0, false, Map.of());
    ExecutorDetail one = new ExecutorDetail(1, 0, 1, 2, 0, 0, 0, 0, 0, 0, false, Map.of());
    ExecutorDetail none = new ExecutorDetail(1, 0, 5, 0, 0, 0, 0, 0, 0, 0, false, Map.of());
    List<Executor> executors =
        List.of(
            Snapshots.executor("1", 1, 2).with(both, null),
            Snapshots.executor("2", 1, 2).with(one, null),
            Snapshots.executor("3", 1, 2).with(none, null));
    ApplicationSnapshot snapshot = Snapshots.with(large, executors, List.of(), List.of());

    List<String> series = series(snapshot, withoutParts(snapshot) + 25);

    String used = "spark_executor_storage_pool_used_bytes";
    String max = "spark_executor_storage_pool_max_bytes";
    assertThat(series).noneMatch(line -> line.matches(".*executor_id=\"[123]\".*"));
    assertThat(other(series, used, "pool=\"on_heap\"")).isEqualTo(11);
    assertThat(other(series, max, "pool=\"on_heap\"")).isEqualTo(22);
    assertThat(other(series, used, "pool=\"off_heap\"")).isEqualTo(30);
    assertThat(other(series, max, "pool=\"off_heap\"")).isEqualTo(40);
  }

  @Test
  void foldsStagesToTheOldestTask() {
    List<String> series = series(large, 350);

    assertThat(other(series, "spark_stage_oldest_task_start_timestamp_seconds"))
        .isGreaterThan((double) START.getEpochSecond() + 1)
        .isLessThan((double) START.getEpochSecond() + SUBJECTS);
    assertThat(series)
        .noneMatch(
            line -> line.startsWith("spark_stage_task_duration") && line.contains("\"other\""));
  }

  @Test
  void keepsTheDriverAndTheFullestByStorageAndByHeap() {
    List<Executor> executors = new ArrayList<>();
    executors.add(Snapshots.driver());
    IntStream.range(0, SUBJECTS).forEach(i -> executors.add(executor("c" + i, 1, 100, 10L, 100L)));
    executors.add(executor("storage", 95, 100, 10L, 100L));
    executors.add(executor("heap", 1, 100, 99L, 100L));
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.full(), executors, List.of(), List.of());

    assertThat(series(snapshot, withoutParts(snapshot) + 80))
        .anyMatch(line -> line.contains("executor_id=\"driver\""))
        .anyMatch(line -> line.contains("executor_id=\"storage\""))
        .anyMatch(line -> line.contains("executor_id=\"heap\""))
        .noneMatch(line -> line.contains("executor_id=\"c50\""));
  }

  @Test
  void keepsAQueryWhoseNameIsThatOfTheOthers() {
    ApplicationSnapshot snapshot =
        DetailedSnapshots.with(
            List.of(),
            List.of(),
            new StreamingActivity(0, 0, List.of(DetailedSnapshots.query("other"))));

    assertThat(series(snapshot, PLENTY))
        .anyMatch(line -> line.contains("query=\"other (query)\""))
        .noneMatch(line -> line.contains("query=\"other\""));
  }

  @Test
  void foldsManyQueriesAndQueues() {
    ApplicationSnapshot snapshot =
        DetailedSnapshots.with(
            List.of(),
            List.of(),
            new StreamingActivity(
                0,
                0,
                IntStream.range(0, SUBJECTS)
                    .mapToObj(
                        i -> DetailedSnapshots.query("query " + i, START.plusSeconds(500 - i)))
                    .toList()));

    List<String> series = series(snapshot, 400);

    assertThat(series).hasSizeLessThanOrEqualTo(400);
    assertThat(series)
        .anyMatch(line -> line.contains("query=\"query 99\""))
        .anyMatch(line -> line.contains("query=\"query 97\""))
        .noneMatch(line -> line.contains("query=\"query 0\""));
    assertThat(other(series, "spark_streaming_state_rows")).isGreaterThan(50 * 78);
    assertThat(other(series, "spark_streaming_last_progress_timestamp_seconds"))
        .isGreaterThan((double) START.plusSeconds(401).getEpochSecond());
    assertThat(dropped(series, "query")).isGreaterThan(1000);
    assertThat(dropped(series, "queue")).isZero();
  }

  @Test
  void alwaysShowsTheApplicationItself() {
    List<String> series = series(large, 0);

    assertThat(series)
        .hasSizeLessThan(50)
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

    List<String> both = Exposition.series(SnapshotMetrics.of("main", List.of(large, other), 300));
    List<String> one = series(large, 300);

    assertThat(both).hasSize(2 * one.size());
  }

  @Test
  void prefersFailuresWhenStorageIsAlike() {
    Executor healthy = executor("a", 0);
    Executor failing = executor("b", 5);
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.full(), List.of(healthy, failing), List.of(), List.of());
    List<String> series = series(snapshot, series(snapshot, PLENTY).size() - 1);

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
    int all = series(snapshot, 1000).size();

    assertThat(series(snapshot, all - 1))
        .anyMatch(line -> line.contains("stage_id=\"2.0\""))
        .noneMatch(line -> line.contains("stage_id=\"1.0\""));
  }

  @Test
  void prefersAStageWithARunningTask() {
    Stage waiting = Snapshots.stage(1, null);
    Stage running = Snapshots.stage(2, START);
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.full(), List.of(), List.of(waiting, running), List.of());
    int all = series(snapshot, 1000).size();

    assertThat(series(snapshot, all - 1))
        .anyMatch(line -> line.contains("stage_id=\"2.0\""))
        .noneMatch(line -> line.contains("stage_id=\"1.0\""));
  }

  private static List<String> series(ApplicationSnapshot snapshot, int limit) {
    return Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), limit));
  }

  /** Lines of the application as a whole. */
  private static int withoutParts(ApplicationSnapshot snapshot) {
    return series(Snapshots.with(snapshot, List.of(), List.of(), List.of()), PLENTY).size();
  }

  private static double other(List<String> series, String name) {
    return other(series, name, "");
  }

  private static double other(List<String> series, String name, String label) {
    return series.stream()
        .filter(line -> line.contains(label))
        .filter(line -> line.startsWith(name + "{") && line.contains("=\"other\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static ExecutorDetail peaks(Map<String, Long> peaks) {
    return new ExecutorDetail(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, peaks);
  }

  private static Executor executor(
      String id, long storageUsed, long storageMax, Long heapPeak, Long heapMax) {
    return new Executor(
        id,
        "h",
        START.plusSeconds(id.length()),
        1,
        2,
        0,
        0,
        0,
        0,
        storageUsed,
        storageMax,
        0,
        heapPeak,
        heapMax,
        null);
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
