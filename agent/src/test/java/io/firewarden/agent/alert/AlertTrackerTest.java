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

import static io.firewarden.agent.alert.Observations.DRIVER;
import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.GC_WARNING;
import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.inconclusive;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertTrackerTest {
  private static final Duration GRACE = Duration.ofMinutes(15);

  private final AlertTracker tracker = newTracker();

  private static AlertTracker newTracker() {
    return new AlertTracker(
        "prod", GRACE, URI.create("http://warden.example/"), URI.create("http://grafana.example"));
  }

  /** The time so many seconds after the start. */
  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  private void gc(long seconds, Verdict verdict) {
    tracker.accept(judged(app(), at(seconds), CheckId.GC_TIME, verdict), at(seconds));
  }

  private void blind(long seconds) {
    blind(seconds, app());
  }

  private void blind(long seconds, Application application) {
    tracker.accept(
        new Observation.Blind(DRIVER, application, DRIVER + " refused", at(seconds)), at(seconds));
  }

  private List<String> states() {
    return tracker.alerts().stream()
        .map(a -> a.name() + " " + a.severity().label() + " " + a.state().label())
        .toList();
  }

  private Alert only() {
    assertThat(tracker.alerts()).hasSize(1);
    return tracker.alerts().get(0);
  }

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

    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
    assertThat(only().resolvedAt()).isEqualTo(at(90));
    assertThat(only().firedAt()).isEqualTo(at(60));
    assertThat(only().annotations()).containsEntry("resolution", "the condition no longer holds");
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
        .containsExactly("SparkGcTimeHigh critical pending", "SparkGcTimeHigh warning resolved");
    assertThat(tracker.alerts().get(1).annotations())
        .containsEntry("resolution", "the severity is now critical");

    gc(134, unhealthy(GC_CRITICAL));
    assertThat(states()).contains("SparkGcTimeHigh critical pending");
    gc(135, unhealthy(GC_CRITICAL));
    assertThat(states()).contains("SparkGcTimeHigh critical firing");
  }

  @Test
  void resolvesTheCriticalAlertWhenTheConditionEases() {
    fire();
    gc(75, unhealthy(GC_WARNING));

    assertThat(states())
        .containsExactly("SparkGcTimeHigh warning pending", "SparkGcTimeHigh critical resolved");
  }

  @Test
  void keepsTheResolvedAlertUntilTheSameOneFiresAgain() {
    fire();
    gc(75, healthy());
    gc(90, unhealthy(GC_CRITICAL));
    assertThat(states())
        .containsExactly("SparkGcTimeHigh critical pending", "SparkGcTimeHigh critical resolved");

    gc(150, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
    assertThat(only().firedAt()).isEqualTo(at(150));
  }

  @Test
  void keepsAlertsAndTellsOfTheSourceWhileItIsBlind() {
    fire();
    blind(75);
    blind(194);
    assertThat(states())
        .containsExactly(
            "SparkGcTimeHigh critical firing", "FirewardenSourceUnavailable critical pending");

    tracker.tick(at(195));

    assertThat(states())
        .containsExactly(
            "SparkGcTimeHigh critical firing", "FirewardenSourceUnavailable critical firing");
    Alert source = tracker.alerts().get(1);
    assertThat(source.labels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "alertname", "FirewardenSourceUnavailable",
                "cluster", "prod",
                "severity", "critical",
                "scope", "agent",
                "source", DRIVER,
                "app_id", "app-1",
                "app_name", "nightly"));
    assertThat(source.annotations().get("summary")).contains(DRIVER).contains("nightly");
    assertThat(source.annotations().get("description")).contains("refused");
  }

  @Test
  void resolvesTheSourceAlertAndKeepsTheOthersWhenTheSourceIsReadAgain() {
    fire();
    blind(75);
    blind(195);
    tracker.accept(new Observation.SourceRead(DRIVER, at(200)), at(200));
    gc(200, inconclusive());

    assertThat(states())
        .containsExactly(
            "SparkGcTimeHigh critical firing", "FirewardenSourceUnavailable critical resolved");
  }

  @Test
  void startsTheSourceClockAnewAfterEachGoodReading() {
    blind(0);
    tracker.accept(new Observation.SourceRead(DRIVER, at(60)), at(60));
    blind(75);
    blind(150);

    assertThat(states()).containsExactly("FirewardenSourceUnavailable critical pending");
  }

  @Test
  void tellsOfOneSourceOnceWhetherItsApplicationIsKnownOrNot() {
    blind(0, app());
    blind(15, null);
    assertThat(tracker.alerts()).hasSize(1);

    tracker.accept(new Observation.Ended(app(), at(20)), at(20));
    assertThat(tracker.alerts()).isEmpty();
  }

  @Test
  void keepsAPasswordOutOfTheSourceLabel() {
    tracker.accept(new Observation.Blind("http://ada:s3cret@host:8080", null, "401", at(0)), at(0));
    assertThat(only().labels()).containsEntry("source", "http://host:8080");
    assertThat(only().labels()).doesNotContainKey("app_id");
  }

  @Test
  void resolvesAllAlertsOfAnApplicationThatEnded() {
    fire();
    blind(75);
    blind(195);
    tracker.accept(
        judged(app("app-2", "other"), at(195), CheckId.LONG_TASK, unhealthy(LONG_TASK)), at(195));
    tracker.accept(new Observation.Ended(app(), at(210)), at(210));

    assertThat(states())
        .containsExactly(
            "SparkTaskRunningLong warning firing",
            "SparkGcTimeHigh critical resolved",
            "FirewardenSourceUnavailable critical resolved");
    assertThat(tracker.alerts().get(1).annotations())
        .containsEntry("resolution", "the application ended");
  }

  @Test
  void saysSinceWhenDataIsMissingAndStopsSayingSoWhenItIsBack() {
    fire();
    tracker.tick(at(60).plus(GRACE));
    assertThat(only().annotations()).doesNotContainKey("data_missing_since");

    tracker.tick(at(61).plus(GRACE));
    assertThat(only().state()).isEqualTo(AlertState.FIRING);
    assertThat(only().annotations()).containsEntry("data_missing_since", at(60).toString());

    gc(61 + GRACE.toSeconds() + 15, inconclusive());
    assertThat(only().annotations()).doesNotContainKey("data_missing_since");
  }

  @Test
  void dropsAPendingAlertThatNobodyConfirmsWithinTheGrace() {
    gc(0, unhealthy(GC_CRITICAL));
    tracker.tick(at(1).plus(GRACE));

    assertThat(tracker.alerts()).isEmpty();
  }

  @Test
  void givesUpAFiringAlertOnlyAfterALongTime() {
    fire();
    tracker.tick(at(60).plus(AlertTracker.FORGET_AFTER));
    assertThat(only().state()).isEqualTo(AlertState.FIRING);

    tracker.tick(at(61).plus(AlertTracker.FORGET_AFTER));
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
    assertThat(only().annotations()).containsEntry("resolution", "it was not seen again for 24 h");
  }

  @Test
  void resolvesTheAlertOfASourceThatNobodyTriesAnyMore() {
    blind(0);
    blind(120);
    tracker.tick(at(121).plus(GRACE));

    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
    assertThat(only().annotations()).containsEntry("resolution", "it is no longer watched");
  }

  @Test
  void goesOnAfterARestartAsIfNothingHadHappened() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(60, unhealthy(GC_CRITICAL));
    tracker.accept(
        judged(app("app-2", "other"), at(60), CheckId.GC_TIME, unhealthy(GC_CRITICAL)), at(60));

    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(90));
    second.tick(at(90));
    assertThat(second.alerts()).isEqualTo(tracker.alerts());

    second.accept(
        judged(app("app-2", "other"), at(120), CheckId.GC_TIME, unhealthy(GC_CRITICAL)), at(120));
    assertThat(second.alerts())
        .allSatisfy(alert -> assertThat(alert.state()).isEqualTo(AlertState.FIRING))
        .extracting(Alert::firedAt)
        .containsExactlyInAnyOrder(at(60), at(120));
  }

  @Test
  void waitsForAReadingAfterALongStopBeforeItGivesUpAnything() {
    fire();
    blind(75);
    blind(195);
    AlertTracker second = newTracker();
    Instant later = START.plus(Duration.ofDays(3));
    second.restore(tracker.alerts(), later);
    second.tick(later.plusSeconds(1));

    assertThat(second.alerts())
        .hasSize(2)
        .allSatisfy(alert -> assertThat(alert.state()).isEqualTo(AlertState.FIRING));
  }

  @Test
  void givesUpAfterARestartWhatNoSourceKnowsAnyMore() {
    fire();
    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(100));
    second.accept(new Observation.SourceRead("http://master:8080", at(101)), at(101));
    second.tick(at(100).plus(GRACE));
    assertThat(second.alerts().get(0).state()).isEqualTo(AlertState.FIRING);

    second.tick(at(101).plus(GRACE));
    assertThat(second.alerts().get(0).state()).isEqualTo(AlertState.RESOLVED);
    assertThat(second.alerts().get(0).annotations())
        .containsEntry("resolution", "no source knows the application any more");
  }

  @Test
  void keepsAfterARestartWhatABlindSourceMayStillKnow() {
    fire();
    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(100));
    Instant later = at(101).plus(GRACE);
    second.accept(new Observation.Blind("http://master:8080", null, "refused", later), later);
    second.tick(later);

    assertThat(second.alerts().get(0).state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void keepsAfterARestartWhatWasHeardOfAgain() {
    fire();
    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(100));
    second.accept(judged(app(), at(110), CheckId.GC_TIME, inconclusive()), at(110));
    second.tick(at(101).plus(GRACE));

    assertThat(second.alerts().get(0).state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void forgetsAResolvedAlertOnceItWasToldForLongEnough() {
    fire();
    gc(90, healthy());
    tracker.forgetResolved(alert -> false, at(90).plus(AlertTracker.RESOLVED_RETENTION));
    assertThat(tracker.alerts()).hasSize(1);
    tracker.forgetResolved(alert -> true, at(91).plus(AlertTracker.RESOLVED_RETENTION));
    assertThat(tracker.alerts()).as("somebody still has to be told").hasSize(1);
    tracker.forgetResolved(alert -> false, at(91).plus(AlertTracker.RESOLVED_RETENTION));
    assertThat(tracker.alerts()).isEmpty();
  }

  @Test
  void forgetsAResolvedAlertThatCannotBeToldAfterADay() {
    fire();
    gc(90, healthy());
    tracker.forgetResolved(alert -> true, at(91).plus(AlertTracker.FORGET_AFTER));

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
  void countsOnlyChangesThatAreWorthWriting() {
    gc(0, unhealthy(GC_CRITICAL));
    long pending = tracker.changes();
    gc(15, unhealthy(GC_CRITICAL));
    assertThat(tracker.changes()).isEqualTo(pending);

    gc(60, unhealthy(GC_CRITICAL));
    assertThat(tracker.changes()).isGreaterThan(pending);
  }

  private void fire() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(60, unhealthy(GC_CRITICAL));
    assertThat(states()).contains("SparkGcTimeHigh critical firing");
  }
}
