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
package io.firewarden.agent.alert;

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Observations for tests: applications, and what is said of them. */
public final class Observations {
  public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  public static final String DRIVER = "http://127.0.0.1:4040";

  public static final AlertDefinition GC_WARNING =
      new AlertDefinition("SparkGcTimeHigh", Severity.WARNING, Scope.APP, Duration.ofMinutes(1));
  public static final AlertDefinition GC_CRITICAL =
      new AlertDefinition("SparkGcTimeHigh", Severity.CRITICAL, Scope.APP, Duration.ofMinutes(1));
  public static final AlertDefinition LONG_TASK =
      new AlertDefinition("SparkTaskRunningLong", Severity.WARNING, Scope.STAGE, Duration.ZERO);

  private Observations() {}

  public static Application app(String id, String name) {
    return new Application(id, name, "ada", "3.5.9", false, DRIVER, START, null);
  }

  public static Application app() {
    return app("app-1", "nightly");
  }

  public static Observation.Judged judged(
      Application application, Instant at, CheckId check, Verdict verdict) {
    return judged(application, at, Map.of(check, verdict));
  }

  public static Observation.Judged judged(
      Application application, Instant at, Map<CheckId, Verdict> verdicts) {
    return new Observation.Judged(
        snapshot(application, at),
        new HealthReport(application, at, verdicts),
        ThresholdValues.DEFAULTS);
  }

  public static ApplicationSnapshot snapshot(Application application, Instant at) {
    return new ApplicationSnapshot(
        at,
        SourceKind.REST,
        application,
        TaskTotals.NONE,
        new JobTotals(0, 0),
        StageTotals.NONE,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of());
  }

  public static Verdict unhealthy(AlertDefinition... alerts) {
    return new Verdict.Unhealthy(
        Arrays.stream(alerts).map(alert -> finding(alert, "23.4 %")).toList());
  }

  public static Finding finding(AlertDefinition alert, String figure) {
    return new Finding(
        alert,
        "GC takes " + figure + " of task time, more than 15 %",
        List.of(new Evidence("executor 3", figure + " of 41 s task time")),
        new Advice(
            "the heap is too small for what the tasks hold",
            List.of(
                new Advice.SettingChange("spark.executor.memory", "4g", "twice the 2g of now"))));
  }

  public static Verdict healthy() {
    return new Verdict.Healthy("GC takes 2 % of task time");
  }

  public static Verdict inconclusive() {
    return new Verdict.Inconclusive(Verdict.Reason.TOO_FEW_SAMPLES, "only 3 s of task time");
  }
}
