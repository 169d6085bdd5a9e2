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

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The series of an application's executors, stages and RDDs, the worst of each kind first. */
final class SubjectSeries {
  private static final Comparator<Executor> FULLEST_FIRST =
      Comparator.comparingDouble(SubjectSeries::storageRatio)
          .thenComparingLong(Executor::failedTasks)
          .reversed()
          .thenComparing(Executor::id);
  private static final Comparator<Stage> OLDEST_TASK_FIRST =
      Comparator.comparing(
              Stage::oldestTaskStartedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
          .thenComparing(Comparator.comparingInt(Stage::pendingTasks).reversed())
          .thenComparingInt(Stage::id)
          .thenComparingInt(Stage::attempt);
  private static final Comparator<CachedRdd> LARGEST_FIRST =
      Comparator.comparingLong(CachedRdd::memoryBytes).reversed().thenComparingInt(CachedRdd::id);

  private final List<String> identity;
  private final ApplicationSnapshot snapshot;

  SubjectSeries(List<String> identity, ApplicationSnapshot snapshot) {
    this.identity = identity;
    this.snapshot = snapshot;
  }

  Collection<Series> executors() {
    return snapshot.executors().stream().sorted(FULLEST_FIRST).map(this::executor).toList();
  }

  Collection<Series> stages() {
    return snapshot.stages().stream().sorted(OLDEST_TASK_FIRST).map(this::stage).toList();
  }

  Collection<Series> rdds() {
    return snapshot.cachedRdds().stream().sorted(LARGEST_FIRST).map(this::rdd).toList();
  }

  private Series executor(Executor executor) {
    String id = executor.id();
    Series series =
        new Series(identity)
            .add(MetricCatalog.EXECUTOR_STORAGE_USED, executor.storageUsedBytes(), id)
            .add(MetricCatalog.EXECUTOR_DISK_USED, executor.diskUsedBytes(), id)
            .addKnown(MetricCatalog.EXECUTOR_HEAP_MAX, executor.heapMaxBytes(), id);
    if (executor.storageMaxBytes() > 0) {
      series.add(MetricCatalog.EXECUTOR_STORAGE_MAX, executor.storageMaxBytes(), id);
    }
    if (!snapshot.lacks(Gap.EXECUTOR_PEAKS)) {
      series
          .addKnown(MetricCatalog.EXECUTOR_HEAP_PEAK, executor.heapPeakBytes(), id)
          .addKnown(MetricCatalog.EXECUTOR_MAJOR_GCS, executor.majorGcCount(), id);
    }
    if (runsTasks(executor)) {
      addTasks(series, executor);
    }
    return series;
  }

  private void addTasks(Series series, Executor executor) {
    String id = executor.id();
    series
        .add(MetricCatalog.EXECUTOR_TASKS_RUNNING, executor.activeTasks(), id)
        .add(MetricCatalog.EXECUTOR_TASKS_FINISHED, executor.succeededTasks(), id, Result.SUCCEEDED)
        .add(MetricCatalog.EXECUTOR_TASKS_FINISHED, executor.failedTasks(), id, Result.FAILED);
    if (!snapshot.lacks(Gap.TASK_TIME)) {
      series
          .addSeconds(MetricCatalog.EXECUTOR_TASK_RUN_SECONDS, executor.taskMillis(), id)
          .addSeconds(MetricCatalog.EXECUTOR_TASK_GC_SECONDS, executor.gcMillis(), id);
    }
  }

  /** The driver runs tasks in local mode only; elsewhere Spark shows other figures in its row. */
  private boolean runsTasks(Executor executor) {
    return !executor.isDriver() || snapshot.application().localMode();
  }

  private Series stage(Stage stage) {
    String id = stage.id() + "." + stage.attempt();
    return new Series(identity)
        .add(MetricCatalog.STAGE_TASKS, stage.completedTasks(), id, "completed")
        .add(MetricCatalog.STAGE_TASKS, stage.activeTasks(), id, "running")
        .add(MetricCatalog.STAGE_TASKS, stage.pendingTasks(), id, "pending")
        .add(MetricCatalog.STAGE_TASKS, stage.failedTasks(), id, Result.FAILED)
        .addSpread(MetricCatalog.STAGE_TASK_SECONDS, stage.taskMillis(), id);
  }

  private Series rdd(CachedRdd rdd) {
    String id = Integer.toString(rdd.id());
    Series series =
        new Series(identity)
            .add(MetricCatalog.RDD_CACHED_PARTITIONS, rdd.cachedPartitions(), id)
            .add(MetricCatalog.RDD_MEMORY, rdd.memoryBytes(), id)
            .add(MetricCatalog.RDD_DISK, rdd.diskBytes(), id);
    if (rdd.partitions() > 0) {
      series.add(MetricCatalog.RDD_PARTITIONS, rdd.partitions(), id);
    }
    return series;
  }

  private static double storageRatio(Executor executor) {
    return executor.storageMaxBytes() > 0
        ? (double) executor.storageUsedBytes() / executor.storageMaxBytes()
        : 0;
  }
}
