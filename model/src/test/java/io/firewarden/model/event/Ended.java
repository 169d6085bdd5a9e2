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

/** A task attempt that ended, for tests: what is not set is 0, or follows from the outcome. */
final class Ended implements TaskEnd {
  private final int stageId;
  private final long taskId;
  private final String executorId;
  private final Outcome outcome;
  private int attempt;
  private int index;
  private @Nullable FailureReason reason;
  private long durationMillis;
  private long gettingResultMillis;
  private boolean retried;
  private boolean speculative;
  private boolean outrun;
  private @Nullable TaskFigures figures;

  Ended(int stageId, long taskId, String executorId, Outcome outcome) {
    this.stageId = stageId;
    this.taskId = taskId;
    this.index = (int) taskId;
    this.executorId = executorId;
    this.outcome = outcome;
    this.reason =
        switch (outcome) {
          case SUCCEEDED -> null;
          case FAILED -> FailureReason.EXCEPTION;
          case KILLED -> FailureReason.KILLED;
          case LOST, RESUBMITTED -> FailureReason.EXECUTOR_LOST;
        };
  }

  Ended attempt(int value) {
    attempt = value;
    return this;
  }

  Ended index(int value) {
    index = value;
    return this;
  }

  Ended reason(FailureReason value) {
    reason = value;
    return this;
  }

  Ended after(long millis) {
    durationMillis = millis;
    return this;
  }

  Ended gettingResult(long millis) {
    gettingResultMillis = millis;
    return this;
  }

  Ended asRetry() {
    retried = true;
    return this;
  }

  Ended asCopy() {
    speculative = true;
    return this;
  }

  Ended asLoser() {
    outrun = true;
    return this;
  }

  Ended with(TaskFigures value) {
    figures = value;
    return this;
  }

  @Override
  public int stageId() {
    return stageId;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public long taskId() {
    return taskId;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public String executorId() {
    return executorId;
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
    return durationMillis;
  }

  @Override
  public long gettingResultMillis() {
    return gettingResultMillis;
  }

  @Override
  public boolean retried() {
    return retried;
  }

  @Override
  public boolean speculative() {
    return speculative;
  }

  @Override
  public boolean outrun() {
    return outrun;
  }

  @Override
  public @Nullable TaskFigures figures() {
    return figures;
  }
}
