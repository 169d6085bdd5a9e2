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
package io.firewarden.agent.alert;

import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.GC_WARNING;
import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.inconclusive;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.model.Application;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertTrackerTest extends AlertTrackerKit {

  @Test
  void firesOnlyAfterTheConditionHasHeldForLongEnough() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(59, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical pending");

    gc(60, unhealthy(GC_CRITICAL));

    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
    assertThat(only().since()).isEqualTo(at(0));
    assertThat(only().firedAt()).isEqualTo(at(60));
  }

  @Test
  void firesAtOnceWithoutAHoldTime() {
    tracker.accept(judged(app(), at(0), CheckId.LONG_TASK, unhealthy(LONG_TASK)), at(0));

    assertThat(states()).containsExactly("SparkTaskRunningLong warning firing");
  }

  @Test
  void doesNotFireByThePassingOfTimeAlone() {
    gc(0, unhealthy(GC_CRITICAL));
    tracker.tick(at(600));

    assertThat(states()).containsExactly("SparkGcTimeHigh critical pending");
  }

  @Test
  void forgetsAPendingAlertWhenTheCheckIsHealthy() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(30, healthy());
    assertThat(tracker.alerts()).isEmpty();

    gc(45, unhealthy(GC_CRITICAL));
    gc(75, unhealthy(GC_CRITICAL));
    assertThat(only().state()).as("the clock began anew").isEqualTo(AlertState.PENDING);
  }

  @Test
  void resolvesAFiringAlertWhenTheCheckIsHealthy() {
    fire();
    gc(90, healthy());
    tracker.tick(at(209));
    assertThat(only().state()).as("kept firing").isEqualTo(AlertState.FIRING);
    assertThat(only().annotations()).containsEntry("not_seen_since", at(90).toString());

    gc(209, healthy());
    tracker.tick(at(210));
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
    assertThat(only().resolvedAt()).isEqualTo(at(210));
    assertThat(only().firedAt()).isEqualTo(at(60));
    assertThat(only().annotations()).containsEntry("resolution", "the condition no longer holds");
  }

  @Test
  void firesOnAsOneAlertWhileTheConditionComesAndGoes() {
    fire();
    for (int second = 75; second < 900; second += 60) {
      gc(second, healthy());
      tracker.tick(at(second + 44));
      gc(second + 45, unhealthy(GC_CRITICAL));
      assertThat(only().isKept()).isFalse();
    }
    assertThat(only().firedAt()).isEqualTo(at(60));
  }

  @Test
  void endsAKeptAlertThoughItsSourceIsBlindNow() {
    fire();
    gc(90, healthy());
    blind(120);
    tracker.tick(at(209));
    assertThat(states()).contains("SparkGcTimeHigh critical firing");

    tracker.tick(at(210));
    assertThat(states()).contains("SparkGcTimeHigh critical resolved");
  }

  @Test
  void keepsAnAlertAfterARestartForTheTimeThatWasLeft() {
    fire();
    gc(90, healthy());
    gc(120, healthy());
    AlertTracker restarted = newTracker();
    restarted.restore(tracker.alerts(), at(600));
    restarted.tick(at(689));
    assertThat(restarted.alerts().get(0).isKept()).isTrue();

    restarted.tick(at(690));
    assertThat(restarted.alerts().get(0).state()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void hasItWrittenDownThatTheConditionOfAKeptAlertIsBack() {
    fire();
    gc(90, healthy());
    long before = tracker.changes();
    gc(120, unhealthy(GC_CRITICAL));
    assertThat(tracker.changes()).isGreaterThan(before);

    before = tracker.changes();
    gc(150, unhealthy(GC_CRITICAL));
    assertThat(tracker.changes()).as("it goes on").isEqualTo(before);
  }

  @Test
  void tellsTheTeamWithoutMakingItPartOfTheIdentity() {
    Application owned =
        new Application(
            "app-1",
            "nightly",
            "ada",
            "3.5.9",
            false,
            null,
            at(0),
            null,
            null,
            Map.of("team", "payments"));
    tracker.accept(judged(owned, at(0), CheckId.LONG_TASK, unhealthy(LONG_TASK)), at(0));

    assertThat(only().team()).isEqualTo("payments");
    assertThat(only().labels()).doesNotContainKey("team");
  }

  @Test
  void leavesAlertsOfOtherChecksAndApplicationsAloneWhenACheckIsHealthy() {
    fire();
    tracker.accept(judged(app(), at(61), CheckId.LOCALITY, healthy()), at(61));
    tracker.accept(judged(app("app-2", "nightly"), at(61), CheckId.GC_TIME, healthy()), at(61));

    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
  }

  @Test
  void neitherFiresNorResolvesOnAnInconclusiveVerdict() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(70, inconclusive());
    assertThat(only().state()).isEqualTo(AlertState.PENDING);
    assertThat(only().since()).isEqualTo(at(0));

    gc(80, unhealthy(GC_CRITICAL));
    gc(95, inconclusive());
    assertThat(only().state()).isEqualTo(AlertState.FIRING);
    assertThat(only().confirmedAt()).isEqualTo(at(80));
  }

  @Test
  void resolvesTheAlertThatAnUnhealthyVerdictNoLongerHas() {
    AlertDefinition storage =
        new AlertDefinition(
            "SparkExecutorStorageMemoryHigh", Severity.WARNING, Scope.EXECUTOR, Duration.ZERO);
    AlertDefinition heap =
        new AlertDefinition(
            "SparkExecutorHeapPressure", Severity.CRITICAL, Scope.EXECUTOR, Duration.ZERO);
    tracker.accept(judged(app(), at(0), CheckId.EXECUTOR_MEMORY, unhealthy(storage, heap)), at(0));
    tracker.accept(judged(app(), at(15), CheckId.EXECUTOR_MEMORY, unhealthy(heap)), at(15));
    tracker.tick(at(135));

    assertThat(states())
        .containsExactly(
            "SparkExecutorHeapPressure critical firing",
            "SparkExecutorStorageMemoryHigh warning resolved");
  }

  @Test
  void startsANewClockWhenTheConditionEscalates() {
    gc(0, unhealthy(GC_WARNING));
    gc(60, unhealthy(GC_WARNING));
    gc(75, unhealthy(GC_CRITICAL));

    assertThat(states())
        .containsExactly("SparkGcTimeHigh warning firing", "SparkGcTimeHigh critical pending");
    gc(134, unhealthy(GC_CRITICAL));
    assertThat(states()).contains("SparkGcTimeHigh critical pending");
    gc(135, unhealthy(GC_CRITICAL));
    assertThat(states()).contains("SparkGcTimeHigh critical firing");

    tracker.tick(at(195));
    assertThat(states()).contains("SparkGcTimeHigh warning resolved");
    assertThat(tracker.alerts().get(1).annotations())
        .containsEntry("resolution", "the severity is now critical");
  }

  @Test
  void resolvesTheCriticalAlertWhenTheConditionEases() {
    fire();
    gc(75, unhealthy(GC_WARNING));
    gc(134, unhealthy(GC_WARNING));
    assertThat(states())
        .containsExactly("SparkGcTimeHigh critical firing", "SparkGcTimeHigh warning pending");

    tracker.tick(at(195));
    assertThat(states())
        .containsExactly("SparkGcTimeHigh warning pending", "SparkGcTimeHigh critical resolved");
  }

  @Test
  void keepsTheResolvedAlertUntilTheSameOneFiresAgain() {
    fire();
    over(75);
    gc(200, unhealthy(GC_CRITICAL));
    assertThat(states())
        .containsExactly("SparkGcTimeHigh critical pending", "SparkGcTimeHigh critical resolved");

    gc(260, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
    assertThat(only().firedAt()).isEqualTo(at(260));
  }

  @Test
  void forgetsAResolvedAlertOnceItWasToldForLongEnough() {
    fire();
    over(90);
    tracker.forgetResolved(alert -> false, at(210).plus(AlertTracker.RESOLVED_RETENTION));
    assertThat(tracker.alerts()).hasSize(1);
    tracker.forgetResolved(alert -> true, at(211).plus(AlertTracker.RESOLVED_RETENTION));
    assertThat(tracker.alerts()).as("somebody still has to be told").hasSize(1);
    tracker.forgetResolved(alert -> false, at(211).plus(AlertTracker.RESOLVED_RETENTION));
    assertThat(tracker.alerts()).isEmpty();
  }

  @Test
  void forgetsAResolvedAlertThatCannotBeToldAfterADay() {
    fire();
    over(90);
    tracker.forgetResolved(alert -> true, at(211).plus(AlertTracker.FORGET_AFTER));

    assertThat(tracker.alerts()).isEmpty();
  }

  @Test
  void keepsTheWorstWhenThereAreTooManyAndCountsTheRest() {
    for (int i = 0; i < AlertTracker.MAX_ALERTS; i++) {
      tracker.accept(
          judged(app("app-w" + i, "many"), at(i), CheckId.LONG_TASK, unhealthy(LONG_TASK)), at(i));
    }
    fire();

    assertThat(tracker.alerts()).hasSize(AlertTracker.MAX_ALERTS);
    assertThat(tracker.dropped()).isEqualTo(1);
    assertThat(states().get(0)).isEqualTo("SparkGcTimeHigh critical firing");
    assertThat(tracker.alerts()).noneMatch(alert -> alert.label("app_id").equals("app-w999"));
  }

  @Test
  void tellsPeopleWhatWasFoundAndWhatToDo() {
    fire();

    assertThat(only().labels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "alertname", "SparkGcTimeHigh",
                "cluster", "prod",
                "severity", "critical",
                "scope", "app",
                "app_id", "app-1",
                "app_name", "nightly"));
    assertThat(only().annotations())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "summary",
                "GC takes 23.4 % of task time, more than 15 %",
                "description",
                """
                executor 3: 23.4 % of 41 s task time
                Likely cause: the heap is too small for what the tasks hold
                Set spark.executor.memory=4g: twice the 2g of now""",
                "runbook_url",
                "http://warden.example/runbooks/SparkGcTimeHigh",
                "dashboard_url",
                "http://grafana.example/d/spark-app?var-cluster=prod&var-app_id=app-1",
                "data_at",
                at(60).toString()));
  }

  @Test
  void namesAnApplicationAsItsMetricsDo() {
    String odd = "night\nly " + "x".repeat(300);
    tracker.accept(
        judged(app("app-1", odd), at(0), CheckId.LONG_TASK, unhealthy(LONG_TASK)), at(0));

    assertThat(only().labels()).containsEntry("app_name", "night ly " + "x".repeat(191));
  }

  @Test
  void countsOnlyChangesThatAreWorthWriting() {
    gc(0, unhealthy(GC_CRITICAL));
    long pending = tracker.changes();
    gc(15, unhealthy(GC_CRITICAL));
    assertThat(tracker.changes()).isEqualTo(pending);

    gc(60, unhealthy(GC_CRITICAL));
    assertThat(tracker.changes()).isGreaterThan(pending);
  }
}
