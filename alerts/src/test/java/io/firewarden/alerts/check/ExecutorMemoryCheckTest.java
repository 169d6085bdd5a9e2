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
import static io.firewarden.alerts.check.TestSnapshot.GIB;
import static io.firewarden.alerts.check.TestSnapshot.MIB;
import static io.firewarden.alerts.check.TestSnapshot.before;
import static io.firewarden.alerts.check.TestSnapshot.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorMemoryCheckTest extends HealthCheckContract {

  @Override
  HealthCheck check() {
    return new ExecutorMemoryCheck();
  }

  @ParameterizedTest
  @CsvSource({"899, healthy", "900, healthy", "901, unhealthy", "1000, unhealthy"})
  void findsStorageOnlyAboveItsLimit(long used, String verdict) {
    Window window = snapshot().with(executor("1").storage(used, 1000)).alone();

    assertThat(evaluate(window).label()).isEqualTo(verdict);
  }

  @Test
  void namesTheFullestExecutorsFirst() {
    Window window =
        snapshot()
            .with(
                executor("1").storage(91 * MIB, 100 * MIB),
                executor("2").storage(10 * MIB, 100 * MIB),
                executor("3").storage(97 * MIB, 100 * MIB))
            .alone();

    Finding finding = finding(window);

    assertThat(finding.alert()).isEqualTo(ExecutorMemoryCheck.STORAGE_HIGH);
    assertThat(finding.summary())
        .isEqualTo("storage memory of executor 3 is 97 % full (limit 90 %); 1 more as well");
    assertThat(finding.evidence())
        .containsExactly(
            new Evidence("executor 3", "97 % of 100 MiB storage memory"),
            new Evidence("executor 1", "91 % of 100 MiB storage memory"));
  }

  @Test
  void judgesTheDriversStorageToo() {
    Window window =
        snapshot()
            .with(driver().storage(95, 100).heap(null, GIB), executor("1").storage(1, 100))
            .alone();

    Finding finding = finding(window);

    assertThat(finding.summary()).startsWith("storage memory of driver is 95 % full");
    assertThat(finding.advice().changes().get(0).key()).isEqualTo("spark.driver.memory");
  }

  @Test
  void doesNotDivideByAMaximumThatIsNotKnown() {
    assertInconclusive(
        snapshot().with(executor("1").storage(50, 0)).alone(),
        Verdict.Reason.GAP,
        "no executor has told the maximum of its storage memory");
  }

  @Test
  void doesNotTakeTheDriversFigureForSilentExecutors() {
    Window window = snapshot().with(driver().storage(1, 100), executor("1").storage(0, 0)).alone();

    assertThat(evaluate(window)).isInstanceOf(Verdict.Inconclusive.class);
  }

  @Test
  void judgesTheDriverAloneWhereThereAreNoExecutors() {
    assertHealthy(
        snapshot().with(driver().storage(1, 100)).alone(),
        "storage memory at most 1 % full (driver, limit 90 %); heap is not known yet");
  }

  @Test
  void isInconclusiveWithoutAnyExecutor() {
    assertInconclusive(
        snapshot().alone(), Verdict.Reason.TOO_FEW_SAMPLES, "no executor is known yet");
  }

  @Test
  void doesNotTakeAHeapFullOfGarbageForPressure() {
    Window window =
        snapshot()
            .with(
                executor("1")
                    .storage(10, 100)
                    .heap(99 * MIB, 100 * MIB)
                    .majors(1L)
                    .took(60_000, 6_000))
            .window();

    assertHealthy(
        window,
        "storage memory at most 10 % full (executor 1, limit 90 %); heap peak at most 99 %"
            + " (executor 1, limit 95 %) without a sign that its collector suffers");
  }

  @ParameterizedTest
  @CsvSource({
    "95, 60000, 60000, 9, healthy", // at the limit
    "96, 60000, 6000, 1, healthy", // both second signals at theirs
    "96, 60000, 6001, 0, unhealthy",
    "96, 200, 30, 0, healthy", // too little task time to take a share of
    "96, 29999, 15000, 0, healthy",
    "96, 30000, 15000, 0, unhealthy",
    "96, 60000, 0, 2, unhealthy",
    "96, 0, 0, 2, unhealthy", // no task ends any more
    "96, 0, 0, 1, healthy",
  })
  void findsHeapOnlyWithASecondSignal(
      long peak, long taskMillis, long gcMillis, long majors, String verdict) {
    Window window =
        snapshot()
            .with(
                executor("1")
                    .storage(10, 100)
                    .heap(peak, 100L)
                    .majors(majors)
                    .took(taskMillis, gcMillis))
            .window();

    assertThat(evaluate(window).label()).isEqualTo(verdict);
  }

  @Test
  void saysWhichSecondSignalItSaw() {
    TestExecutor pressed =
        executor("1").storage(1, 100).heap(973 * MIB, 1000 * MIB).took(100_000, 23_000);

    Finding finding = finding(snapshot().with(pressed).window());

    assertThat(finding.alert()).isEqualTo(ExecutorMemoryCheck.HEAP_PRESSURE);
    assertThat(finding.summary())
        .isEqualTo(
            "heap of executor 1 peaked at 97.3 % of 1000 MiB (limit 95 %), and GC took 23 % of its"
                + " task time in the last 5 min");
    assertThat(finding.evidence())
        .containsExactly(
            new Evidence(
                "executor 1", "heap peak 97.3 % of 1000 MiB; GC took 23 % of its task time"));
  }

  @Test
  void namesTheFullestHeapsFirst() {
    Window window =
        snapshot()
            .with(
                executor("1").storage(1, 100).heap(96L, 100L).majors(2L),
                executor("2").storage(1, 100).heap(99L, 100L).majors(2L),
                executor("3").storage(1, 100).heap(50L, 100L).majors(2L))
            .window();

    assertThat(finding(window).summary())
        .startsWith("heap of executor 2 peaked at 99 %")
        .endsWith("; 1 more as well");
    assertThat(finding(window).evidence())
        .extracting(Evidence::subject)
        .containsExactly("executor 2", "executor 1");
  }

  @Test
  void countsOnlyTheCollectionsOfTheWindow() {
    TestExecutor full = executor("1").storage(1, 100).heap(96L, 100L).majors(9L).took(90_000, 80);
    TestExecutor earlier = executor("1").majors(8L).took(30_000, 0);

    assertThat(evaluate(snapshot().with(full).since(before().with(earlier))).label())
        .isEqualTo("healthy");
    assertThat(
            finding(snapshot().with(full).since(before().with(executor("1").majors(7L)))).summary())
        .endsWith("and it had 2 major collections in the last 5 min");
  }

  @Test
  void ignoresExecutorTimesThatWentBack() {
    TestExecutor full = executor("1").storage(1, 100).heap(96L, 100L).majors(0L).took(100, 100);
    TestExecutor earlier = executor("1").majors(0L).took(1000, 900);

    assertThat(evaluate(snapshot().with(full).since(before().with(earlier))).label())
        .isEqualTo("healthy");
  }

  @Test
  void doesNotCallAFullHeapHealthyBeforeThereIsAWindow() {
    Window window =
        snapshot()
            .with(executor("1").storage(1, 100).heap(96L, 100L).majors(9L).took(1000, 900))
            .alone();

    assertThat(evaluate(window))
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class,
            verdict -> assertThat(verdict.reason()).isEqualTo(Verdict.Reason.NO_WINDOW));
  }

  @Test
  void doesNotCallAFullHeapHealthyWhereTheCollectorIsNotKnown() {
    TestExecutor full = executor("1").storage(1, 100).heap(96L, 100L).took(1000, 900);

    assertInconclusive(
        snapshot().gap(Gap.TASK_TIME).with(full).window(),
        Verdict.Reason.GAP,
        "heap of executor 1 peaked at 96 %, and whether its collector suffers is not known: "
            + Gap.TASK_TIME.sentence());
  }

  @Test
  void doesNotTakeTheShareOfAFewShortTasksForAnAnswer() {
    TestExecutor full = executor("1").storage(1, 100).heap(96L, 100L).took(200, 30);

    assertInconclusive(
        snapshot().with(full).window(),
        Verdict.Reason.TOO_FEW_SAMPLES,
        "heap of executor 1 peaked at 96 %, and whether its collector suffers is not known: its"
            + " tasks that ended in the last 5 min took too little time");
    assertThat(
            evaluate(
                    snapshot().with(full).window(),
                    TestLimits.with(Threshold.GC_MIN_TASK_SECONDS, 0.2))
                .label())
        .isEqualTo("unhealthy");
  }

  @Test
  void namesTheExecutorOfWhichTheCollectorIsNotKnown() {
    Window window =
        snapshot()
            .with(
                executor("1").storage(1, 100).heap(99L, 100L).majors(0L),
                executor("2").storage(1, 100).heap(97L, 100L))
            .window();

    assertThat(evaluate(window))
        .isInstanceOfSatisfying(
            Verdict.Inconclusive.class,
            verdict ->
                assertThat(verdict.detail()).startsWith("heap of executor 2 peaked at 97 %, and"));
  }

  @ParameterizedTest
  @CsvSource({"1", "99"})
  void doesNotJudgeStorageOnceEventsWereLost(long used) {
    assertInconclusive(
        snapshot().gap(Gap.STORAGE_MEMORY).with(executor("1").storage(used, 100)).window(),
        Verdict.Reason.EVENTS_LOST,
        Gap.STORAGE_MEMORY.sentence());
  }

  @Test
  void findsHeapPressureThoughEventsWereLost() {
    TestExecutor both = executor("1").storage(99, 100).heap(96L, 100L).majors(2L);

    assertThat(finding(snapshot().gap(Gap.STORAGE_MEMORY).with(both).window()).alert())
        .isEqualTo(ExecutorMemoryCheck.HEAP_PRESSURE);
  }

  @Test
  void saysSoWhereHeapIsNotKnown() {
    String summary = "storage memory at most 1 % full (executor 1, limit 90 %); ";

    assertHealthy(
        snapshot()
            .gap(Gap.EXECUTOR_PEAKS)
            .with(executor("1").storage(1, 100).heap(99L, 100L).majors(9L))
            .window(),
        summary + "heap is not known yet");
    assertHealthy(
        snapshot().with(executor("1").storage(1, 100)).window(), summary + "heap is not known yet");
    assertHealthy(
        snapshot()
            .with(executor("1").storage(1, 100).heap(50L, 100L), executor("2").storage(0, 100))
            .window(),
        summary
            + "heap peak at most 50 % (executor 1, limit 95 %); heap of 1 executor not known yet");
  }

  @Test
  void leavesTheDriversHeapAloneExceptInLocalMode() {
    TestExecutor driver = driver().storage(1, 100).heap(96L, 100L).majors(5L);

    assertThat(evaluate(snapshot().with(driver).window()).label()).isEqualTo("healthy");
    assertThat(finding(snapshot().local().with(driver).window()).alert())
        .isEqualTo(ExecutorMemoryCheck.HEAP_PRESSURE);
  }

  @Test
  void raisesBothAlertsAtOnceWithOneValue() {
    TestExecutor both =
        executor("1").storage(95, 100).heap(GIB, GIB).took(100_000, 50_000).majors(9L);

    Verdict verdict = evaluate(snapshot().with(both).took(100_000, 50_000).window());

    assertThat(((Verdict.Unhealthy) verdict).findings())
        .extracting(Finding::alert)
        .containsExactly(ExecutorMemoryCheck.STORAGE_HIGH, ExecutorMemoryCheck.HEAP_PRESSURE);
    assertThat(((Verdict.Unhealthy) verdict).findings())
        .extracting(finding -> finding.advice().changes())
        .containsOnly(
            ((Verdict.Unhealthy)
                    new GcTimeCheck()
                        .evaluate(
                            snapshot().with(both).took(100_000, 50_000).window(),
                            ThresholdValues.DEFAULTS))
                .findings()
                .get(0)
                .advice()
                .changes());
  }

  @Test
  void obeysConfiguredLimits() {
    Window storage = snapshot().with(executor("1").storage(85, 100)).alone();
    Window heap =
        snapshot().with(executor("1").storage(1, 100).heap(85L, 100L).majors(2L)).window();

    assertThat(evaluate(storage).label()).isEqualTo("healthy");
    assertThat(evaluate(storage, TestLimits.with(Threshold.STORAGE_RATIO, 0.8)).label())
        .isEqualTo("unhealthy");
    assertThat(evaluate(heap).label()).isEqualTo("healthy");
    assertThat(evaluate(heap, TestLimits.with(Threshold.HEAP_RATIO, 0.8)).label())
        .isEqualTo("unhealthy");
  }
}
