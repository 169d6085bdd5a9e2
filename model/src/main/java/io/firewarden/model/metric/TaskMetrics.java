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

import static io.firewarden.model.metric.Figures.each;
import static io.firewarden.model.metric.Figures.is;
import static io.firewarden.model.metric.Figures.seconds;

import io.firewarden.model.metric.Figures.Tagged;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import java.util.List;

/** The metrics about what the ended task attempts of an application did. */
final class TaskMetrics {
  /** The parts of task time. */
  static final List<Tagged<TaskTimes>> COMPONENTS =
      List.of(
          is("run", times -> seconds(times.runMillis())),
          is("cpu", times -> seconds(times.cpuMillis())),
          is("deserialize", times -> seconds(times.deserializeMillis())),
          is("gc", times -> seconds(times.gcMillis())),
          is("scheduler_delay", times -> seconds(times.schedulerDelayMillis())),
          is("fetch_wait", times -> seconds(times.fetchWaitMillis())),
          is("shuffle_write", times -> seconds(times.shuffleWriteMillis())),
          is("result_serialization", times -> seconds(times.resultSerializationMillis())),
          is("getting_result", times -> seconds(times.gettingResultMillis())));

  static final Figures<TaskBreakdown> FIGURES = figures();

  private TaskMetrics() {}

  private static Figures<TaskBreakdown> figures() {
    Figures<TaskBreakdown> figures = Figures.ofApplication();
    addAttempts(figures);
    addVolumes(figures);
    addShuffle(figures);
    return figures;
  }

  private static void addAttempts(Figures<TaskBreakdown> figures) {
    figures
        .counters(
            "spark_task_time_seconds_total",
            "Time of ended task attempts by component, in seconds; cpu, gc, fetch_wait and"
                + " shuffle_write lie within run.",
            "component",
            Figures.within(TaskBreakdown::times, COMPONENTS))
        .counters(
            "spark_task_wasted_seconds_total",
            "Time of task attempts that brought nothing, by why: failed, killed, or speculative"
                + " (the other attempt was faster), in seconds.",
            "why",
            List.of(
                is("failed", tasks -> seconds(tasks.wasted().failedMillis())),
                is("killed", tasks -> seconds(tasks.wasted().killedMillis())),
                is("speculative", tasks -> seconds(tasks.wasted().speculativeMillis()))))
        .counters(
            "spark_task_failures_total",
            "Task attempts that ended without success, by reason: exception, fetch_failed, oom,"
                + " executor_lost, killed, preempted or commit_denied.",
            "reason",
            each(
                FailureReason.values(),
                FailureReason::label,
                (tasks, reason) -> tasks.endedWithout().getOrDefault(reason, 0L)))
        .counter(
            "spark_task_retries_total",
            "Task attempts after the first one at their task, speculative copies left out.",
            TaskBreakdown::retried)
        .counter(
            "spark_tasks_speculative_total",
            "Task attempts that were started as speculative copies.",
            TaskBreakdown::speculative)
        .gauge(
            "spark_task_peak_execution_memory_bytes",
            "The highest execution memory that one task attempt used, in bytes.",
            Folding.LEFT_OUT,
            TaskMetrics::peak);
  }

  private static void addVolumes(Figures<TaskBreakdown> figures) {
    figures
        .counter(
            "spark_input_bytes_total",
            "Read from storage by ended task attempts, in bytes.",
            tasks -> tasks.volumes().inputBytes())
        .counter(
            "spark_input_records_total",
            "Records that ended task attempts read from storage.",
            tasks -> tasks.volumes().inputRecords())
        .counter(
            "spark_output_bytes_total",
            "Written to storage by ended task attempts, in bytes.",
            tasks -> tasks.volumes().outputBytes())
        .counter(
            "spark_output_records_total",
            "Records that ended task attempts wrote to storage.",
            tasks -> tasks.volumes().outputRecords())
        .counters(
            "spark_spill_bytes_total",
            "What ended task attempts spilled, by its size in memory and on disk, in bytes.",
            "medium",
            List.of(
                is("memory", tasks -> tasks.volumes().spilledMemoryBytes()),
                is("disk", tasks -> tasks.volumes().spilledDiskBytes())))
        .counter(
            "spark_task_result_bytes_total",
            "Serialised results of ended task attempts, in bytes.",
            tasks -> tasks.volumes().resultBytes());
  }

  private static void addShuffle(Figures<TaskBreakdown> figures) {
    figures
        .counters(
            "spark_shuffle_read_bytes_total",
            "Shuffle data that ended task attempts read, local (on the same node) and remote, in"
                + " bytes.",
            "locality",
            List.of(
                is("local", tasks -> tasks.volumes().shuffleReadLocalBytes()),
                is("remote", tasks -> tasks.volumes().shuffleReadRemoteBytes())))
        .counter(
            "spark_shuffle_read_to_disk_bytes_total",
            "Remote shuffle data that went to disk first, in bytes.",
            tasks -> tasks.volumes().shuffleReadToDiskBytes())
        .counter(
            "spark_shuffle_read_records_total",
            "Records that ended task attempts read from shuffles.",
            tasks -> tasks.volumes().shuffleReadRecords())
        .counters(
            "spark_shuffle_blocks_fetched_total",
            "Shuffle blocks that ended task attempts fetched, local (on the same node) and remote.",
            "locality",
            List.of(
                is("local", tasks -> tasks.volumes().shuffleBlocksLocal()),
                is("remote", tasks -> tasks.volumes().shuffleBlocksRemote())))
        .counter(
            "spark_shuffle_write_bytes_total",
            "Shuffle data that ended task attempts wrote, in bytes.",
            tasks -> tasks.volumes().shuffleWriteBytes())
        .counter(
            "spark_shuffle_write_records_total",
            "Records that ended task attempts wrote to shuffles.",
            tasks -> tasks.volumes().shuffleWriteRecords());
  }

  /** Spark leaves it 0 for tasks that use none, and so does a source that does not know it. */
  static double peak(TaskBreakdown tasks) {
    return tasks.peakExecutionMemoryBytes() > 0 ? tasks.peakExecutionMemoryBytes() : Double.NaN;
  }
}
