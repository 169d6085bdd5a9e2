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
  LOST_TASKS("task attempts lost with their executor are counted as failed"),
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
  /** No distribution of task durations: {@link Stage#taskMillis()} is null. */
  DISTRIBUTIONS("task distributions are not known"),
  /** {@link StageTotals} are unknown and 0. */
  STAGE_TOTALS("finished stages are not counted"),
  /** {@link JobTotals} count only the jobs that the source retained. */
  JOB_TOTALS_PARTIAL("finished jobs are counted as far as the source retains them"),
  /** The start of the oldest running task is unknown. */
  RUNNING_TASKS("running tasks are not known one by one"),
  /** {@link Executor#heapPeakBytes()} and {@link Executor#majorGcCount()} are unknown. */
  EXECUTOR_PEAKS("peak memory of executors is not known"),
  /**
   * The listener was not attached from the start, Spark dropped events, or so much runs at once
   * that a limit on memory left some of it out.
   */
  EVENTS_LOST("events were lost: figures may be wrong");

  private final String sentence;

  Gap(String sentence) {
    this.sentence = sentence;
  }

  /** The gap in words, for people; lower case, no full stop. */
  public String sentence() {
    return sentence;
  }
}
