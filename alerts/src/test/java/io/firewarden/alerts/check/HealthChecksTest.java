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

import static io.firewarden.alerts.check.TestExecutor.executor;
import static io.firewarden.alerts.check.TestSnapshot.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.check.HealthChecks.CheckAlert;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Gap;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

  @Test
  void listsEachCheckInTheOrderOfItsId() {
    assertThat(HealthChecks.all()).extracting(HealthCheck::id).containsExactly(CheckId.values());
  }

  @Test
  void listsEveryAlertWithItsCheck() {
    assertThat(HealthChecks.alerts())
        .extracting(
            alert ->
                "%s %s %s %s %ds"
                    .formatted(
                        alert.check(),
                        alert.alert().name(),
                        alert.alert().severity().label(),
                        alert.alert().scope().label(),
                        alert.alert().holdFor().toSeconds()))
        .containsExactly(
            "executor-memory SparkExecutorStorageMemoryHigh warning executor 120s",
            "executor-memory SparkExecutorHeapPressure critical executor 60s",
            "gc-time SparkGcTimeHigh critical app 60s",
            "gc-time SparkGcTimeHigh warning app 60s",
            "task-failures SparkTaskFailuresHigh critical app 60s",
            "locality SparkLocalityLow warning app 60s",
            "long-task SparkTaskRunningLong warning stage 0s",
            "executor-count SparkExecutorCountLow critical app 60s");
    assertThat(HealthChecks.alerts()).extracting(CheckAlert::alert).doesNotHaveDuplicates();
  }

  @Test
  void givesOneVerdictForEachCheckAndTheTimeOfTheData() {
    HealthReport report = HealthChecks.evaluate(snapshot().alone(), ThresholdValues.DEFAULTS);

    assertThat(report.verdicts()).containsOnlyKeys(CheckId.values());
    assertThat(report.at()).isEqualTo(TestSnapshot.NOW);
    assertThat(report.application().id()).isEqualTo("app-1");
  }

  @Test
  void doesNotCallAnApplicationHealthyOfWhichEventsWereLost() {
    assertThat(evaluate(snapshot()).health()).isEqualTo(Health.HEALTHY);
    assertThat(evaluate(snapshot().gap(Gap.EVENTS_LOST)).health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void callsAnApplicationHealthyDespiteWhatItsSourceCannotKnow() {
    Set<Gap> structural = EnumSet.complementOf(EnumSet.of(Gap.EVENTS_LOST));

    assertThat(evaluate(snapshot().gap(structural.toArray(Gap[]::new))).health())
        .isEqualTo(Health.HEALTHY);
  }

  private static HealthReport evaluate(TestSnapshot snapshot) {
    return HealthChecks.evaluate(
        snapshot.with(executor("1").storage(1, 100), executor("2").storage(1, 100)).window(),
        ThresholdValues.DEFAULTS);
  }

  @Test
  void neverFaultsOnRandomWindows() {
    RandomWindows random = new RandomWindows(7);
    for (int i = 0; i < 1000; i++) {
      HealthReport report = HealthChecks.evaluate(random.next(), ThresholdValues.DEFAULTS);

      assertThat(report.verdicts().values())
          .noneMatch(
              verdict ->
                  verdict instanceof Verdict.Inconclusive inconclusive
                      && inconclusive.reason() == Verdict.Reason.FAULT);
    }
  }
}
