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

import static io.firewarden.model.metric.Figures.is;
import static io.firewarden.model.metric.Figures.time;
import static io.firewarden.model.metric.Figures.within;

import io.firewarden.model.Stage;
import io.firewarden.model.task.DataVolumes;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics about a stage attempt that runs now. */
final class StageMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  private static final Comparator<Stage> OLDEST_TASK_FIRST =
      Comparator.comparing(
              Stage::oldestTaskStartedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
          .thenComparing(Comparator.comparingInt(Stage::pendingTasks).reversed())
          .thenComparingInt(Stage::id)
          .thenComparingInt(Stage::attempt);

  static final Figures<Stage> FIGURES = figures();

  private StageMetrics() {}

  static String id(Stage stage) {
    return stage.id() + "." + stage.attempt();
  }

  static Iterator<Integer> worstFirst(List<Stage> stages) {
    return WorstFirst.of(stages, OLDEST_TASK_FIRST);
  }

  private static Figures<Stage> figures() {
    Figures<Stage> figures = Figures.ofPart("stage_id");
    addTasks(figures);
    addMoments(figures);
    addTimes(figures);
    addVolumes(figures);
    addRecords(figures);
    return figures;
  }

  private static void addTasks(Figures<Stage> figures) {
    figures
        .gauges(
            figures.define(
                "spark_stage_tasks",
                "Tasks of a running stage: completed, running, pending, or failed or killed"
                    + " attempts.",
                Folding.SUM,
                "state"),
            List.of(
                is("completed", Stage::completedTasks),
                is("running", Stage::activeTasks),
                is("pending", Stage::pendingTasks),
                is(Result.FAILED, Stage::failedTasks),
                is(Result.KILLED, stage -> within(stage.breakdown(), StageMetrics::killed))))
        .summary(
            "spark_stage_task_duration_seconds",
            "Durations of succeeded tasks of a running stage, in seconds; quantiles 0, 0.5, 0.95"
                + " and 1. Of polled applications the time in the executor, and only where a task"
                + " runs too long.",
            MILLIS_PER_SECOND,
            Stage::taskMillis)
        .summary(
            "spark_stage_task_read_bytes",
            "What succeeded tasks of a running stage read from storage and shuffles, in bytes;"
                + " quantiles 0, 0.5, 0.95 and 1.",
            1,
            Stage::taskBytes);
  }

  private static void addMoments(Figures<Stage> figures) {
    figures
        .gauge(
            "spark_stage_submit_timestamp_seconds",
            "When the stage attempt was submitted, in seconds since the epoch.",
            Folding.MIN,
            stage -> time(stage.submittedAt()))
        .gauge(
            "spark_stage_oldest_task_start_timestamp_seconds",
            "Launch time of the stage's task attempt that has run longest, in seconds since the"
                + " epoch; absent when none runs. The agent may tell of one that has ended while"
                + " that would be younger than a minute.",
            Folding.MIN,
            stage -> time(stage.oldestTaskStartedAt()));
  }

  private static void addTimes(Figures<Stage> figures) {
    figures
        .counters(
            "spark_stage_task_time_seconds_total",
            "Time of the stage's ended task attempts by component, in seconds, as in"
                + " spark_task_time_seconds_total.",
            "component",
            within(StageMetrics::times, TaskMetrics.COMPONENTS))
        .gauge(
            "spark_stage_peak_execution_memory_bytes",
            "The highest execution memory that one of the stage's task attempts used, in bytes.",
            Folding.MAX,
            stage -> within(stage.breakdown(), TaskMetrics::peak));
  }

  private static void addVolumes(Figures<Stage> figures) {
    figures
        .counter(
            "spark_stage_input_bytes_total",
            "Read from storage by the stage's ended task attempts, in bytes.",
            Stage::inputBytes)
        .counter(
            "spark_stage_output_bytes_total",
            "Written to storage by the stage's ended task attempts, in bytes.",
            volume(DataVolumes::outputBytes))
        .counter(
            "spark_stage_shuffle_read_bytes_total",
            "Shuffle data that the stage's ended task attempts read, in bytes.",
            Stage::shuffleReadBytes)
        .counter(
            "spark_stage_shuffle_read_remote_bytes_total",
            "The part of it that came from other nodes, in bytes.",
            volume(DataVolumes::shuffleReadRemoteBytes))
        .counter(
            "spark_stage_shuffle_read_to_disk_bytes_total",
            "The part of that which went to disk first, in bytes.",
            volume(DataVolumes::shuffleReadToDiskBytes))
        .counter(
            "spark_stage_shuffle_write_bytes_total",
            "Shuffle data that the stage's ended task attempts wrote, in bytes.",
            Stage::shuffleWriteBytes)
        .counters(
            "spark_stage_spill_bytes_total",
            "What the stage's ended task attempts spilled, by its size in memory and on disk, in"
                + " bytes.",
            "medium",
            List.of(
                is("memory", volume(DataVolumes::spilledMemoryBytes)),
                is("disk", Stage::spilledDiskBytes)))
        .counter(
            "spark_stage_task_result_bytes_total",
            "Serialised results of the stage's ended task attempts, in bytes.",
            volume(DataVolumes::resultBytes));
  }

  private static void addRecords(Figures<Stage> figures) {
    figures
        .counter(
            "spark_stage_input_records_total",
            "Records that the stage's ended task attempts read from storage.",
            volume(DataVolumes::inputRecords))
        .counter(
            "spark_stage_output_records_total",
            "Records that the stage's ended task attempts wrote to storage.",
            volume(DataVolumes::outputRecords))
        .counter(
            "spark_stage_shuffle_read_records_total",
            "Records that the stage's ended task attempts read from shuffles.",
            volume(DataVolumes::shuffleReadRecords))
        .counter(
            "spark_stage_shuffle_write_records_total",
            "Records that the stage's ended task attempts wrote to shuffles.",
            volume(DataVolumes::shuffleWriteRecords))
        .counters(
            "spark_stage_shuffle_blocks_fetched_total",
            "Shuffle blocks that the stage's ended task attempts fetched, local (on the same node)"
                + " and remote.",
            "locality",
            List.of(
                is("local", volume(DataVolumes::shuffleBlocksLocal)),
                is("remote", volume(DataVolumes::shuffleBlocksRemote))));
  }

  private static double killed(TaskBreakdown tasks) {
    return tasks.endedWithout().getOrDefault(FailureReason.KILLED, 0L);
  }

  private static @Nullable TaskTimes times(Stage stage) {
    TaskBreakdown breakdown = stage.breakdown();
    return breakdown == null ? null : breakdown.times();
  }

  private static ToDoubleFunction<Stage> volume(ToDoubleFunction<DataVolumes> figure) {
    return stage -> within(stage.breakdown(), tasks -> figure.applyAsDouble(tasks.volumes()));
  }
}
