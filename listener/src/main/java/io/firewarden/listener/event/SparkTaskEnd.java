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

import io.firewarden.model.event.TaskEnd;
import io.firewarden.model.event.TaskFigures;
import io.firewarden.model.task.FailureReason;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;

/** A task end as Spark tells of it; turned to one event after the other, on Spark's thread. */
final class SparkTaskEnd implements TaskEnd {
  private final SparkTaskFigures figures = new SparkTaskFigures();
  private @Nullable SparkListenerTaskEnd event;
  private @Nullable TaskInfo task;
  private Outcome outcome = Outcome.SUCCEEDED;
  private @Nullable FailureReason reason;
  private boolean outrun;
  private boolean measured;

  void turnTo(SparkListenerTaskEnd told) {
    event = told;
    task = told.taskInfo();
    TaskEndReason why = told.reason();
    outcome = TaskReasons.outcome(why, task.speculative());
    boolean succeeded = outcome == Outcome.SUCCEEDED;
    reason = succeeded ? null : TaskReasons.reason(why);
    outrun = !succeeded && TaskReasons.isOutrun(why);
    // Spark hands over the metrics of the first end again when it resubmits a task.
    measured = outcome != Outcome.RESUBMITTED && figures.turnTo(told.taskMetrics());
  }

  /** Holds on to nothing of Spark's. */
  void letGo() {
    event = null;
    task = null;
  }

  @Override
  public int stageId() {
    return event().stageId();
  }

  @Override
  public int attempt() {
    return event().stageAttemptId();
  }

  @Override
  public long taskId() {
    return task().taskId();
  }

  @Override
  public int index() {
    return task().index();
  }

  @Override
  public String executorId() {
    return task().executorId();
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public @Nullable FailureReason reason() {
    return reason;
  }

  @Override
  public long durationMillis() {
    long finished = task().finishTime();
    return finished == 0 ? 0 : Math.max(0, finished - task().launchTime());
  }

  @Override
  public long gettingResultMillis() {
    long began = task().gettingResultTime();
    long finished = task().finishTime();
    return began == 0 || finished == 0 ? 0 : Math.max(0, finished - began);
  }

  /**
   * Spark numbers the attempts at a task, whatever became of the one before; a speculative copy is
   * one, too.
   */
  @Override
  public boolean retried() {
    return task().attemptNumber() > 0 && !task().speculative();
  }

  @Override
  public boolean speculative() {
    return task().speculative();
  }

  @Override
  public boolean outrun() {
    return outrun;
  }

  @Override
  public @Nullable TaskFigures figures() {
    return measured ? figures : null;
  }

  private SparkListenerTaskEnd event() {
    return Turned.to(event);
  }

  private TaskInfo task() {
    return Turned.to(task);
  }
}
