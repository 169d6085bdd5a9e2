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

import io.firewarden.alerts.advice.MemoryAdvice;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.Window;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether garbage collection takes too much of the tasks' time, of all tasks that ended within the
 * window together. Concurrent collections count as far as Spark counts them.
 */
final class GcTimeCheck implements HealthCheck {
  private static final String NAME = "SparkGcTimeHigh";
  static final AlertDefinition CRITICAL =
      new AlertDefinition(
          NAME, Severity.CRITICAL, Scope.APP, Duration.ofMinutes(1), Duration.ofMinutes(2));
  static final AlertDefinition WARNING =
      new AlertDefinition(
          NAME, Severity.WARNING, Scope.APP, Duration.ofMinutes(1), Duration.ofMinutes(2));

  @Override
  public CheckId id() {
    return CheckId.GC_TIME;
  }

  @Override
  public List<AlertDefinition> alerts() {
    return List.of(CRITICAL, WARNING);
  }

  @Override
  public Verdict evaluate(Window window, ThresholdValues thresholds) {
    if (window.current().lacks(Gap.TASK_TIME)) {
      return Unknown.gap(Gap.TASK_TIME);
    }
    Optional<TaskTotals> tasks = window.tasks();
    if (tasks.isEmpty()) {
      return Unknown.noWindow();
    }
    if (tasks.get().taskMillis() < 0 || tasks.get().gcMillis() < 0) {
      return Unknown.wentBack();
    }
    Optional<GcTime> measured = measure(window, thresholds);
    if (measured.isEmpty()) {
      return Unknown.tooFew(
          "tasks that ended "
              + Words.inTheLast(window)
              + " took "
              + Figures.seconds(tasks.get().taskMillis())
              + " together, and fewer than "
              + Figures.decimal(thresholds.get(Threshold.GC_MIN_TASK_SECONDS), 1)
              + " s are not judged");
    }
    return judge(measured.get(), window, thresholds);
  }

  /** Whether this check has a finding; the memory advice asks. */
  static boolean isTooHigh(Window window, ThresholdValues thresholds) {
    return !window.current().lacks(Gap.TASK_TIME)
        && measure(window, thresholds).filter(gc -> exceeded(gc, thresholds) != null).isPresent();
  }

  private static Optional<GcTime> measure(Window window, ThresholdValues thresholds) {
    return GcTime.ofApplication(window).filter(gc -> gc.isEnough(thresholds));
  }

  private static @Nullable AlertDefinition exceeded(GcTime gc, ThresholdValues thresholds) {
    if (gc.share() > thresholds.get(Threshold.GC_CRITICAL_RATIO)) {
      return CRITICAL;
    }
    return gc.share() > thresholds.get(Threshold.GC_WARNING_RATIO) ? WARNING : null;
  }

  private static Verdict judge(GcTime gc, Window window, ThresholdValues thresholds) {
    AlertDefinition alert = exceeded(gc, thresholds);
    Threshold limit =
        CRITICAL.equals(alert) ? Threshold.GC_CRITICAL_RATIO : Threshold.GC_WARNING_RATIO;
    String summary =
        "GC took "
            + Figures.percent(gc.share())
            + " of "
            + Figures.seconds(gc.taskMillis())
            + " task time "
            + Words.inTheLast(window)
            + " ("
            + Words.limit(thresholds.get(limit))
            + ")";
    if (alert == null) {
      return window.eventsMissed() > 0
          ? Unknown.lossy(summary, window)
          : new Verdict.Healthy(summary);
    }
    return new Verdict.Unhealthy(
        List.of(
            new Finding(
                alert,
                summary,
                evidence(window),
                MemoryAdvice.forGarbageCollection(MemoryNeeds.ofTaskRunners(window, thresholds)))));
  }

  /** The executors with the greatest shares. */
  private static List<Evidence> evidence(Window window) {
    ApplicationSnapshot snapshot = window.current();
    Comparator<Map.Entry<Executor, GcTime>> worstFirst =
        Comparator.<Map.Entry<Executor, GcTime>>comparingDouble(e -> e.getValue().share())
            .reversed()
            .thenComparing(entry -> entry.getKey().id());
    return HeapUse.taskRunners(snapshot).stream()
        .flatMap(
            executor ->
                GcTime.ofExecutor(window, executor).map(gc -> Map.entry(executor, gc)).stream())
        .sorted(worstFirst)
        .limit(Finding.MAX_EVIDENCE)
        .map(
            entry ->
                new Evidence(
                    Words.executor(entry.getKey()),
                    "GC "
                        + Figures.percent(entry.getValue().share())
                        + " of "
                        + Figures.seconds(entry.getValue().taskMillis())
                        + " task time"))
        .toList();
  }
}
