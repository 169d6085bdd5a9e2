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
package io.firewarden.listener.event;

import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.executor.RemovalText;
import io.firewarden.model.task.FailureReason;
import java.util.Locale;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.Resubmitted$;
import org.apache.spark.Success$;
import org.apache.spark.TaskCommitDenied;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskResultLost$;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Why a task attempt ended, told by the class of Spark's reason and a few words of its text. */
final class TaskReasons {
  /** What Spark's scheduler says when another attempt at the task was faster. */
  private static final String OUTRUN = "another attempt succeeded";

  /**
   * What it says, perhaps instead, to attempts that still run when the last stage of a job is done,
   * so that others have succeeded at their tasks.
   */
  private static final String STAGE_DONE = "Stage finished";

  private TaskReasons() {}

  static Outcome outcome(TaskEndReason reason, boolean speculative) {
    if (reason instanceof Success$) {
      return Outcome.SUCCEEDED;
    }
    if (reason instanceof Resubmitted$) {
      return Outcome.RESUBMITTED;
    }
    if (reason instanceof TaskKilled || reason instanceof TaskCommitDenied) {
      return Outcome.KILLED;
    }
    boolean notItsFault = reason instanceof ExecutorLostFailure lost && !lost.exitCausedByApp();
    return notItsFault || speculative ? Outcome.LOST : Outcome.FAILED;
  }

  /** The class of a reason for which an attempt did not succeed. */
  static FailureReason reason(TaskEndReason reason) {
    if (reason instanceof ExceptionFailure failure) {
      return isOutOfMemory(failure) ? FailureReason.OOM : FailureReason.EXCEPTION;
    }
    if (reason instanceof FetchFailed) {
      return FailureReason.FETCH_FAILED;
    }
    if (reason instanceof ExecutorLostFailure lost) {
      return executorLost(lost);
    }
    if (reason instanceof TaskKilled killed) {
      return text(killed.reason()).toLowerCase(Locale.ROOT).contains("preempt")
          ? FailureReason.PREEMPTED
          : FailureReason.KILLED;
    }
    if (reason instanceof TaskCommitDenied) {
      return FailureReason.COMMIT_DENIED;
    }
    return reason instanceof TaskResultLost$ || reason instanceof Resubmitted$
        ? FailureReason.EXECUTOR_LOST
        : FailureReason.EXCEPTION;
  }

  /** Whether it was killed since another attempt at the same task had succeeded. */
  static boolean isOutrun(TaskEndReason reason) {
    if (!(reason instanceof TaskKilled killed)) {
      return false;
    }
    String why = text(killed.reason());
    return why.contains(OUTRUN) || why.contains(STAGE_DONE);
  }

  /** Spark wraps what a task throws in some places; the last cause tells. */
  private static boolean isOutOfMemory(ExceptionFailure failure) {
    String trace = text(failure.fullStackTrace());
    return text(failure.className()).endsWith("OutOfMemoryError")
        || trace.contains("Caused by: java.lang.OutOfMemoryError")
        || trace.contains("Caused by: org.apache.spark.memory.SparkOutOfMemoryError");
  }

  private static FailureReason executorLost(ExecutorLostFailure lost) {
    Option<String> told = lost.reason();
    RemovalText text = RemovalText.of(told.isDefined() ? text(told.get()) : "");
    if (text.outOfMemory()) {
      return FailureReason.OOM;
    }
    return text.preempted() ? FailureReason.PREEMPTED : FailureReason.EXECUTOR_LOST;
  }

  private static String text(@Nullable String told) {
    return told == null ? "" : told;
  }
}
