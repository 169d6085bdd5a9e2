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
import static org.assertj.core.api.Assertions.assertThatCode;

import io.firewarden.alerts.advice.Advice.SettingChange;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every check keeps to, whatever it asks. A new check's test extends this. */
abstract class HealthCheckContract {
  private static final long SEED = 20260301;
  private static final int WINDOWS = 1000;

  abstract HealthCheck check();

  @Test
  void declaresItsAlertsAndIsInTheList() {
    assertThat(check().alerts()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(HealthChecks.all()).extracting(HealthCheck::id).contains(check().id());
    assertThat(Arrays.stream(Threshold.values()).map(Threshold::check)).contains(check().id());
  }

  @Test
  void neverThrowsAndFindsOnlyWhatItDeclares() {
    List<Window> windows = windows();
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      assertThatCode(() -> assertWellFormed(evaluate(window)))
          .as("window " + i)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void findsSomethingInSomeRandomWindow() {
    assertThat(windows()).map(this::evaluate).hasAtLeastOneElementOfType(Verdict.Unhealthy.class);
  }

  @Test
  void givesTheSameVerdictForTheSameWindowAgain() {
    List<Verdict> first = windows().stream().map(this::evaluate).toList();
    List<Verdict> second = windows().stream().map(this::evaluate).toList();
    assertThat(second).isEqualTo(first);
  }

  @Test
  void givesTheSameVerdictWhateverTheOrderOfLists() {
    RandomWindows random = new RandomWindows(SEED);
    for (int i = 0; i < WINDOWS; i++) {
      ApplicationSnapshot current = random.next().current();
      ApplicationSnapshot shuffled = RandomWindows.shuffled(current, i);
      assertThat(evaluate(Window.sinceStart(shuffled)))
          .isEqualTo(evaluate(Window.sinceStart(current)));
    }
  }

  @TestFactory
  Stream<DynamicTest> isNeverHealthyWhereNothingIsKnown() {
    TestSnapshot blind =
        snapshot().gap(Gap.values()).with(executor("1").storage(1, 100).heap(1L, 100L));
    ApplicationSnapshot earlier = before().gap(Gap.values()).build();
    return Stream.of(
            Window.of(blind.build()),
            Window.sinceStart(blind.build()),
            Window.between(earlier, blind.build()))
        .map(
            window ->
                DynamicTest.dynamicTest(
                    "window of " + window.length(),
                    () -> assertThat(evaluate(window)).isInstanceOf(Verdict.Inconclusive.class)));
  }

  private List<Window> windows() {
    RandomWindows random = new RandomWindows(SEED);
    return IntStream.range(0, WINDOWS).mapToObj(i -> random.next()).toList();
  }

  private void assertWellFormed(Verdict verdict) {
    if (verdict instanceof Verdict.Unhealthy unhealthy) {
      unhealthy.findings().forEach(this::assertWellFormed);
      assertThat(unhealthy.findings()).extracting(Finding::alert).doesNotHaveDuplicates();
    } else if (verdict instanceof Verdict.Healthy healthy) {
      assertReadable(healthy.summary());
    } else if (verdict instanceof Verdict.Inconclusive inconclusive) {
      assertThat(inconclusive.reason()).isNotEqualTo(Verdict.Reason.FAULT);
      assertReadable(inconclusive.detail());
    }
  }

  private void assertWellFormed(Finding finding) {
    assertThat(check().alerts()).contains(finding.alert());
    assertReadable(finding.summary());
    finding.evidence().forEach(evidence -> assertReadable(evidence.value()));
    assertThat(finding.advice().changes().size() + finding.advice().steps().size()).isPositive();
    finding.advice().lines().forEach(HealthCheckContract::assertReadable);
    assertThat(finding.advice().changes())
        .extracting(SettingChange::key)
        .allMatch(key -> key.startsWith("spark."));
  }

  private static void assertReadable(String text) {
    assertThat(text).isNotBlank().doesNotContain("NaN", "Infinity", "null", "  ");
  }

  Verdict evaluate(Window window) {
    return evaluate(window, ThresholdValues.DEFAULTS);
  }

  Verdict evaluate(Window window, ThresholdValues thresholds) {
    return check().evaluate(window, thresholds);
  }

  /** The one finding of an unhealthy verdict. */
  Finding finding(Window window) {
    Verdict verdict = evaluate(window);
    assertThat(verdict).isInstanceOf(Verdict.Unhealthy.class);
    assertThat(((Verdict.Unhealthy) verdict).findings()).hasSize(1);
    return ((Verdict.Unhealthy) verdict).findings().get(0);
  }

  void assertInconclusive(Window window, Verdict.Reason reason, String detail) {
    assertThat(evaluate(window)).isEqualTo(new Verdict.Inconclusive(reason, detail));
  }

  void assertHealthy(Window window, String summary) {
    assertThat(evaluate(window)).isEqualTo(new Verdict.Healthy(summary));
  }
}
