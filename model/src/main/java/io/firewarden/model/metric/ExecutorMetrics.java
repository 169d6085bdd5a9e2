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

import static io.firewarden.model.metric.Figures.flag;
import static io.firewarden.model.metric.Figures.is;
import static io.firewarden.model.metric.Figures.known;
import static io.firewarden.model.metric.Figures.seconds;
import static io.firewarden.model.metric.Figures.time;
import static io.firewarden.model.metric.Figures.within;

import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.metric.Figures.Tagged;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics about an executor, or the driver, as Spark itself tells of it. */
final class ExecutorMetrics {
  static final Figures<ExecutorRow> FIGURES = figures();

  /** How the names of those of Spark's executor metrics end that are sizes. */
  private static final String MEMORY = "Memory";

  private ExecutorMetrics() {}

  private static Figures<ExecutorRow> figures() {
    Figures<ExecutorRow> figures = Figures.ofPart("executor_id");
    addStorage(figures);
    addPools(figures);
    addHeap(figures);
    addCollections(figures);
    addTasks(figures);
    addWork(figures);
    addVolumes(figures);
    ProcessMetrics.addTo(figures);
    return figures;
  }

  private static void addStorage(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_storage_memory_used_bytes",
            "Memory of cached and broadcast blocks, in bytes, not heap in use; as of the last"
                + " heartbeat once blocks went to disk and back.",
            Folding.SUM,
            row -> row.executor().storageUsedBytes())
        .gauge(
            "spark_executor_storage_memory_max_bytes",
            "Upper bound of storage memory, in bytes.",
            Folding.SUM,
            row -> positive(row.executor().storageMaxBytes()))
        .foldTogether(2)
        .gauge(
            "spark_executor_storage_disk_used_bytes",
            "Disk space of cached blocks, in bytes.",
            Folding.SUM,
            row -> row.executor().diskUsedBytes())
        .gauge(
            "spark_executor_cached_blocks",
            "Blocks of RDDs that the executor holds.",
            Folding.SUM,
            row -> within(row.detail(), ExecutorDetail::cachedBlocks));
  }

  private static void addPools(Figures<ExecutorRow> figures) {
    MetricDefinition used =
        figures.define(
            "spark_executor_storage_pool_used_bytes",
            "Storage memory in use by pool, on_heap or off_heap, in bytes; absent for a pool"
                + " without any.",
            Folding.SUM,
            "pool");
    MetricDefinition max =
        figures.define(
            "spark_executor_storage_pool_max_bytes",
            "Upper bound of storage memory by pool, in bytes; absent for a pool without any.",
            Folding.SUM,
            "pool");
    figures
        .gauges(used, pool("on_heap", ExecutorMetrics::onHeapUsed))
        .gauges(max, pool("on_heap", detail -> positive(detail.onHeapStorageMaxBytes())))
        .foldTogether(2)
        .gauges(used, pool("off_heap", ExecutorMetrics::offHeapUsed))
        .gauges(max, pool("off_heap", detail -> positive(detail.offHeapStorageMaxBytes())))
        .foldTogether(2);
  }

  private static List<Tagged<ExecutorRow>> pool(
      String name, ToDoubleFunction<ExecutorDetail> figure) {
    return List.of(is(name, row -> within(row.detail(), figure)));
  }

  private static double onHeapUsed(ExecutorDetail detail) {
    return detail.onHeapStorageMaxBytes() > 0 ? detail.onHeapStorageUsedBytes() : Double.NaN;
  }

  private static double offHeapUsed(ExecutorDetail detail) {
    return detail.offHeapStorageMaxBytes() > 0 ? detail.offHeapStorageUsedBytes() : Double.NaN;
  }

  private static void addHeap(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_heap_peak_bytes",
            "Highest sampled heap in use since the executor started, garbage included, in bytes.",
            Folding.SUM,
            row -> peak(row, row.executor().heapPeakBytes()))
        .gauge(
            "spark_executor_heap_max_bytes",
            "Maximum heap, in bytes.",
            Folding.SUM,
            ExecutorMetrics::heapMax)
        .foldTogether(2)
        .keyed(
            figures.define(
                "spark_executor_peak_bytes",
                "Highest sampled value since the executor started of a metric of Spark's"
                    + " (ExecutorMetricType), by its name, in bytes; absent while it is 0.",
                Folding.MAX,
                "metric"),
            (String name) -> Tag.of("metric", name),
            ExecutorMetrics::peaks);
  }

  private static void peaks(ExecutorRow row, ObjDoubleConsumer<String> cells) {
    ExecutorDetail detail = row.detail();
    if (detail != null && row.hasPeaks()) {
      detail
          .peaks()
          .forEach(
              (name, value) -> {
                if (name.endsWith(MEMORY)) {
                  cells.accept(name, value);
                }
              });
    }
  }

  /** Spark counts collections since the process started, so that their peak is their number. */
  private static void addCollections(Figures<ExecutorRow> figures) {
    figures
        .counters(
            "spark_executor_gcs_total",
            "Collections of Spark's count, by generation: minor, major (of the old generation), or"
                + " concurrent (cycles beside the tasks, from Spark 4).",
            "generation",
            List.of(
                is("minor", row -> count(row, "MinorGCCount")),
                is("major", row -> peak(row, row.executor().majorGcCount())),
                is("concurrent", row -> cycles(row, "ConcurrentGCCount"))))
        .counters(
            "spark_executor_generation_gc_seconds_total",
            "Time of these collections, by generation, in seconds.",
            "generation",
            List.of(
                is("minor", row -> count(row, "MinorGCTime") / 1000),
                is("major", row -> count(row, "MajorGCTime") / 1000),
                is("concurrent", row -> cycles(row, "ConcurrentGCTime") / 1000)))
        .counter(
            "spark_executor_gc_seconds_total",
            "Time of all collectors of the process, concurrent cycles included, in seconds.",
            row -> count(row, "TotalGCTime") / 1000);
  }

  private static void addTasks(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_tasks_running",
            "Task attempts that run on the executor now.",
            Folding.SUM,
            row -> row.runsTasks() ? row.executor().activeTasks() : Double.NaN)
        .counters(
            "spark_executor_tasks_finished_total",
            "Task attempts that ended on the executor: succeeded or failed.",
            "result",
            List.of(
                is(
                    Result.SUCCEEDED,
                    row -> row.runsTasks() ? row.executor().succeededTasks() : Double.NaN),
                is(
                    Result.FAILED,
                    row -> row.runsTasks() ? row.executor().failedTasks() : Double.NaN)))
        .counter(
            "spark_executor_task_run_seconds_total",
            "Durations of task attempts that ended on the executor, in seconds.",
            row -> row.timesTasks() ? seconds(row.executor().taskMillis()) : Double.NaN)
        .counter(
            "spark_executor_task_gc_seconds_total",
            "Garbage collection time while task attempts ran on the executor, once for each"
                + " attempt, in seconds.",
            row -> row.timesTasks() ? seconds(row.executor().gcMillis()) : Double.NaN);
  }

  private static void addWork(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_start_timestamp_seconds",
            "When the executor registered, in seconds since the epoch.",
            Folding.MIN,
            row -> time(row.executor().addedAt()))
        .gauge(
            "spark_executor_cores",
            "Cores that the executor offers for tasks.",
            Folding.SUM,
            row -> row.runsTasks() ? row.executor().totalCores() : Double.NaN)
        .gauge(
            "spark_executor_task_slots",
            "Tasks that the executor can run at once.",
            Folding.SUM,
            row -> row.runsTasks() ? within(row.detail(), ExecutorDetail::maxTasks) : Double.NaN)
        .gauge(
            "spark_executor_excluded",
            "1 while Spark gives the executor no tasks because of failures there, else 0; the"
                + " number of such executors for several together.",
            Folding.SUM,
            row ->
                row.runsTasks() ? within(row.detail(), each -> flag(each.excluded())) : Double.NaN)
        .gauge(
            "spark_executor_resource_profile",
            "Number of the executor's resource profile; absent for the default one.",
            Folding.LEFT_OUT,
            row -> within(row.detail(), each -> positive(each.resourceProfileId())));
  }

  private static void addVolumes(Figures<ExecutorRow> figures) {
    figures
        .counter(
            "spark_executor_input_bytes_total",
            "Read from storage by task attempts that ended on the executor, in bytes.",
            row -> row.runsTasks() ? within(row.detail(), ExecutorDetail::inputBytes) : Double.NaN)
        .counter(
            "spark_executor_shuffle_read_bytes_total",
            "Shuffle data that task attempts on the executor read, local and remote, in bytes.",
            row ->
                row.runsTasks()
                    ? within(row.detail(), ExecutorDetail::shuffleReadBytes)
                    : Double.NaN)
        .counter(
            "spark_executor_shuffle_write_bytes_total",
            "Shuffle data that task attempts on the executor wrote, in bytes.",
            row ->
                row.runsTasks()
                    ? within(row.detail(), ExecutorDetail::shuffleWriteBytes)
                    : Double.NaN);
  }

  /** From storage memory, or else as the process tells it. */
  private static double heapMax(ExecutorRow row) {
    Long max = row.executor().heapMaxBytes();
    return max == null ? within(row.process(), each -> known(each.heapMaxBytes())) : max;
  }

  private static double peak(ExecutorRow row, @Nullable Long value) {
    return row.hasPeaks() ? known(value) : Double.NaN;
  }

  /**
   * What Spark counts, by its name for that. It is left out of the peaks while it is 0, and is
   * known to be 0 once the heap was sampled, which is sampled along with it and never 0.
   */
  private static double count(ExecutorRow row, String name) {
    ExecutorDetail detail = row.detail();
    if (detail == null) {
      return Double.NaN;
    }
    Long value = detail.peaks().get(name);
    boolean isZero = value == null && row.executor().heapPeakBytes() != null;
    return peak(row, isZero ? Long.valueOf(0) : value);
  }

  private static double cycles(ExecutorRow row, String name) {
    return row.countsCycles() ? count(row, name) : Double.NaN;
  }

  private static double positive(long value) {
    return value > 0 ? value : Double.NaN;
  }
}
