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

import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.PastExecutor;
import io.firewarden.model.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much of its heap one executor has had in use at its peak, and whether the collector suffers.
 * The peak alone says little: it includes garbage, and a healthy heap drifts to its limit.
 *
 * @param executor whose heap
 * @param share peak / maximum
 * @param strain the second signal
 * @param sign the second signal in words; empty unless it is {@link Strain#CONFIRMED}
 */
record HeapUse(Executor executor, double share, Strain strain, String sign) {
  /** Old-generation collections within the window that count as a second signal. */
  static final long MAJOR_COLLECTIONS = 2;

  private static final Comparator<HeapUse> WORST_FIRST =
      Comparator.comparingDouble(HeapUse::share)
          .reversed()
          .thenComparing(use -> use.executor().id());

  /** What the second signal says. */
  enum Strain {
    CONFIRMED,
    REFUTED,
    UNKNOWN
  }

  /** Executors that run tasks and whose heap is known, the fullest first. */
  static List<HeapUse> of(Window window, ThresholdValues thresholds) {
    ApplicationSnapshot snapshot = window.current();
    if (snapshot.lacks(Gap.EXECUTOR_PEAKS)) {
      return List.of();
    }
    return taskRunners(snapshot).stream()
        .flatMap(executor -> of(window, executor, thresholds).stream())
        .sorted(WORST_FIRST)
        .toList();
  }

  /** The executors; in local mode the driver, which runs the tasks itself. */
  static List<Executor> taskRunners(ApplicationSnapshot snapshot) {
    return snapshot.application().localMode() ? snapshot.executors() : snapshot.workers();
  }

  private static Optional<HeapUse> of(
      Window window, Executor executor, ThresholdValues thresholds) {
    Long peak = executor.heapPeakBytes();
    Long max = executor.heapMaxBytes();
    if (peak == null || max == null || max <= 0) {
      return Optional.empty();
    }
    double share = (double) peak / max;
    Optional<GcTime> gc =
        window.current().lacks(Gap.TASK_TIME)
            ? Optional.empty()
            : GcTime.ofExecutor(window, executor).filter(time -> time.isEnough(thresholds));
    Optional<Long> majors = majorCollections(window, executor);
    if (gc.isPresent() && gc.get().share() > thresholds.get(Threshold.GC_WARNING_RATIO)) {
      String sign = "GC took " + Figures.percent(gc.get().share()) + " of its task time";
      return Optional.of(new HeapUse(executor, share, Strain.CONFIRMED, sign));
    }
    if (majors.isPresent() && majors.get() >= MAJOR_COLLECTIONS) {
      String sign = "it had " + Figures.count(majors.get(), "major collection");
      return Optional.of(new HeapUse(executor, share, Strain.CONFIRMED, sign));
    }
    boolean known = gc.isPresent() || majors.isPresent();
    return Optional.of(new HeapUse(executor, share, known ? Strain.REFUTED : Strain.UNKNOWN, ""));
  }

  private static Optional<Long> majorCollections(Window window, Executor executor) {
    Long now = executor.majorGcCount();
    if (now == null || window.length().isEmpty()) {
      return Optional.empty();
    }
    Optional<PastExecutor> earlier = window.earlierExecutor(executor);
    if (earlier.isEmpty()) {
      return Optional.of(now);
    }
    Long before = earlier.get().majorGcCount();
    return before == null || before > now ? Optional.empty() : Optional.of(now - before);
  }
}
