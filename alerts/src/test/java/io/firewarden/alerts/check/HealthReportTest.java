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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.advice.Advice;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthReportTest {
  private static final Verdict HEALTHY = new Verdict.Healthy("well");

  private static HealthReport report(Verdict... verdicts) {
    Map<CheckId, Verdict> byId = new EnumMap<>(CheckId.class);
    Iterator<CheckId> ids = List.of(CheckId.values()).iterator();
    for (Verdict verdict : verdicts) {
      byId.put(ids.next(), verdict);
    }
    return new HealthReport(TestSnapshot.snapshot().build().application(), TestSnapshot.NOW, byId);
  }

  private static Verdict found(Severity... severities) {
    return new Verdict.Unhealthy(
        List.of(severities).stream()
            .map(
                severity ->
                    new Finding(
                        new AlertDefinition("Spark" + severity, severity, Scope.APP, Duration.ZERO),
                        "found",
                        List.of(),
                        new Advice("cause", List.of())))
            .toList());
  }

  private static Verdict unknown(Verdict.Reason reason) {
    return new Verdict.Inconclusive(reason, "unknown");
  }

  @Test
  void isHealthyWhenAllIsWellOrOnlyUnjudged() {
    assertThat(report(HEALTHY, HEALTHY).health()).isEqualTo(Health.HEALTHY);
    assertThat(report(HEALTHY, unknown(Verdict.Reason.TOO_FEW_SAMPLES)).health())
        .isEqualTo(Health.HEALTHY);
    assertThat(report(HEALTHY, unknown(Verdict.Reason.GAP)).health()).isEqualTo(Health.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.Reason.class,
      names = {"EVENTS_LOST", "NO_WINDOW", "UNAVAILABLE", "FAULT"})
  void isUnknownWhenOneCheckIsBlind(Verdict.Reason reason) {
    assertThat(report(HEALTHY, unknown(reason)).health()).isEqualTo(Health.UNKNOWN);
    assertThat(report(found(Severity.INFO), unknown(reason)).health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void isUnknownWhenNoCheckConcluded() {
    assertThat(report().health()).isEqualTo(Health.UNKNOWN);
    assertThat(report(unknown(Verdict.Reason.GAP)).health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void isAsBadAsTheWorstFindingEvenIfACheckIsBlind() {
    Verdict blind = unknown(Verdict.Reason.NO_WINDOW);

    assertThat(report(found(Severity.WARNING), blind).health()).isEqualTo(Health.WARNING);
    assertThat(report(found(Severity.WARNING, Severity.CRITICAL), HEALTHY, blind).health())
        .isEqualTo(Health.CRITICAL);
    assertThat(report(found(Severity.INFO), HEALTHY).health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void sortsFindingsByUrgency() {
    assertThat(report(found(Severity.INFO, Severity.WARNING), found(Severity.CRITICAL)).findings())
        .extracting(finding -> finding.alert().severity())
        .containsExactly(Severity.CRITICAL, Severity.WARNING, Severity.INFO);
  }

  @Test
  void hasTheExitCodesOfAProbe() {
    assertThat(List.of(Health.values())).extracting(Health::exitCode).containsExactly(0, 1, 2, 3);
  }
}
