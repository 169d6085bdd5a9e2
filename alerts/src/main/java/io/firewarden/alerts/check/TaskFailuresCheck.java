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
import io.firewarden.alerts.advice.TaskAdvice.FailingExecutor;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.PastExecutor;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.Window;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether too many of the task attempts that ended within the window failed through their own
 * fault. Killed, preempted, resubmitted and speculative attempts are no failures (see {@link
 * TaskTotals}).
 */
final class TaskFailuresCheck implements HealthCheck {
  static final AlertDefinition HIGH =
      new AlertDefinition(
          "SparkTaskFailuresHigh",
          Severity.CRITICAL,
          Scope.APP,
          Duration.ofMinutes(1),
          Duration.ofMinutes(2));

  /** What may be the application's own fault. */
  private static final Set<FailureReason> FAULTS =
      EnumSet.of(
          FailureReason.EXCEPTION,
          FailureReason.FETCH_FAILED,
          FailureReason.OOM,
          FailureReason.EXECUTOR_LOST);

  @Override
  public CheckId id() {
    return CheckId.TASK_FAILURES;
  }

  @Override
  public List<AlertDefinition> alerts() {
    return List.of(HIGH);
  }

  @Override
  public Verdict evaluate(Window window, ThresholdValues thresholds) {
    Optional<TaskTotals> tasks = window.tasks();
    if (tasks.isEmpty()) {
      return Unknown.noWindow();
    }
    if (tasks.get().failed() < 0 || tasks.get().succeeded() < 0) {
      return Unknown.wentBack();
    }
    long judged = tasks.get().judged();
    double least = thresholds.get(Threshold.FAILURE_MIN_TASKS);
    if (judged < least || judged == 0) {
      return Unknown.tooFew(
          Figures.count(judged, "task")
              + " ended "
              + Words.inTheLast(window)
              + ", and fewer than "
              + Figures.decimal(least, 1)
              + " are not judged");
    }
    return judge(tasks.get(), window, thresholds.get(Threshold.FAILURE_RATIO));
  }

  private static Verdict judge(TaskTotals tasks, Window window, double limit) {
    double ratio = (double) tasks.failed() / tasks.judged();
    String summary =
        tasks.failed()
            + " of "
            + Figures.count(tasks.judged(), "task")
            + " failed "
            + Words.inTheLast(window)
            + ": "
            + Figures.percent(ratio)
            + " ("
            + Words.limit(limit)
            + ")";
    if (!isFirm(tasks, window.eventsMissed(), limit)) {
      return Unknown.lossy(summary, window);
    }
    if (ratio <= limit) {
      return new Verdict.Healthy(summary);
    }
    long removed = window.executorsRemoved().orElse(0L);
    if (window.current().lacks(Gap.LOST_TASKS) && removed > 0) {
      return new Verdict.Inconclusive(
          Verdict.Reason.GAP,
          summary
              + ", but "
              + Figures.count(removed, "executor")
              + " went meanwhile, and "
              + Gap.LOST_TASKS.sentence());
    }
    return new Verdict.Unhealthy(List.of(finding(summary, tasks.failed(), window)));
  }

  /** Whether it is the same verdict whatever the lost events have told. */
  private static boolean isFirm(TaskTotals tasks, long missed, double limit) {
    double most = (double) (tasks.failed() + missed) / (tasks.judged() + missed);
    double least = (double) tasks.failed() / (tasks.judged() + missed);
    return most <= limit || least > limit;
  }

  private static Finding finding(String summary, long failed, Window window) {
    List<FailingExecutor> executors = failingExecutors(window);
    Stream<Evidence> stages =
        window.current().stages().stream()
            .filter(stage -> stage.failedTasks() > 0)
            .sorted(Comparator.comparingLong(Stage::failedTasks).reversed())
            .map(
                stage ->
                    new Evidence(
                        Words.stage(stage),
                        Figures.count(stage.failedTasks(), "failed attempt")
                            + ", of "
                            + Figures.count(stage.tasks(), "task")));
    Stream<Evidence> byExecutor =
        executors.stream()
            .map(
                executor ->
                    new Evidence(
                        "executor " + executor.id(),
                        Figures.count(executor.failed(), "failed attempt")
                            + " on "
                            + executor.host()
                            + " "
                            + Words.inTheLast(window)));
    return new Finding(
        HIGH,
        summary,
        Stream.of(reasons(window), stages.limit(2), byExecutor).flatMap(each -> each).toList(),
        TaskAdvice.forFailures(
            failed,
            executors.isEmpty() ? null : executors.get(0),
            window.current().workers().size()));
  }

  /** The classes of what went wrong since the start, the most frequent first, if that is known. */
  private static Stream<Evidence> reasons(Window window) {
    TaskBreakdown breakdown = window.current().breakdown();
    if (breakdown == null) {
      return Stream.empty();
    }
    String counts =
        breakdown.endedWithout().entrySet().stream()
            .filter(entry -> FAULTS.contains(entry.getKey()) && entry.getValue() > 0)
            .sorted(Map.Entry.<FailureReason, Long>comparingByValue().reversed())
            .map(entry -> entry.getKey().label() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return counts.isEmpty()
        ? Stream.empty()
        : Stream.of(new Evidence("failed attempts since the start", counts));
  }

  /** Executors on which attempts failed within the window, the most failures first. */
  private static List<FailingExecutor> failingExecutors(Window window) {
    return window.current().workers().stream()
        .map(executor -> failing(window, executor))
        .filter(executor -> executor.failed() > 0)
        .sorted(
            Comparator.comparingLong(FailingExecutor::failed)
                .reversed()
                .thenComparing(FailingExecutor::id))
        .toList();
  }

  private static FailingExecutor failing(Window window, Executor executor) {
    long before = window.earlierExecutor(executor).map(PastExecutor::failedTasks).orElse(0L);
    return new FailingExecutor(executor.id(), executor.host(), executor.failedTasks() - before);
  }
}
