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

import io.firewarden.model.task.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * A task attempt that ended. To be read during the call that tells of it and not to be kept:
 * sources use one object for all events, since there is one for each task.
 */
public interface TaskEnd {

  /** Spark's stage id. */
  int stageId();

  /** The stage's attempt, from 0. */
  int attempt();

  /** Spark's task id, unique in the application. */
  long taskId();

  /** The task's place in its stage, from 0; the same for each attempt at it. */
  int index();

  /** Where it ran. */
  String executorId();

  /** How it ended. */
  Outcome outcome();

  /** The class of the reason for which it ended without success; null when it succeeded. */
  @Nullable FailureReason reason();

  /** From launch to finish, in ms. */
  long durationMillis();

  /** For how long the driver fetched its result, in ms; 0 when the result came with its end. */
  long gettingResultMillis();

  /**
   * Whether it came after another attempt at the same task, which had failed, been lost or killed,
   * or whose result was gone; false for a speculative copy.
   */
  boolean retried();

  /** Whether it was started as a speculative copy. */
  boolean speculative();

  /** Whether it was killed since another attempt at the same task had succeeded before it. */
  boolean outrun();

  /** What Spark measured; null for {@code RESUBMITTED} and when Spark has nothing. */
  @Nullable TaskFigures figures();

  /** Whether an attempt stopped running; {@code Resubmitted} tells of one that had ended before. */
  default boolean endsAnAttempt() {
    return outcome() != Outcome.RESUBMITTED;
  }

  /** Its duration unless that was counted before, in ms. */
  default long millisThatCount() {
    return endsAnAttempt() ? Math.max(0, durationMillis()) : 0;
  }

  /** Its garbage collection time if known and not counted before, in ms. */
  default long gcMillisThatCount() {
    TaskFigures figures = figures();
    return figures != null && endsAnAttempt() ? Math.max(0, figures.gcMillis()) : 0;
  }

  /** How it ended; see {@link io.firewarden.model.TaskTotals}. */
  enum Outcome {
    SUCCEEDED,
    FAILED,
    KILLED,
    LOST,
    /** A task that had succeeded and whose result went with its executor; counts as lost. */
    RESUBMITTED
  }
}
