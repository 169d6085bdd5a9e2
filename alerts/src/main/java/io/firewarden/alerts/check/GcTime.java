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
package io.firewarden.alerts.check;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Executor;
import io.firewarden.model.PastExecutor;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.Window;
import java.util.Optional;

/**
 * Garbage collection time beside the task time that it fell into, both summed over the task
 * attempts that ended within a window. Both count a pause once for each task that ran meanwhile, so
 * that their ratio is a share; neither is comparable to wall-clock time.
 */
record GcTime(long taskMillis, long gcMillis) {

  double share() {
    return (double) gcMillis / taskMillis;
  }

  /** Whether there is enough task time for the share to mean anything. */
  boolean isEnough(ThresholdValues thresholds) {
    return taskMillis >= thresholds.get(Threshold.GC_MIN_TASK_SECONDS) * 1000;
  }

  /**
   * Of the application as a whole; never from the driver's row, which Spark's REST API rewrites.
   * Empty when there is no window, no task time in it, or the counters went back.
   */
  static Optional<GcTime> ofApplication(Window window) {
    Optional<TaskTotals> tasks = window.tasks();
    return tasks.flatMap(totals -> of(totals.taskMillis(), totals.gcMillis()));
  }

  /** Of one executor; empty as for the application. */
  static Optional<GcTime> ofExecutor(Window window, Executor executor) {
    if (window.length().isEmpty()) {
      return Optional.empty();
    }
    Optional<PastExecutor> earlier = window.earlierExecutor(executor);
    return of(
        executor.taskMillis() - earlier.map(PastExecutor::taskMillis).orElse(0L),
        executor.gcMillis() - earlier.map(PastExecutor::gcMillis).orElse(0L));
  }

  private static Optional<GcTime> of(long taskMillis, long gcMillis) {
    return taskMillis > 0 && gcMillis >= 0
        ? Optional.of(new GcTime(taskMillis, gcMillis))
        : Optional.empty();
  }
}
