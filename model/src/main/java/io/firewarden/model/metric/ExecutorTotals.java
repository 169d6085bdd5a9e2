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
package io.firewarden.model.metric;

import static io.firewarden.model.metric.Figures.each;
import static io.firewarden.model.metric.Figures.within;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.executor.RemovalReason;
import java.util.Objects;

/** The metrics about the executors of an application, together. */
final class ExecutorTotals {
  static final Figures<ApplicationSnapshot> FIGURES = figures();

  private ExecutorTotals() {}

  private static Figures<ApplicationSnapshot> figures() {
    return Figures.<ApplicationSnapshot>ofApplication()
        .gauge(
            "spark_executors_active",
            "Live executors, without the driver.",
            Folding.LEFT_OUT,
            snapshot -> snapshot.workers().size())
        .gauge(
            "spark_executors_excluded",
            "Live executors that Spark gives no tasks at the moment because of failures there.",
            Folding.LEFT_OUT,
            ExecutorTotals::excluded)
        .counter(
            "spark_executors_removed_total",
            "Executors that went, whatever the reason.",
            ApplicationSnapshot::executorsRemoved)
        .counters(
            "spark_executor_removals_total",
            "Executors that went, by reason: idle, decommissioned, preempted, oom, container_oom,"
                + " container_killed, heartbeat, lost or unknown.",
            "reason",
            each(
                RemovalReason.values(),
                RemovalReason::label,
                (snapshot, reason) ->
                    within(
                        snapshot.losses(), losses -> losses.byReason().getOrDefault(reason, 0L))));
  }

  private static double excluded(ApplicationSnapshot snapshot) {
    if (snapshot.executors().stream().map(Executor::detail).noneMatch(Objects::nonNull)) {
      return Double.NaN;
    }
    return snapshot.workers().stream()
        .map(Executor::detail)
        .filter(Objects::nonNull)
        .filter(detail -> detail.excluded())
        .count();
  }
}
