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

import io.firewarden.alerts.advice.MemoryNeed;
import io.firewarden.alerts.advice.MemoryNeed.Jvm;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Window;
import java.util.List;

/**
 * Gathers what all checks about memory find, for the one advice that they share: whichever of them
 * asks gets the same answer.
 */
final class MemoryNeeds {
  private MemoryNeeds() {}

  /** The need of the processes that run the tasks. */
  static MemoryNeed ofTaskRunners(Window window, ThresholdValues thresholds) {
    ApplicationSnapshot snapshot = window.current();
    boolean collecting =
        GcTimeCheck.isTooHigh(window, thresholds)
            || HeapUse.of(window, thresholds).stream()
                .anyMatch(use -> ExecutorMemoryCheck.isUnderPressure(use, thresholds));
    return need(
        snapshot.application().localMode() ? Jvm.DRIVER : Jvm.EXECUTOR,
        HeapUse.taskRunners(snapshot),
        thresholds,
        collecting);
  }

  /** The need of the processes of the executor's kind: the driver's own, unless it runs tasks. */
  static MemoryNeed like(Executor executor, Window window, ThresholdValues thresholds) {
    boolean onlyDrives = executor.isDriver() && !window.current().application().localMode();
    return onlyDrives
        ? need(Jvm.DRIVER, List.of(executor), thresholds, false)
        : ofTaskRunners(window, thresholds);
  }

  private static MemoryNeed need(
      Jvm jvm, List<Executor> executors, ThresholdValues thresholds, boolean collecting) {
    double storage =
        StorageUse.of(executors).stream()
            .mapToDouble(StorageUse::share)
            .filter(share -> share > thresholds.get(Threshold.STORAGE_RATIO))
            .findFirst()
            .orElse(0);
    return MemoryNeed.of(jvm, executors, storage, collecting);
  }
}
