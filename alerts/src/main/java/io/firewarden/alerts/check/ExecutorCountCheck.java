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

import io.firewarden.alerts.advice.AllocationAdvice;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import io.firewarden.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether there are too few executors while tasks wait. The driver is no executor, and few
 * executors without waiting work are dynamic allocation at rest.
 */
final class ExecutorCountCheck implements HealthCheck {
  static final AlertDefinition LOW =
      new AlertDefinition(
          "SparkExecutorCountLow", Severity.CRITICAL, Scope.APP, Duration.ofMinutes(1));

  @Override
  public CheckId id() {
    return CheckId.EXECUTOR_COUNT;
  }

  @Override
  public List<AlertDefinition> alerts() {
    return List.of(LOW);
  }

  @Override
  public Verdict evaluate(Window window, ThresholdValues thresholds) {
    ApplicationSnapshot snapshot = window.current();
    if (snapshot.application().endedAt() != null) {
      return new Verdict.Healthy("the application has ended: no work waits");
    }
    if (snapshot.application().localMode()) {
      return new Verdict.Healthy("local mode: the driver runs the tasks, there are no executors");
    }
    double least = thresholds.get(Threshold.MIN_EXECUTORS);
    long live = snapshot.workers().size();
    long pending = snapshot.pendingTasks();
    String summary =
        Figures.count(live, "executor")
            + (live == 1 ? " lives (limit " : " live (limit ")
            + Figures.decimal(least, 1)
            + "), "
            + Figures.count(pending, "task")
            + (pending == 1 ? " waits" : " wait");
    if (live >= least) {
      return snapshot.lacks(Gap.EXECUTORS) && pending > 0
          ? Unknown.gapDespite(summary, Gap.EXECUTORS)
          : new Verdict.Healthy(summary);
    }
    if (pending == 0) {
      return snapshot.lacks(Gap.RUNNING_STAGES)
          ? Unknown.gapDespite(summary, Gap.RUNNING_STAGES)
          : new Verdict.Healthy(summary);
    }
    return snapshot.lacks(Gap.EXECUTORS)
        ? Unknown.gapDespite(summary, Gap.EXECUTORS)
        : new Verdict.Unhealthy(List.of(finding(summary, window, least)));
  }

  private static Finding finding(String summary, Window window, double least) {
    ApplicationSnapshot snapshot = window.current();
    long removed = Math.max(0, window.executorsRemoved().orElse(0L));
    List<Evidence> evidence = new ArrayList<>();
    if (removed > 0) {
      evidence.add(
          new Evidence(
              "executors",
              Figures.count(removed, "executor") + " went " + Words.inTheLast(window)));
    }
    snapshot.stages().stream()
        .filter(stage -> stage.pendingTasks() > 0)
        .sorted(Comparator.comparingInt(Stage::pendingTasks).reversed())
        .map(
            stage ->
                new Evidence(
                    Words.stage(stage),
                    stage.pendingTasks()
                        + " of "
                        + Figures.count(stage.tasks(), "task")
                        + " wait, "
                        + stage.activeTasks()
                        + " run"))
        .forEach(evidence::add);
    return new Finding(
        LOW,
        summary,
        evidence,
        AllocationAdvice.forTooFewExecutors(
            snapshot.workers().size(), (long) Math.ceil(least), removed));
  }
}
