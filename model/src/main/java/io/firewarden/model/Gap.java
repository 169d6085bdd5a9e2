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
package io.firewarden.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import io.firewarden.model.sql.SqlActivity;

/**
 * A fact that a snapshot's source cannot know. A check that needs the fact answers "inconclusive"
 * instead of taking its absence for health.
 */
public enum Gap {
  /** Attempts that were killed are not counted; {@link TaskTotals#killed()} is 0. */
  KILLED_TASKS("killed task attempts are not counted"),
  /**
   * Attempts that ended through no fault of the application cannot be told from failures: {@link
   * TaskTotals#failed()} includes them and {@link TaskTotals#lost()} is 0.
   */
  LOST_TASKS("task attempts lost with their executor are counted as failed or not at all"),
  /** Task time and garbage collection time are unknown and 0 (REST rewrites them in local mode). */
  TASK_TIME("task time and garbage collection time are not known"),
  /** Localities were counted for a part of the started tasks only. */
  LOCALITY_PARTIAL("locality was read for a part of the tasks only"),
  /**
   * Spark starts a task that prefers no place as {@code PROCESS_LOCAL} (its {@code
   * TaskSetManager.dequeueTaskHelper}), so {@link LocalityCounts#processLocal()} includes the tasks
   * without a preference. Only a source that sees the preferences of a stage can leave them out.
   */
  LOCALITY_PREFERENCES("tasks without a preferred place are counted as process-local"),
  /**
   * {@link Stage#taskMillis()} and {@link Stage#taskBytes()} are null but for a few stages, of
   * which they are older than the rest, and the durations are those in the executor, without the
   * time before and after it.
   */
  DISTRIBUTIONS("task distributions are known of some stages only, as of when they were asked for"),
  /** {@link StageTotals} are unknown and 0. */
  STAGE_TOTALS("finished stages are not counted"),
  /** {@link JobTotals} count only the jobs that the source retained. */
  JOB_TOTALS_PARTIAL("finished jobs are counted as far as the source retains them"),
  /** The start of the oldest running task is unknown. */
  RUNNING_TASKS("running tasks are not known one by one"),
  /** {@link Executor#heapPeakBytes()} and {@link Executor#majorGcCount()} are unknown. */
  EXECUTOR_PEAKS("peak memory of executors is not known"),
  /** Spark tells of a SQL execution that runs within another one as it does of any other. */
  SQL_NESTED("SQL executions within another one are counted as well"),
  /** {@link SqlActivity} counts only the ended executions that were seen. */
  SQL_TOTALS_PARTIAL("ended SQL executions are counted as far as they were seen"),
  /** Delays and output operations of batches are those of the batches that were seen. */
  BATCHES_PARTIAL("batches of DStreams are timed as far as they were seen"),
  /** Some of {@link ApplicationSnapshot#jobs()} may be missing, or have ended. Heals. */
  RUNNING_JOBS("not every running job is known", true),
  /**
   * Some of {@link ApplicationSnapshot#stages()} may be missing, or have ended, or their tasks are
   * miscounted. Heals.
   */
  RUNNING_STAGES("not every running stage is known as it is", true),
  /** Some of {@link ApplicationSnapshot#executors()} may be missing, or have gone. Heals. */
  EXECUTORS("not every live executor is known", true),
  /** {@link Executor#storageUsedBytes()} of some executors may be wrong. Heals. */
  STORAGE_MEMORY("storage memory in use is not known of every executor", true),
  /** Partitions and bytes of {@link ApplicationSnapshot#cachedRdds()} may be wrong. Heals. */
  CACHED_BLOCKS("not every cached block is known", true),
  /** Some of the running SQL executions may be missing or known in part. Heals. */
  SQL_EXECUTIONS("not every running SQL execution is known as a whole", true),
  /** Some of the running streaming queries may be missing. Heals. */
  STREAMING_QUERIES("not every running streaming query is known", true),
  /**
   * Events were lost, or came before the listener, so that what is counted since the start is too
   * low for ever. What runs now, and what happens from now on, is known all the same.
   */
  EVENTS_LOST("events were lost: what is counted since the start is too low", true),
  /** What a newer version of Firewarden wrote here by a name that this one does not know. */
  @JsonEnumDefaultValue
  OTHER("something is not known for which this version of Firewarden has no name");

  private final String sentence;
  private final boolean missed;

  Gap(String sentence) {
    this(sentence, false);
  }

  Gap(String sentence, boolean missed) {
    this.sentence = sentence;
    this.missed = missed;
  }

  /**
   * Whether the source can know the fact and does not, because events were lost or a limit on
   * memory was reached; else it never knows it.
   */
  public boolean isMissed() {
    return missed;
  }

  /** The gap in words, for people; lower case, no full stop. */
  public String sentence() {
    return sentence;
  }
}
