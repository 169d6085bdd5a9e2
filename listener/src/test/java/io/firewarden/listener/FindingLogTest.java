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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class FindingLogTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Verdict WELL = new Verdict.Healthy("all is well");
  private static final Verdict BLIND =
      new Verdict.Inconclusive(Verdict.Reason.TOO_FEW_SAMPLES, "3 tasks");

  private final List<String> lines = new ArrayList<>();
  private final FindingLog log = new FindingLog(logger(lines::add));

  @Test
  void logsAFindingOnceWhenItBeginsAndOnceWhenItEnds() {
    log.tell(report(0, ill("SparkGcTimeHigh", Severity.WARNING)));
    log.tell(report(10, ill("SparkGcTimeHigh", Severity.WARNING)));
    log.tell(report(20, WELL));
    log.tell(report(30, WELL));

    assertThat(lines)
        .containsExactly(
            "WARN Firewarden: SparkGcTimeHigh (warning) began: GC is high [executor 1 20 %; executor"
                + " 2 18 %] The heap is too small. Set spark.executor.memory to 4g: 2 x 2g.",
            "INFO Firewarden: SparkGcTimeHigh (warning) ended after 20 s");
  }

  @Test
  void logsAChangeOfSeverityAsAnEndAndABeginning() {
    log.tell(report(0, ill("SparkGcTimeHigh", Severity.WARNING)));
    log.tell(report(10, ill("SparkGcTimeHigh", Severity.CRITICAL)));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).startsWith("WARN Firewarden: SparkGcTimeHigh (critical) began");
    assertThat(lines.get(2))
        .isEqualTo("INFO Firewarden: SparkGcTimeHigh (warning) ended after 10 s");
  }

  @Test
  void endsNothingWhenACheckCannotConclude() {
    log.tell(report(0, ill("SparkGcTimeHigh", Severity.WARNING)));
    log.tell(report(10, BLIND));
    log.tell(report(20, ill("SparkGcTimeHigh", Severity.WARNING)));

    assertThat(lines).hasSize(1);
  }

  @Test
  void boundsItsLinesAndSaysHowManyItWithheld() {
    for (long i = 0; i < FindingLog.MAX_LINES; i++) {
      log.tell(report(2 * i, ill("SparkGcTimeHigh", Severity.WARNING)));
      log.tell(report(2 * i + 1, WELL));
    }
    assertThat(lines).hasSize(FindingLog.MAX_LINES);

    log.tell(report(FindingLog.PERIOD.toSeconds(), ill("SparkGcTimeHigh", Severity.WARNING)));

    assertThat(lines).hasSize(FindingLog.MAX_LINES + 2);
    assertThat(lines.get(FindingLog.MAX_LINES))
        .isEqualTo("INFO Firewarden: 20 more changes were not logged");
  }

  private static Verdict ill(String alert, Severity severity) {
    return new Verdict.Unhealthy(
        List.of(
            new Finding(
                new AlertDefinition(alert, severity, Scope.APP, Duration.ZERO),
                "GC is high",
                List.of(new Evidence("executor 1", "20 %"), new Evidence("executor 2", "18 %")),
                new Advice(
                    "The heap is too small.",
                    List.of(new Advice.SettingChange("spark.executor.memory", "4g", "2 x 2g"))))));
  }

  private static HealthReport report(long second, Verdict verdict) {
    Application application =
        new Application("app-1", "nightly", "spark", "3.5.9", false, null, START, null);
    return new HealthReport(
        application, START.plusSeconds(second), Map.of(CheckId.GC_TIME, verdict));
  }

  private static Logger logger(Consumer<String> lines) {
    return new LegacyAbstractLogger() {
      private static final long serialVersionUID = 1L;

      @Override
      protected String getFullyQualifiedCallerName() {
        return "";
      }

      @Override
      protected void handleNormalizedLoggingCall(
          Level level,
          org.slf4j.Marker marker,
          String pattern,
          Object[] arguments,
          Throwable thrown) {
        lines.accept(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
      }

      @Override
      public boolean isTraceEnabled() {
        return true;
      }

      @Override
      public boolean isDebugEnabled() {
        return true;
      }

      @Override
      public boolean isInfoEnabled() {
        return true;
      }

      @Override
      public boolean isWarnEnabled() {
        return true;
      }

      @Override
      public boolean isErrorEnabled() {
        return true;
      }
    };
  }
}
