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
import static io.firewarden.alerts.check.TestSnapshot.startedStage;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.model.Gap;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalityCheckTest extends HealthCheckContract {

  @Override
  HealthCheck check() {
    return new LocalityCheck();
  }

  @ParameterizedTest
  @CsvSource({
    // process-local, node-local, no preference, rack-local, any
    "100 0 0 0 0, healthy",
    "0 80 0 0 20, healthy", // at the limit
    "40 40 0 20 0, healthy",
    "40 39 0 21 0, unhealthy",
    "79 0 0 0 21, unhealthy",
    "0 0 0 0 19, inconclusive", // too few
    "0 0 0 0 20, unhealthy",
    "0 0 0 0 0, inconclusive",
  })
  void judgesTasksThatPreferredAPlace(String counts, String verdict) {
    long[] each = Arrays.stream(counts.split(" ")).mapToLong(Long::parseLong).toArray();
    LocalityCounts started = new LocalityCounts(each[0], each[1], each[2], each[3], each[4]);

    assertThat(evaluate(snapshot().started(started).window()).label()).isEqualTo(verdict);
  }

  @Test
  void leavesTasksWithoutAPreferenceOut() {
    assertThat(evaluate(snapshot().started(new LocalityCounts(20, 0, 1000, 0, 0)).window()).label())
        .isEqualTo("healthy");
    assertThat(evaluate(snapshot().started(new LocalityCounts(1, 0, 1000, 0, 19)).window()).label())
        .isEqualTo("unhealthy");
    assertInconclusive(
        snapshot().started(new LocalityCounts(0, 0, 1000, 0, 0)).window(),
        Verdict.Reason.TOO_FEW_SAMPLES,
        "0 tasks with a preferred place started in the last 5 min, and fewer than 20 are not"
            + " judged");
  }

  @Test
  void judgesTheWindowAndNotTheWholeLife() {
    TestSnapshot past = before().started(new LocalityCounts(0, 0, 0, 0, 500));

    assertThat(
            evaluate(snapshot().started(new LocalityCounts(50, 0, 0, 0, 500)).since(past)).label())
        .isEqualTo("healthy");
  }

  @Test
  void namesTheStagesThatRunAwayFromTheirData() {
    Window window =
        snapshot()
            .started(new LocalityCounts(5, 5, 9, 10, 30))
            .with(
                startedStage(1, new LocalityCounts(50, 0, 0, 0, 0)),
                startedStage(2, new LocalityCounts(1, 0, 0, 0, 9)),
                startedStage(3, new LocalityCounts(4, 5, 9, 10, 21)))
            .with(executor("1"), executor("2"))
            .window();

    Finding finding = finding(window);

    assertThat(finding.alert()).isEqualTo(LocalityCheck.LOW);
    assertThat(finding.summary())
        .isEqualTo(
            "20 % of 50 tasks with a preferred place ran there in the last 5 min (limit 80 %)");
    assertThat(finding.evidence())
        .containsExactly(
            new Evidence(
                "tasks in the last 5 min",
                "5 process-local, 5 node-local, 10 rack-local, 30 anywhere"),
            new Evidence("stage 3.0", "31 of 40 tasks ran away from their data"),
            new Evidence("stage 2.0", "9 of 10 tasks ran away from their data"));
    assertThat(finding.advice().steps().get(0)).contains("Executors are on 2 hosts");
  }

  @Test
  void saysSoWhereOnlyAPartWasRead() {
    TestSnapshot partial = snapshot().gap(Gap.LOCALITY_PARTIAL);

    assertHealthy(
        partial.started(new LocalityCounts(20, 0, 0, 0, 0)).window(),
        "100 % of 20 tasks with a preferred place ran there in the last 5 min (limit 80 %; read for"
            + " a part of the tasks)");
  }

  @ParameterizedTest
  @CsvSource({
    "90, 10, 12, healthy", // 90 of 112 at least
    "90, 10, 13, inconclusive", // 90 of 113 at least
    "60, 40, 99, unhealthy", // 159 of 199 at most
    "60, 40, 100, inconclusive", // 160 of 200 at most
  })
  void judgesALossyWindowIfTheLostEventsChangeNothing(
      long local, long remote, long missed, String verdict) {
    TestSnapshot lossy =
        snapshot().started(new LocalityCounts(local, 0, 0, 0, remote)).missed(missed);

    assertThat(evaluate(lossy.window()).label()).isEqualTo(verdict);
  }

  @Test
  void isInconclusiveWhereNoTaskWasRead() {
    assertInconclusive(
        snapshot().gap(Gap.LOCALITY_PARTIAL).window(),
        Verdict.Reason.GAP,
        Gap.LOCALITY_PARTIAL.sentence());
  }

  @Test
  void doesNotTakeADilutedRatioForLocality() {
    assertInconclusive(
        snapshot()
            .gap(Gap.LOCALITY_PREFERENCES)
            .started(new LocalityCounts(80, 0, 0, 0, 20))
            .window(),
        Verdict.Reason.GAP,
        "80 % of 100 tasks with a preferred place ran there in the last 5 min (limit 80 %), but "
            + Gap.LOCALITY_PREFERENCES.sentence());
  }

  @Test
  void findsARatioThatIsTooLowEvenDiluted() {
    TestSnapshot diluted = snapshot().gap(Gap.LOCALITY_PREFERENCES);

    assertThat(finding(diluted.started(new LocalityCounts(79, 0, 0, 0, 21)).window()).alert())
        .isEqualTo(LocalityCheck.LOW);
    assertInconclusive(
        diluted.started(new LocalityCounts(0, 0, 0, 0, 19)).window(),
        Verdict.Reason.TOO_FEW_SAMPLES,
        "19 tasks with a preferred place started in the last 5 min, and fewer than 20 are not"
            + " judged");
  }

  @Test
  void isInconclusiveWithoutAWindow() {
    assertInconclusive(
        snapshot().started(new LocalityCounts(0, 0, 0, 0, 99)).alone(),
        Verdict.Reason.NO_WINDOW,
        "there is no earlier reading yet to take a rate from");
  }

  @ParameterizedTest
  @CsvSource({"9,0,0,0,0", "0,9,0,0,0", "0,0,9,0,0", "0,0,0,9,0", "0,0,0,0,9"})
  void takesNoRateFromCountersThatWentBack(
      long process, long node, long none, long rack, long any) {
    Window window =
        snapshot()
            .started(new LocalityCounts(8, 8, 8, 8, 8))
            .since(before().started(new LocalityCounts(process, node, none, rack, any)));

    assertInconclusive(
        window,
        Verdict.Reason.NO_WINDOW,
        "the counters are lower than in the earlier reading, so there is no rate");
  }

  @Test
  void obeysConfiguredLimits() {
    Window window = snapshot().started(new LocalityCounts(60, 0, 0, 0, 40)).window();

    assertThat(evaluate(window).label()).isEqualTo("unhealthy");
    assertThat(evaluate(window, TestLimits.with(Threshold.LOCAL_RATIO, 0.6)).label())
        .isEqualTo("healthy");
    assertThat(evaluate(window, TestLimits.with(Threshold.LOCALITY_MIN_TASKS, 101)).label())
        .isEqualTo("inconclusive");
  }
}
