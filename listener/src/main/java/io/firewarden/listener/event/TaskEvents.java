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

import io.firewarden.model.TaskLocality;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.event.TaskEnd;
import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.event.TaskStart;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.Resubmitted$;
import org.apache.spark.Success$;
import org.apache.spark.TaskCommitDenied;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;

/** Starts and ends of task attempts. */
final class TaskEvents {
  private final ApplicationState state;

  TaskEvents(ApplicationState state) {
    this.state = state;
  }

  void started(SparkListenerTaskStart event) {
    TaskInfo task = event.taskInfo();
    state.taskStarted(
        new TaskStart(
            event.stageId(),
            event.stageAttemptId(),
            task.taskId(),
            task.launchTime(),
            task.executorId(),
            locality(String.valueOf(task.taskLocality()))));
  }

  void ended(SparkListenerTaskEnd event) {
    TaskInfo task = event.taskInfo();
    Outcome outcome = outcome(event.reason(), task.speculative());
    // Spark hands over the metrics of the first end again when it resubmits a task.
    TaskMetrics metrics = outcome == Outcome.RESUBMITTED ? null : event.taskMetrics();
    state.taskEnded(taskEnd(event, task, outcome, metrics));
    ExecutorEvents.sample(state, task.executorId(), event.taskExecutorMetrics());
  }

  private static TaskEnd taskEnd(
      SparkListenerTaskEnd event, TaskInfo task, Outcome outcome, @Nullable TaskMetrics metrics) {
    return new TaskEnd(
        event.stageId(),
        event.stageAttemptId(),
        task.taskId(),
        task.index(),
        task.executorId(),
        outcome,
        task.finishTime() == 0 ? 0 : Math.max(0, task.finishTime() - task.launchTime()),
        metrics != null,
        metrics == null ? 0 : metrics.jvmGCTime(),
        metrics == null ? 0 : metrics.inputMetrics().bytesRead(),
        metrics == null ? 0 : metrics.shuffleReadMetrics().totalBytesRead(),
        metrics == null ? 0 : metrics.shuffleWriteMetrics().bytesWritten(),
        metrics == null ? 0 : metrics.diskBytesSpilled());
  }

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

  static TaskLocality locality(String spark) {
    return switch (spark) {
      case "PROCESS_LOCAL" -> TaskLocality.PROCESS_LOCAL;
      case "NODE_LOCAL" -> TaskLocality.NODE_LOCAL;
      case "NO_PREF" -> TaskLocality.NO_PREF;
      case "RACK_LOCAL" -> TaskLocality.RACK_LOCAL;
      default -> TaskLocality.ANY;
    };
  }
}
