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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Snapshots;
import io.firewarden.model.executor.ExecutorDetail;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExecutorMetricsTest {
  private static final int PLENTY = 5_000;
  private static final ApplicationSnapshot FULL = Snapshots.full();

  @Test
  void leavesOutWhatIsNotKnownOfAnExecutor() {
    Executor bare =
        new Executor("7", "h", Snapshots.START, 1, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null);

    assertThat(names(metrics(Snapshots.with(FULL, List.of(bare), List.of(), List.of()))))
        .contains("spark_executor_storage_memory_used_bytes")
        .doesNotContain(
            "spark_executor_storage_memory_max_bytes",
            "spark_executor_heap_peak_bytes",
            "spark_executor_heap_max_bytes",
            "spark_executor_gcs_total");
  }

  @Test
  void showsTasksOfTheDriverInLocalModeOnly() {
    String text = "spark_executor_tasks_running";
    ApplicationSnapshot driver =
        Snapshots.with(FULL, List.of(Snapshots.driver()), List.of(), List.of());
    Application local = new Application("a", "n", "", "", true, null, Snapshots.START, null);

    assertThat(names(metrics(driver))).doesNotContain(text);
    assertThat(names(metrics(Snapshots.with(driver, local)))).contains(text);
  }

  @Test
  void showsNoPeaksThatTheSourceCannotKnow() {
    ApplicationSnapshot detailed = DetailedSnapshots.running();
    ApplicationSnapshot lacking =
        Snapshots.with(detailed, detailed.takenAt(), detailed.tasks(), Set.of(Gap.EXECUTOR_PEAKS));

    assertThat(names(metrics(detailed)))
        .contains("spark_executor_peak_bytes", "spark_executor_gc_seconds_total");
    assertThat(names(metrics(lacking)))
        .contains("spark_executor_cached_blocks")
        .doesNotContain(
            "spark_executor_peak_bytes",
            "spark_executor_gc_seconds_total",
            "spark_executor_gcs_total",
            "spark_executor_generation_gc_seconds_total");
  }

  @Test
  void countsNoCollectionAsZeroOnceTheHeapWasSampled() {
    String gcs = "spark_executor_gcs_total";
    ExecutorDetail quiet =
        new ExecutorDetail(4, 0, 1, 2, 0, 0, 0, 0, 0, 0, false, Map.of("JVMHeapMemory", 5L));
    Executor sampled = Snapshots.executor("1", 10, 20).with(quiet, null);
    Executor unsampled =
        new Executor(
            "1", "h", Snapshots.START, 1, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, quiet, null);

    assertThat(series(gcs, "3.5.9", sampled))
        .hasSize(2)
        .anyMatch(line -> line.contains("minor") && line.endsWith(" 0.0"))
        .anyMatch(line -> line.contains("major") && line.endsWith(" 2.0"));
    assertThat(series(gcs, "4.0.4", sampled))
        .hasSize(3)
        .anyMatch(line -> line.contains("concurrent") && line.endsWith(" 0.0"));
    assertThat(series(gcs, "", sampled)).hasSize(2);
    assertThat(series("spark_executor_generation_gc_seconds_total", "4.0.4", sampled))
        .hasSize(3)
        .allMatch(line -> line.endsWith(" 0.0"));
    assertThat(series("spark_executor_gc_seconds_total", "4.0.4", sampled)).hasSize(1);
    assertThat(series(gcs, "4.0.4", unsampled)).isEmpty();
  }

  @Test
  void countsSlotsByTheCoresThatATaskTakes() {
    ExecutorDetail two = new ExecutorDetail(2, 0, 1, 2, 0, 0, 0, 0, 0, 0, false, Map.of());
    Executor executor = Snapshots.executor("1", 10, 20).with(two, null);
    Executor bare = Snapshots.executor("1", 10, 20);

    assertThat(series("spark_task_slots", "3.5.9", executor))
        .singleElement()
        .asString()
        .endsWith(" 2.0");
    assertThat(series("spark_cores", "3.5.9", executor))
        .singleElement()
        .asString()
        .endsWith(" 4.0");
    assertThat(series("spark_task_slots", "3.5.9", bare)).isEmpty();
    assertThat(series("spark_cores", "3.5.9", bare)).hasSize(1);
  }

  @Test
  void showsNoMemoryOffTheHeapWhereThereIsNone() {
    ExecutorDetail without = new ExecutorDetail(4, 0, 10, 20, 0, 0, 0, 0, 0, 0, false, Map.of());
    Executor executor = Snapshots.executor("1", 10, 20).with(without, null);

    List<String> series =
        Exposition.series(metrics(Snapshots.with(FULL, List.of(executor), List.of(), List.of())));

    assertThat(series)
        .anyMatch(line -> line.contains("pool=\"on_heap\""))
        .noneMatch(line -> line.contains("off_heap"))
        .noneMatch(line -> line.startsWith("spark_executor_resource_profile"));
  }

  private static List<String> series(String metric, String sparkVersion, Executor executor) {
    Application application =
        new Application("app-1", "n", "", sparkVersion, false, null, Snapshots.START, null);
    ApplicationSnapshot snapshot =
        Snapshots.with(Snapshots.with(FULL, List.of(executor), List.of(), List.of()), application);
    return Exposition.series(metrics(snapshot)).stream()
        .filter(line -> line.startsWith(metric + "{"))
        .toList();
  }

  private static MetricSnapshots metrics(ApplicationSnapshot snapshot) {
    return SnapshotMetrics.of("main", List.of(snapshot), PLENTY);
  }

  private static Set<String> names(MetricSnapshots families) {
    return Exposition.series(families).stream()
        .map(line -> line.substring(0, line.indexOf('{')))
        .collect(Collectors.toSet());
  }
}
