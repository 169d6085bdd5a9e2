/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.model.event;

/**
 * A task attempt that ended.
 *
 * @param durationMillis from launch to finish
 * @param counted whether its metrics count: false for {@code Resubmitted} and when Spark has none
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
