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

import static io.firewarden.alerts.check.TestExecutor.driver;
import static io.firewarden.alerts.check.TestExecutor.executor;
import static io.firewarden.alerts.check.TestSnapshot.before;
import static io.firewarden.alerts.check.TestSnapshot.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcTimeCheckTest extends HealthCheckContract {

  @Override
  HealthCheck check() {
    return new GcTimeCheck();
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 0, healthy,",
    "100000, 10000, healthy,", // at the warning limit
    "100000, 10001, unhealthy, WARNING",
    "100000, 15000, unhealthy, WARNING", // at the critical limit
    "100000, 15001, unhealthy, CRITICAL",
    "29999, 29999, inconclusive,", // too little task time
    "30000, 30000, unhealthy, CRITICAL",
  })
  void judgesTheShareOfTaskTime(long taskMillis, long gcMillis, String verdict, Severity severity) {
    Window window = snapshot().took(taskMillis, gcMillis).window();

    assertThat(evaluate(window).label()).isEqualTo(verdict);
    if (severity != null) {
      assertThat(finding(window).alert().severity()).isEqualTo(severity);
    }
  }

  @Test
  void findsButDoesNotRuleOutInALossyWindow() {
    assertInconclusive(
        snapshot().took(100_000, 1_000).missed(1).window(),
        Verdict.Reason.EVENTS_LOST,
        "GC took 1 % of 100 s task time in the last 5 min (limit 10 %), but 1 event was lost in the"
            + " last 5 min");
    assertThat(evaluate(snapshot().took(100_000, 20_000).missed(1).window()).label())
        .isEqualTo("unhealthy");
    assertThat(
            evaluate(snapshot().took(100_000, 1_000).missed(1).since(before().missed(1))).label())
        .isEqualTo("healthy");
  }

  @Test
  void saysFigureLimitAndWindow() {
    assertHealthy(
        snapshot().took(412_000, 12_772).window(),
        "GC took 3.1 % of 412 s task time in the last 5 min (limit 10 %)");
    assertThat(finding(snapshot().took(412_000, 82_400).window()).summary())
        .isEqualTo("GC took 20 % of 412 s task time in the last 5 min (limit 15 %)");
    assertThat(finding(snapshot().took(412_000, 50_000).window()).summary())
        .isEqualTo("GC took 12.1 % of 412 s task time in the last 5 min (limit 10 %)");
  }

  @Test
  void judgesTheWindowAndNotTheWholeLife() {
    TestSnapshot badPast = before().took(1_000_000, 500_000);

    assertThat(evaluate(snapshot().took(1_100_000, 501_000).since(badPast)).label())
        .isEqualTo("healthy");
  }

  @Test
  void neverReadsTheDriversRow() {
    TestExecutor driver = driver().took(3_600_000, 3_000_000);

    Window window = snapshot().with(driver, executor("1")).took(60_000, 600).window();

    assertThat(evaluate(window).label()).isEqualTo("healthy");
    assertThat(
            finding(snapshot().with(driver, executor("1").took(9, 9)).took(60_000, 60_000).window())
                .evidence())
        .extracting(Evidence::subject)
        .containsExactly("executor 1");
  }

  @Test
  void isInconclusiveWhereTaskTimeCannotBeKnown() {
    assertInconclusive(
        snapshot().gap(Gap.TASK_TIME).took(60_000, 60_000).window(),
        Verdict.Reason.GAP,
        Gap.TASK_TIME.sentence());
  }

  @Test
  void isInconclusiveWithoutAWindow() {
    assertInconclusive(
        snapshot().took(60_000, 60_000).alone(),
        Verdict.Reason.NO_WINDOW,
        "there is no earlier reading yet to take a rate from");
  }

  @Test
  void takesNoRateFromCountersThatWentBack() {
    assertInconclusive(
        snapshot().took(100_000, 100).since(before().took(10_000, 1000)),
        Verdict.Reason.NO_WINDOW,
        "the counters are lower than in the earlier reading, so there is no rate");
    assertThat(evaluate(snapshot().took(10_000, 100).since(before().took(90_000, 100))))
        .isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void saysHowLittleTaskTimeThereWas() {
    assertInconclusive(
        snapshot().took(4_200, 4_000).window(),
        Verdict.Reason.TOO_FEW_SAMPLES,
        "tasks that ended in the last 5 min took 4.2 s together, and fewer than 30 s are not"
            + " judged");
  }

  @Test
  void doesNotDivideByNoTaskTimeEvenIfNoneIsRequired() {
    assertThat(
            evaluate(snapshot().window(), TestLimits.with(Threshold.GC_MIN_TASK_SECONDS, 0))
                .label())
        .isEqualTo("inconclusive");
  }

  @Test
  void namesTheExecutorsWithTheGreatestShareFirst() {
    Window window =
        snapshot()
            .took(400_000, 200_000)
            .with(executor("1").took(100_000, 30_000), executor("2").took(100_000, 60_000))
            .since(before().with(executor("1"), executor("2").took(90_000, 51_000)));

    assertThat(finding(window).evidence())
        .containsExactly(
            new Evidence("executor 2", "GC 90 % of 10 s task time"),
            new Evidence("executor 1", "GC 30 % of 100 s task time"));
  }

  @Test
  void obeysConfiguredLimits() {
    Window window = snapshot().took(100_000, 16_000).window();

    assertThat(finding(window).alert()).isEqualTo(GcTimeCheck.CRITICAL);
    assertThat(evaluate(window, TestLimits.with(Threshold.GC_CRITICAL_RATIO, 0.2)))
        .isInstanceOfSatisfying(
            Verdict.Unhealthy.class,
            verdict ->
                assertThat(verdict.findings().get(0).alert()).isEqualTo(GcTimeCheck.WARNING));
    assertThat(
            evaluate(
                    window,
                    TestLimits.with(
                        Map.of(Threshold.GC_CRITICAL_RATIO, 0.3, Threshold.GC_WARNING_RATIO, 0.25)))
                .label())
        .isEqualTo("healthy");
    assertThat(evaluate(window, TestLimits.with(Threshold.GC_MIN_TASK_SECONDS, 101)).label())
        .isEqualTo("inconclusive");
  }
}
