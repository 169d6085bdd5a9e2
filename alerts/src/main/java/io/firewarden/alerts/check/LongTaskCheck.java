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

import io.firewarden.alerts.advice.TaskAdvice;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import io.firewarden.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a task has run too long, while it still runs: one that has ended needs nobody any more.
 * Ages count to the moment at which the snapshot was taken.
 */
final class LongTaskCheck implements HealthCheck {
  static final AlertDefinition RUNNING_LONG =
      new AlertDefinition("SparkTaskRunningLong", Severity.WARNING, Scope.STAGE, Duration.ZERO);

  private static final Comparator<Aged> OLDEST_FIRST =
      Comparator.comparing(Aged::age)
          .reversed()
          .thenComparingInt(aged -> aged.stage().id())
          .thenComparingInt(aged -> aged.stage().attempt());

  @Override
  public CheckId id() {
    return CheckId.LONG_TASK;
  }

  @Override
  public List<AlertDefinition> alerts() {
    return List.of(RUNNING_LONG);
  }

  @Override
  public Verdict evaluate(Window window, ThresholdValues thresholds) {
    ApplicationSnapshot snapshot = window.current();
    if (snapshot.application().endedAt() != null) {
      return new Verdict.Healthy("the application has ended: no task runs");
    }
    if (snapshot.lacks(Gap.RUNNING_TASKS)) {
      return Unknown.gap(Gap.RUNNING_TASKS);
    }
    double limit = thresholds.get(Threshold.TASK_SECONDS);
    List<Aged> aged =
        snapshot.stages().stream()
            .flatMap(stage -> Aged.of(stage, snapshot.takenAt()).stream())
            .sorted(OLDEST_FIRST)
            .toList();
    List<Aged> tooOld = aged.stream().filter(task -> task.seconds() > limit).toList();
    if (!tooOld.isEmpty()) {
      return new Verdict.Unhealthy(List.of(finding(tooOld, snapshot, limit)));
    }
    return noneTooOld(aged, snapshot, limit);
  }

  /** Healthy, if every running task could be seen. */
  private static Verdict noneTooOld(List<Aged> aged, ApplicationSnapshot snapshot, double limit) {
    Optional<Stage> unseen =
        snapshot.stages().stream()
            .filter(stage -> stage.activeTasks() > 0 && stage.oldestTaskStartedAt() == null)
            .findFirst();
    if (unseen.isPresent()) {
      return Unknown.tooFew(
          "the start of the oldest of "
              + Figures.count(unseen.get().activeTasks(), "task")
              + " that run in "
              + Words.stage(unseen.get())
              + " is not known yet");
    }
    String summary =
        (aged.isEmpty()
                ? "no task runs"
                : "the oldest running task has run for " + Figures.duration(aged.get(0).age()))
            + " (limit "
            + duration(limit)
            + ")";
    return snapshot.lacks(Gap.RUNNING_STAGES)
        ? Unknown.gapDespite(summary + " as far as is known", Gap.RUNNING_STAGES)
        : new Verdict.Healthy(summary);
  }

  private static Finding finding(List<Aged> tooOld, ApplicationSnapshot snapshot, double limit) {
    Aged oldest = tooOld.get(0);
    String summary =
        "a task of "
            + Words.stage(oldest.stage())
            + " has run for "
            + Figures.duration(oldest.age())
            + " (limit "
            + duration(limit)
            + ")"
            + (tooOld.size() == 1
                ? ""
                : "; so has one in " + Figures.count(tooOld.size() - 1, "other stage"));
    List<Evidence> evidence =
        tooOld.stream()
            .map(
                task ->
                    new Evidence(
                        Words.stage(task.stage()),
                        "oldest task has run for "
                            + Figures.duration(task.age())
                            + ", "
                            + task.stage().completedTasks()
                            + " of "
                            + Figures.count(task.stage().tasks(), "task")
                            + " done"))
            .toList();
    long cores = snapshot.executors().stream().mapToLong(Executor::totalCores).sum();
    return new Finding(
        RUNNING_LONG,
        summary,
        evidence,
        TaskAdvice.forLongTask(oldest.stage(), oldest.age(), limit, cores));
  }

  private static String duration(double seconds) {
    return Figures.duration(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** A stage with the age of the task in it that has run longest. */
  private record Aged(Stage stage, Duration age) {
    static Optional<Aged> of(Stage stage, Instant now) {
      Instant started = stage.oldestTaskStartedAt();
      if (started == null) {
        return Optional.empty();
      }
      Duration age = Duration.between(started, now);
      return Optional.of(new Aged(stage, age.isNegative() ? Duration.ZERO : age));
    }

    double seconds() {
      return age.getSeconds() + age.getNano() / 1e9;
    }
  }
}
