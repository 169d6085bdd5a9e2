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

import static io.firewarden.model.metric.Figures.known;
import static io.firewarden.model.metric.Figures.seconds;
import static io.firewarden.model.metric.Figures.time;

import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToDoubleFunction;

/** The metrics about the process of an executor, or of the driver, as it measures itself. */
final class ProcessMetrics {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final String[] COLLECTOR_LABELS = {"collector", "concurrent"};

  private ProcessMetrics() {}

  static void addTo(Figures<ExecutorRow> figures) {
    figures.gauge(
        "spark_executor_measured_timestamp_seconds",
        "When the process last measured itself, in seconds since the epoch, by its own clock.",
        Folding.MIN,
        of(process -> time(process.measuredAt())));
    addContainer(figures);
    addHeap(figures);
    addMemory(figures);
    addFiles(figures);
    addCpu(figures);
    addCollectors(figures);
  }

  private static void addContainer(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_container_used_bytes",
            "Memory charged to the container, page cache included, in bytes.",
            Folding.SUM,
            of(process -> known(process.containerUsedBytes())))
        .gauge(
            "spark_executor_container_working_set_bytes",
            "Memory charged to the container without the inactive page cache, in bytes.",
            Folding.SUM,
            of(process -> known(process.containerWorkingSetBytes())))
        .gauge(
            "spark_executor_container_limit_bytes",
            "Memory limit of the container, in bytes; absent when it has none.",
            Folding.SUM,
            of(process -> known(process.containerLimitBytes())))
        .foldTogether(3)
        .counter(
            "spark_executor_container_oom_kills_total",
            "Processes of the container that the kernel killed for memory.",
            of(process -> known(process.containerOomKills())));
  }

  /** Of several executors together the peak heap is shown; the maximum belongs to that. */
  private static void addHeap(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_heap_used_bytes",
            "Heap in use, garbage included, in bytes.",
            Folding.LEFT_OUT,
            of(process -> known(process.heapUsedBytes())))
        .gauge(
            "spark_executor_heap_committed_bytes",
            "Heap that the JVM holds, in bytes.",
            Folding.LEFT_OUT,
            of(process -> known(process.heapCommittedBytes())))
        .gauge(
            "spark_executor_old_gen_used_after_gc_bytes",
            "Old generation in use after its last collection, in bytes.",
            Folding.SUM,
            of(process -> known(process.oldGenUsedAfterGcBytes())))
        .gauge(
            "spark_executor_old_gen_max_bytes",
            "Maximum of the old generation, in bytes.",
            Folding.SUM,
            of(process -> known(process.oldGenMaxBytes())))
        .foldTogether(2);
  }

  private static void addMemory(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_rss_bytes",
            "Resident memory of the process, in bytes.",
            Folding.SUM,
            of(process -> known(process.rssBytes())))
        .gauge(
            "spark_executor_children_rss_bytes",
            "Resident memory of the descendants of the process, such as Python workers, in bytes.",
            Folding.SUM,
            of(process -> known(process.childrenRssBytes())))
        .gauge(
            "spark_executor_direct_buffers_bytes",
            "Direct buffers of the JVM, in bytes.",
            Folding.SUM,
            of(process -> known(process.directBytes())))
        .gauge(
            "spark_executor_mapped_buffers_bytes",
            "Mapped buffers of the JVM, in bytes.",
            Folding.SUM,
            of(process -> known(process.mappedBytes())));
  }

  /** Executors of one host share its disks, so that several together have no size. */
  private static void addFiles(Figures<ExecutorRow> figures) {
    figures
        .gauge(
            "spark_executor_open_files",
            "Open file descriptors of the process.",
            Folding.SUM,
            of(process -> known(process.openFiles())))
        .gauge(
            "spark_executor_open_files_max",
            "Limit of open file descriptors of the process.",
            Folding.SUM,
            of(process -> known(process.openFilesLimit())))
        .foldTogether(2)
        .gauge(
            "spark_executor_local_disk_free_bytes",
            "Free space of the fullest of Spark's local directories, in bytes.",
            Folding.MIN,
            of(process -> known(process.localDiskFreeBytes())))
        .gauge(
            "spark_executor_local_disk_size_bytes",
            "Size of that file system, in bytes.",
            Folding.LEFT_OUT,
            of(process -> known(process.localDiskTotalBytes())));
  }

  private static void addCpu(Figures<ExecutorRow> figures) {
    figures
        .counter(
            "spark_executor_cpu_seconds_total",
            "CPU time of the process, in seconds.",
            of(process -> seconds(process.cpuMillis())))
        .counter(
            "spark_executor_cpu_periods_total",
            "Enforcement periods of the container's CPU limit.",
            of(process -> known(process.cpuPeriods())))
        .counter(
            "spark_executor_cpu_throttled_periods_total",
            "Enforcement periods in which the container was throttled.",
            of(process -> known(process.cpuThrottledPeriods())))
        .counter(
            "spark_executor_cpu_throttled_seconds_total",
            "Time for which the container was throttled, in seconds.",
            of(process -> seconds(process.cpuThrottledMillis())));
  }

  private static void addCollectors(Figures<ExecutorRow> figures) {
    figures
        .keyed(
            figures.define(
                "spark_executor_collections_total",
                "Collections by garbage collector; true when they are cycles beside the tasks and"
                    + " not pauses.",
                Folding.LEFT_OUT,
                COLLECTOR_LABELS),
            Collector::tag,
            (row, cells) -> collectors(row, cells, GarbageCollector::collections))
        .keyed(
            figures.define(
                "spark_executor_collection_seconds_total",
                "Time of these collections, in seconds.",
                Folding.LEFT_OUT,
                COLLECTOR_LABELS),
            Collector::tag,
            (row, cells) ->
                collectors(row, cells, collector -> collector.millis() / MILLIS_PER_SECOND));
  }

  private static void collectors(
      ExecutorRow row,
      ObjDoubleConsumer<Collector> cells,
      ToDoubleFunction<GarbageCollector> value) {
    ProcessFigures process = row.process();
    List<GarbageCollector> collectors = process == null ? List.of() : process.collectors();
    for (GarbageCollector each : collectors) {
      cells.accept(new Collector(each.name(), each.concurrent()), value.applyAsDouble(each));
    }
  }

  private static ToDoubleFunction<ExecutorRow> of(ToDoubleFunction<ProcessFigures> figure) {
    return row -> Figures.within(row.process(), figure);
  }

  /** What tells one garbage collector from another. */
  private record Collector(String name, boolean concurrent) {
    Tag tag() {
      return Tag.of(List.of(COLLECTOR_LABELS), List.of(name, Boolean.toString(concurrent)));
    }
  }
}
