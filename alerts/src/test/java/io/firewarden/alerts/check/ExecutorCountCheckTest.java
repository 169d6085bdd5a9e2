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
import static io.firewarden.alerts.check.TestSnapshot.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import org.junit.jupiter.api.Test;

class ExecutorCountCheckTest extends HealthCheckContract {

  @Override
  HealthCheck check() {
    return new ExecutorCountCheck();
  }

  private static TestSnapshot waiting() {
    return snapshot().with(stage(4, 10, 2, 3, null));
  }

  @Test
  void findsTooFewExecutorsWhileTasksWait() {
    Window window = waiting().with(driver(), executor("7")).removed(3).since(before().removed(1));

    Finding finding = finding(window);

    assertThat(finding.alert()).isEqualTo(ExecutorCountCheck.LOW);
    assertThat(finding.summary()).isEqualTo("1 executor lives (limit 2), 5 tasks wait");
    assertThat(finding.evidence())
        .containsExactly(
            new Evidence("executors", "2 executors went in the last 5 min"),
            new Evidence("stage 4.0", "5 of 10 tasks wait, 2 run"));
    assertThat(finding.advice().cause()).startsWith("2 executors went");
  }

  @Test
  void doesNotCountTheDriver() {
    assertThat(finding(waiting().with(driver(), executor("1")).alone()).summary())
        .startsWith("1 executor lives");
    assertThat(finding(waiting().with(driver()).alone()).summary()).startsWith("0 executors live");
  }

  @Test
  void isHealthyAtTheLimit() {
    assertHealthy(
        waiting().with(driver(), executor("1"), executor("2")).alone(),
        "2 executors live (limit 2), 5 tasks wait");
  }

  @Test
  void takesDynamicAllocationAtRestForHealthy() {
    assertHealthy(
        snapshot().with(driver()).with(stage(4, 10, 2, 8, null)).alone(),
        "0 executors live (limit 2), 0 tasks wait");
  }

  @Test
  void asksForNoExecutorsInLocalMode() {
    assertHealthy(
        waiting().local().with(driver()).alone(),
        "local mode: the driver runs the tasks, there are no executors");
  }

  @Test
  void asksForNoExecutorsAfterTheEnd() {
    assertHealthy(
        waiting().ended().with(driver()).alone(), "the application has ended: no work waits");
  }

  @Test
  void doesNotTrustCountsAfterLostEvents() {
    assertInconclusive(
        waiting().gap(Gap.EXECUTORS).with(executor("1")).alone(),
        Verdict.Reason.EVENTS_LOST,
        "1 executor lives (limit 2), 5 tasks wait, but " + Gap.EXECUTORS.sentence());
    assertThat(
            evaluate(waiting().gap(Gap.EXECUTORS).with(executor("1"), executor("2")).alone())
                .label())
        .isEqualTo("inconclusive");
    assertHealthy(
        snapshot().gap(Gap.EXECUTORS).with(executor("1"), executor("2")).alone(),
        "2 executors live (limit 2), 0 tasks wait");
  }

  @Test
  void doesNotTakeWorkThatWasNotSeenForNone() {
    assertInconclusive(
        snapshot().gap(Gap.RUNNING_STAGES).with(executor("1")).alone(),
        Verdict.Reason.EVENTS_LOST,
        "1 executor lives (limit 2), 0 tasks wait, but " + Gap.RUNNING_STAGES.sentence());
    assertThat(evaluate(waiting().gap(Gap.RUNNING_STAGES).with(executor("1")).alone()).label())
        .isEqualTo("unhealthy");
  }

  @Test
  void countsAlthoughEventsWereLostOnce() {
    assertThat(evaluate(waiting().missed(3).with(executor("1")).alone()).label())
        .isEqualTo("unhealthy");
  }

  @Test
  void saysWhereToLookWhenNoneWent() {
    assertThat(finding(waiting().with(executor("1")).alone()).advice().steps().get(0))
        .contains("cluster manager");
  }

  @Test
  void obeysConfiguredLimits() {
    Window window = waiting().with(executor("1"), executor("2")).alone();

    assertThat(evaluate(window, TestLimits.with(Threshold.MIN_EXECUTORS, 3)))
        .isInstanceOfSatisfying(
            Verdict.Unhealthy.class,
            verdict ->
                assertThat(verdict.findings().get(0).advice().changes())
                    .extracting(change -> change.value())
                    .containsExactly("3", "3"));
    assertThat(evaluate(waiting().alone(), TestLimits.with(Threshold.MIN_EXECUTORS, 0)).label())
        .isEqualTo("healthy");
  }
}
