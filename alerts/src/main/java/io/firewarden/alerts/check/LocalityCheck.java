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
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.Window;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether too few of the tasks that preferred a place, and started within the window, got it. Tasks
 * without a preference, such as those that read an object store or a shuffle, do not count. Where
 * the source counts them as local, the ratio is an upper bound: it shows too few, but never enough.
 */
final class LocalityCheck implements HealthCheck {
  static final AlertDefinition LOW =
      new AlertDefinition(
          "SparkLocalityLow",
          Severity.WARNING,
          Scope.APP,
          Duration.ofMinutes(1),
          Duration.ofMinutes(2));

  @Override
  public CheckId id() {
    return CheckId.LOCALITY;
  }

  @Override
  public List<AlertDefinition> alerts() {
    return List.of(LOW);
  }

  @Override
  public Verdict evaluate(Window window, ThresholdValues thresholds) {
    Optional<TaskTotals> tasks = window.tasks();
    if (tasks.isEmpty()) {
      return Unknown.noWindow();
    }
    LocalityCounts started = tasks.get().started();
    if (wentBack(started)) {
      return Unknown.wentBack();
    }
    boolean partial = window.current().lacks(Gap.LOCALITY_PARTIAL);
    long preferring = started.withPreference();
    if (partial && preferring + started.noPref() == 0) {
      return Unknown.gap(Gap.LOCALITY_PARTIAL);
    }
    double least = thresholds.get(Threshold.LOCALITY_MIN_TASKS);
    if (preferring < least || preferring == 0) {
      return Unknown.tooFew(
          Figures.count(preferring, "task")
              + " with a preferred place started "
              + Words.inTheLast(window)
              + ", and fewer than "
              + Figures.decimal(least, 1)
              + " are not judged");
    }
    return judge(started, window, thresholds.get(Threshold.LOCAL_RATIO));
  }

  private static Verdict judge(LocalityCounts started, Window window, double limit) {
    double ratio = (double) started.local() / started.withPreference();
    boolean partial = window.current().lacks(Gap.LOCALITY_PARTIAL);
    String summary =
        Figures.percent(ratio)
            + " of "
            + Figures.count(started.withPreference(), "task")
            + " with a preferred place ran there "
            + Words.inTheLast(window)
            + " ("
            + Words.limit(limit)
            + (partial ? "; read for a part of the tasks)" : ")");
    if (!isFirm(started, window.eventsMissed(), limit)) {
      return Unknown.lossy(summary, window);
    }
    if (ratio >= limit) {
      return window.current().lacks(Gap.LOCALITY_PREFERENCES)
          ? Unknown.gapDespite(summary, Gap.LOCALITY_PREFERENCES)
          : new Verdict.Healthy(summary);
    }
    return new Verdict.Unhealthy(
        List.of(
            new Finding(
                LOW, summary, evidence(started, window), TaskAdvice.forLocality(hosts(window)))));
  }

  /** Whether it is the same verdict whatever the lost events have told. */
  private static boolean isFirm(LocalityCounts started, long missed, double limit) {
    double all = started.withPreference() + missed;
    return started.local() / all >= limit || (started.local() + missed) / all < limit;
  }

  private static boolean wentBack(LocalityCounts counts) {
    return Stream.of(
            counts.processLocal(),
            counts.nodeLocal(),
            counts.noPref(),
            counts.rackLocal(),
            counts.any())
        .anyMatch(count -> count < 0);
  }

  private static List<Evidence> evidence(LocalityCounts started, Window window) {
    Evidence all =
        new Evidence(
            "tasks " + Words.inTheLast(window),
            started.processLocal()
                + " process-local, "
                + started.nodeLocal()
                + " node-local, "
                + started.rackLocal()
                + " rack-local, "
                + started.any()
                + " anywhere");
    Stream<Evidence> stages =
        window.current().stages().stream()
            .filter(stage -> remote(stage) > 0)
            .sorted(Comparator.comparingLong(LocalityCheck::remote).reversed())
            .map(
                stage ->
                    new Evidence(
                        Words.stage(stage),
                        remote(stage)
                            + " of "
                            + Figures.count(stage.started().withPreference(), "task")
                            + " ran away from their data"));
    return Stream.concat(Stream.of(all), stages).toList();
  }

  private static long remote(Stage stage) {
    return stage.started().withPreference() - stage.started().local();
  }

  private static long hosts(Window window) {
    return window.current().workers().stream().map(Executor::host).distinct().count();
  }
}
