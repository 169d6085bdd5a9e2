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
 * What became of the task attempts of an application since its start. Every value is monotone; a
 * rate is the difference of two snapshots.
 *
 * @param succeeded attempts that succeeded
 * @param failed attempts that failed through their own fault: an exception, a fetch failure, an
 *     executor that the application itself brought down
 * @param killed attempts that Spark killed or denied to commit: speculation, cancelled stages
 * @param lost attempts that ended through no fault of the application: executor preempted or lost
 *     otherwise, result recomputed after its executor went ({@code Resubmitted}), speculative copy
 *     failed
 * @param taskMillis sum of the durations of ended attempts in ms, from launch to finish (Spark's
 *     {@code totalDuration})
 * @param gcMillis sum over ended attempts of the JVM-wide garbage collection time while they ran,
 *     in ms (Spark's {@code jvmGCTime}); concurrent attempts count the same pause each, so it is
 *     comparable to {@code taskMillis} and to nothing else
 * @param started attempts at their start by locality
 */
public record TaskTotals(
    long succeeded,
    long failed,
    long killed,
    long lost,
    long taskMillis,
    long gcMillis,
    LocalityCounts started) {

  /** Nothing has run. */
  public static final TaskTotals NONE = new TaskTotals(0, 0, 0, 0, 0, 0, LocalityCounts.NONE);

  /** Attempts that ended by success or failure: the denominator of the failure ratio. */
  public long judged() {
    return succeeded + failed;
  }

  /** What came in addition to an earlier total. */
  public TaskTotals minus(TaskTotals earlier) {
    return new TaskTotals(
        succeeded - earlier.succeeded,
        failed - earlier.failed,
        killed - earlier.killed,
        lost - earlier.lost,
        taskMillis - earlier.taskMillis,
        gcMillis - earlier.gcMillis,
        started.minus(earlier.started));
  }

  /** Whether no value is negative, as that of a difference is when a counter has gone back. */
  boolean isPossible() {
    return succeeded >= 0
        && failed >= 0
        && killed >= 0
        && lost >= 0
        && taskMillis >= 0
        && gcMillis >= 0
        && started.isPossible();
  }
}
