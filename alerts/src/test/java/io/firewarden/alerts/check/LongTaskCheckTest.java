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
import static io.firewarden.alerts.check.TestSnapshot.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongTaskCheckTest extends HealthCheckContract {

  @Override
  HealthCheck check() {
    return new LongTaskCheck();
  }

  @ParameterizedTest
  @CsvSource({
    "599999, healthy",
    "600000, healthy", // at the limit
    "600001, unhealthy",
    "86400000, unhealthy",
    "-5000, healthy", // the driver's clock is ahead
  })
  void findsATaskOnlyAboveItsLimit(long ageMillis, String verdict) {
    Window window = snapshot().with(stage(1, 10, 1, 0, Duration.ofMillis(ageMillis))).alone();

    assertThat(evaluate(window).label()).isEqualTo(verdict);
  }

  @Test
  void findsTasksThatStillRunWithoutAnyHavingEnded() {
    Window window =
        snapshot()
            .with(
                stage(3, 100, 4, 0, Duration.ofSeconds(750)),
                stage(7, 20, 2, 18, Duration.ofMinutes(150)),
                stage(8, 20, 2, 0, Duration.ofSeconds(9)))
            .with(executor("1").cores(4))
            .alone();

    Finding finding = finding(window);

    assertThat(finding.alert()).isEqualTo(LongTaskCheck.RUNNING_LONG);
    assertThat(finding.alert().holdFor()).isZero();
    assertThat(finding.summary())
        .isEqualTo(
            "a task of stage 7.0 has run for 2 h 30 min (limit 10 min); so has one in 1 other"
                + " stage");
    assertThat(finding.evidence())
        .containsExactly(
            new Evidence("stage 7.0", "oldest task has run for 2 h 30 min, 18 of 20 tasks done"),
            new Evidence("stage 3.0", "oldest task has run for 12 min 30 s, 0 of 100 tasks done"));
  }

  @Test
  void saysHowOldTheOldestIs() {
    assertHealthy(
        snapshot().with(stage(1, 10, 1, 0, Duration.ofSeconds(65))).alone(),
        "the oldest running task has run for 1 min 5 s (limit 10 min)");
    assertHealthy(snapshot().alone(), "no task runs (limit 10 min)");
  }

  @Test
  void isInconclusiveWhereRunningTasksCannotBeKnown() {
    assertInconclusive(
        snapshot().gap(Gap.RUNNING_TASKS).with(stage(1, 10, 1, 0, Duration.ofMinutes(150))).alone(),
        Verdict.Reason.GAP,
        Gap.RUNNING_TASKS.sentence());
  }

  @Test
  void isInconclusiveWhereARunningTaskHasNoKnownStart() {
    TestSnapshot unseen = snapshot().with(stage(1, 10, 2, 0, null));

    assertInconclusive(
        unseen.alone(),
        Verdict.Reason.TOO_FEW_SAMPLES,
        "the start of the oldest of 2 tasks that run in stage 1.0 is not known yet");
    assertThat(evaluate(unseen.with(stage(2, 10, 1, 0, Duration.ofHours(1))).alone()).label())
        .isEqualTo("unhealthy");
  }

  @Test
  void doesNotTakeUnseenTasksForHealthyAfterLostEvents() {
    TestSnapshot lossy = snapshot().gap(Gap.RUNNING_STAGES);

    assertInconclusive(
        lossy.alone(),
        Verdict.Reason.EVENTS_LOST,
        "no task runs (limit 10 min) as far as is known, but " + Gap.RUNNING_STAGES.sentence());
    assertThat(evaluate(lossy.with(stage(2, 10, 1, 0, Duration.ofHours(1))).alone()).label())
        .isEqualTo("unhealthy");
  }

  @Test
  void forgetsTheTasksOfAnEndedApplication() {
    assertHealthy(
        snapshot().ended().with(stage(1, 10, 1, 0, Duration.ofHours(3))).alone(),
        "the application has ended: no task runs");
  }

  @Test
  void obeysConfiguredLimits() {
    Window window = snapshot().with(stage(1, 10, 1, 0, Duration.ofMinutes(12))).alone();

    assertThat(evaluate(window, TestLimits.with(Threshold.TASK_SECONDS, 3600)))
        .isEqualTo(new Verdict.Healthy("the oldest running task has run for 12 min (limit 1 h)"));
  }
}
