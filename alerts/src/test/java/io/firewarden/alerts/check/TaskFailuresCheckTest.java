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
import static io.firewarden.alerts.check.TestSnapshot.failingStage;
import static io.firewarden.alerts.check.TestSnapshot.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import io.firewarden.model.task.FailureReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFailuresCheckTest extends HealthCheckContract {

  @Override
  HealthCheck check() {
    return new TaskFailuresCheck();
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, healthy",
    "96, 4, healthy",
    "95, 5, healthy", // at the limit
    "94, 6, unhealthy",
    "0, 19, inconclusive", // too few
    "1, 0, inconclusive",
    "0, 0, inconclusive",
    "0, 20, unhealthy",
    "20, 0, healthy",
  })
  void judgesFailuresAmongThoseThatEnded(long succeeded, long failed, String verdict) {
    assertThat(evaluate(snapshot().ended(succeeded, failed).window()).label()).isEqualTo(verdict);
  }

  @Test
  void doesNotCountKilledPreemptedResubmittedOrSpeculativeAttempts() {
    assertHealthy(
        snapshot().ended(100, 0).spared(500, 500).window(),
        "0 of 100 tasks failed in the last 5 min: 0 % (limit 5 %)");
  }

  @Test
  void judgesTheWindowAndNotTheWholeLife() {
    assertThat(evaluate(snapshot().ended(100, 90).since(before().ended(0, 90))).label())
        .isEqualTo("healthy");
    assertThat(evaluate(snapshot().ended(1000, 30).since(before().ended(990, 0))).label())
        .isEqualTo("unhealthy");
  }

  @Test
  void namesStagesAndExecutorsOfTheWindow() {
    Window window =
        snapshot()
            .ended(80, 20)
            .with(failingStage(3, 2), failingStage(4, 18))
            .with(executor("1").failed(15), executor("2").failed(30), executor("3"))
            .since(before().with(executor("2").failed(25)));

    Finding finding = finding(window);

    assertThat(finding.summary())
        .isEqualTo("20 of 100 tasks failed in the last 5 min: 20 % (limit 5 %)");
    assertThat(finding.evidence())
        .containsExactly(
            new Evidence("stage 4.0", "18 failed attempts, of 100 tasks"),
            new Evidence("stage 3.0", "2 failed attempts, of 100 tasks"),
            new Evidence("executor 1", "15 failed attempts on host-1 in the last 5 min"),
            new Evidence("executor 2", "5 failed attempts on host-2 in the last 5 min"));
    assertThat(finding.advice().changes())
        .extracting(change -> change.key())
        .containsExactly("spark.excludeOnFailure.enabled");
  }

  @Test
  void namesWhatWentWrong() {
    Window window =
        snapshot()
            .ended(80, 20)
            .because(
                Map.of(
                    FailureReason.OOM, 3L, FailureReason.EXCEPTION, 17L, FailureReason.KILLED, 9L))
            .window();

    assertThat(finding(window).evidence())
        .containsExactly(new Evidence("failed attempts since the start", "exception 17, oom 3"));
  }

  @ParameterizedTest
  @CsvSource({
    "98, 2, 3, healthy", // 5 of 103 at most
    "98, 2, 4, inconclusive", // 6 of 104 at most
    "90, 10, 99, unhealthy", // 10 of 199 at least
    "90, 10, 100, inconclusive", // 10 of 200 at least
  })
  void judgesALossyWindowIfTheLostEventsChangeNothing(
      long succeeded, long failed, long missed, String verdict) {
    TestSnapshot lossy = snapshot().ended(succeeded, failed).missed(missed + 7);

    assertThat(evaluate(lossy.since(before().missed(7))).label()).isEqualTo(verdict);
    assertThat(evaluate(lossy.since(before().missed(missed + 7))).label())
        .isEqualTo(failed > 5 ? "unhealthy" : "healthy");
  }

  @Test
  void saysHowManyEventsWereLost() {
    assertInconclusive(
        snapshot().ended(98, 2).missed(4).window(),
        Verdict.Reason.EVENTS_LOST,
        "2 of 100 tasks failed in the last 5 min: 2 % (limit 5 %), but 4 events were lost in the"
            + " last 5 min");
  }

  @Test
  void doesNotBlameTasksThatMayHaveBeenLostWithTheirExecutor() {
    TestSnapshot failing = snapshot().ended(80, 20).gap(Gap.LOST_TASKS).removed(3);

    assertInconclusive(
        failing.since(before().removed(2)),
        Verdict.Reason.GAP,
        "20 of 100 tasks failed in the last 5 min: 20 % (limit 5 %), but 1 executor went"
            + " meanwhile, and "
            + Gap.LOST_TASKS.sentence());
    assertThat(evaluate(failing.since(before().removed(3))).label()).isEqualTo("unhealthy");
    assertThat(evaluate(snapshot().ended(80, 20).removed(1).window()).label())
        .isEqualTo("unhealthy");
    assertThat(evaluate(snapshot().ended(99, 1).gap(Gap.LOST_TASKS).removed(1).window()).label())
        .isEqualTo("healthy");
  }

  @Test
  void isInconclusiveWithoutAWindow() {
    assertInconclusive(
        snapshot().ended(0, 100).alone(),
        Verdict.Reason.NO_WINDOW,
        "there is no earlier reading yet to take a rate from");
  }

  @Test
  void takesNoRateFromCountersThatWentBack() {
    assertInconclusive(
        snapshot().ended(100, 0).since(before().ended(0, 50)),
        Verdict.Reason.NO_WINDOW,
        "the counters are lower than in the earlier reading, so there is no rate");
    assertThat(evaluate(snapshot().ended(0, 100).since(before().ended(50, 0))))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void obeysConfiguredLimits() {
    Window window = snapshot().ended(94, 6).window();

    assertThat(evaluate(window, TestLimits.with(Threshold.FAILURE_RATIO, 0.06)).label())
        .isEqualTo("healthy");
    assertThat(evaluate(window, TestLimits.with(Threshold.FAILURE_MIN_TASKS, 101)))
        .isEqualTo(
            new Verdict.Inconclusive(
                Verdict.Reason.TOO_FEW_SAMPLES,
                "100 tasks ended in the last 5 min, and fewer than 101 are not judged"));
  }
}
