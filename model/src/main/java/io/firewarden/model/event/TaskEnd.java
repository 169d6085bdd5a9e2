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
package io.firewarden.model.event;

import java.util.Objects;

/**
 * A task attempt that ended.
 *
 * @param stageId Spark's stage id
 * @param attempt the stage's attempt, from 0
 * @param taskId Spark's task id, unique in the application
 * @param index the task's place in its stage, from 0; the same for each attempt at it
 * @param executorId where it ran
 * @param outcome how it ended
 * @param durationMillis from launch to finish, in ms
 * @param counted whether its metrics count: false for {@code Resubmitted} and when Spark has none
 * @param gcMillis garbage collection time of the JVM while it ran, in ms
 * @param inputBytes bytes read from storage
 * @param shuffleReadBytes shuffle bytes read, local and remote
 * @param shuffleWriteBytes shuffle bytes written
 * @param spilledDiskBytes bytes spilled to disk, serialised
 */
public record TaskEnd(
    int stageId,
    int attempt,
    long taskId,
    int index,
    String executorId,
    Outcome outcome,
    long durationMillis,
    boolean counted,
    long gcMillis,
    long inputBytes,
    long shuffleReadBytes,
    long shuffleWriteBytes,
    long spilledDiskBytes) {

  public TaskEnd {
    Objects.requireNonNull(executorId, "executorId");
    Objects.requireNonNull(outcome, "outcome");
  }

  /** Whether an attempt stopped running; {@code Resubmitted} tells of one that had ended before. */
  boolean endsAnAttempt() {
    return outcome != Outcome.RESUBMITTED;
  }

  /** Its duration unless that was counted before, in ms. */
  long millisThatCount() {
    return endsAnAttempt() ? Math.max(0, durationMillis) : 0;
  }

  /** Its garbage collection time if known and not counted before, in ms. */
  long gcMillisThatCount() {
    return counted && endsAnAttempt() ? Math.max(0, gcMillis) : 0;
  }

  /** How it ended; see {@link io.firewarden.model.TaskTotals}. */
  public enum Outcome {
    SUCCEEDED,
    FAILED,
    KILLED,
    LOST,
    /** A task that had succeeded and whose result went with its executor; counts as lost. */
    RESUBMITTED
  }
}
