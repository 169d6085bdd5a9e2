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
import static io.firewarden.alerts.check.TestSnapshot.before;
import static io.firewarden.alerts.check.TestSnapshot.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.check.HealthChecks.CheckAlert;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Gap;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
  void doesNotCallAnApplicationHealthyOfWhichItMissesSomethingThatRuns() {
    assertThat(evaluate(snapshot()).health()).isEqualTo(Health.HEALTHY);
    assertThat(evaluate(snapshot().gap(Gap.STORAGE_MEMORY)).health()).isEqualTo(Health.UNKNOWN);
    assertThat(evaluate(snapshot().gap(Gap.EXECUTORS)).health()).isEqualTo(Health.UNKNOWN);
    assertThat(evaluate(snapshot().gap(Gap.RUNNING_STAGES)).health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void judgesAnApplicationThatLostEventsLongAgo() {
    assertThat(
            HealthChecks.evaluate(
                    whole(snapshot().missed(7)).since(before().missed(7)), ThresholdValues.DEFAULTS)
                .health())
        .isEqualTo(Health.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(
      value = Gap.class,
      names = {"CACHED_BLOCKS", "SQL_EXECUTIONS", "STREAMING_QUERIES", "RUNNING_JOBS"})
  void judgesWhatDoesNotNeedWhatIsMissing(Gap gap) {
    assertThat(evaluate(snapshot().gap(gap)).verdicts()).isEqualTo(evaluate(snapshot()).verdicts());
  }

  @Test
  void findsAFullStorageThoughNotEachBlockIsKnown() {
    TestSnapshot full = snapshot().gap(Gap.CACHED_BLOCKS).with(executor("1").storage(99, 100));

    assertThat(
            HealthChecks.evaluate(full.window(), ThresholdValues.DEFAULTS)
                .verdicts()
                .get(CheckId.EXECUTOR_MEMORY)
                .label())
        .isEqualTo("unhealthy");
  }

  @Test
  void callsNothingHealthyOfWhichANewerVersionSaysWhatItCannotName() {
    assertThat(evaluate(snapshot().gap(Gap.OTHER)).verdicts().values())
        .noneMatch(Verdict.Healthy.class::isInstance);
  }

  @Test
  void callsAnApplicationHealthyDespiteWhatItsSourceCannotKnow() {
    Gap[] structural =
        Arrays.stream(Gap.values())
            .filter(gap -> !gap.isMissed() && gap != Gap.OTHER)
            .toArray(Gap[]::new);

    assertThat(evaluate(snapshot().gap(structural)).health()).isEqualTo(Health.HEALTHY);
  }

  private static HealthReport evaluate(TestSnapshot snapshot) {
    return HealthChecks.evaluate(whole(snapshot).window(), ThresholdValues.DEFAULTS);
  }

  private static TestSnapshot whole(TestSnapshot snapshot) {
    return snapshot.with(executor("1").storage(1, 100), executor("2").storage(1, 100));
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
