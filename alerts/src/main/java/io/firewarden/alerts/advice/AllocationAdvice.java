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
package io.firewarden.alerts.advice;

import io.firewarden.alerts.advice.Advice.SettingChange;
import io.firewarden.alerts.figure.Figures;
import java.util.List;

/** Advice on findings about how many executors there are. */
public final class AllocationAdvice {
  private AllocationAdvice() {}

  /**
   * Executors are too few while tasks wait.
   *
   * @param live executors that live
   * @param wanted the least that there should be
   * @param removed executors that went within the window; 0 when unknown
   */
  public static Advice forTooFewExecutors(long live, long wanted, long removed) {
    return new Advice(
        removed > 0
            ? Figures.count(removed, "executor")
                + " went and the cluster manager has not replaced them."
            : "The cluster manager has not granted the executors: the queue or the cluster is"
                + " full, a request is larger than any node, or a limit of the application is"
                + " too low.",
        List.of(
            new SettingChange(
                "spark.dynamicAllocation.minExecutors",
                String.valueOf(wanted),
                "with dynamic allocation: " + live + " live now, at least " + wanted + " wanted"),
            new SettingChange(
                "spark.executor.instances",
                String.valueOf(wanted),
                "without dynamic allocation, if it is lower now")),
        List.of(
            removed > 0
                ? "See in the driver's log why they went: memory limit, lost node, preemption."
                : "See in the cluster manager whether the application waits for resources, and"
                    + " what its queue has left."));
  }
}
