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
import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.inconclusive;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of alerts while nothing is known, and through a restart. */
class AlertTrackerBlindTest extends AlertTrackerKit {

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
                "source", DRIVER));
    assertThat(source.annotations())
        .containsEntry("app_id", "app-1")
        .containsEntry("app_name", "nightly");
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

    ended(20);
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
    ended(210);
    assertThat(states())
        .as("as long as Prometheus keeps it")
        .contains("SparkGcTimeHigh critical firing");
    tracker.tick(at(330));

    assertThat(states())
        .containsExactly(
            "SparkTaskRunningLong warning firing",
            "SparkGcTimeHigh critical resolved",
            "FirewardenSourceUnavailable critical resolved");
    assertThat(tracker.alerts().get(1).annotations())
        .containsEntry("resolution", "the application was killed: by its owner");
  }

  @Test
  void keepsAlertsOfAnApplicationThatIsOnlyHeldForLost() {
    fire();
    Ending lost = new Ending(FinalStatus.LOST, at(60), "silent", "firewarden");
    tracker.accept(new Observation.Vanished(app(), lost, at(900)), at(900));
    tracker.tick(at(960));

    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
    gc(1000, new Verdict.Healthy("well"));
    tracker.tick(at(1120));
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void tellsOneAlertOfASourceWhateverIsBehindIt() {
    blind(0, null);
    blind(120, app());
    assertThat(only().state()).isEqualTo(AlertState.FIRING);
    blind(135, app("app-2", "other"));

    assertThat(only().annotations()).containsEntry("app_id", "app-2");
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
  void goesOnAfterARestartWithWhatFiredAndWhatWasSeenToHold() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(60, unhealthy(GC_CRITICAL));
    gcOfOther(tracker, 40);
    gcOfOther(tracker, 60);

    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(240));
    second.tick(at(240));
    assertThat(second.alerts().get(0)).isEqualTo(tracker.alerts().get(0));
    gcOfOther(second, 279);
    assertThat(second.alerts().get(1).state())
        .as("20 s before the stop and 39 s after it")
        .isEqualTo(AlertState.PENDING);

    gcOfOther(second, 280);
    assertThat(second.alerts())
        .allSatisfy(alert -> assertThat(alert.state()).isEqualTo(AlertState.FIRING))
        .extracting(Alert::firedAt)
        .containsExactlyInAnyOrder(at(60), at(280));
  }

  private static void gcOfOther(AlertTracker tracker, long seconds) {
    tracker.accept(
        judged(app("app-2", "other"), at(seconds), CheckId.GC_TIME, unhealthy(GC_CRITICAL)),
        at(seconds));
  }

  @Test
  void firesAfterARestartOnlyWhatWasSeenAgain() {
    blind(0);
    blind(110);
    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(290));
    second.tick(at(290));
    second.tick(at(310));
    assertThat(second.alerts().get(0).state())
        .as("nobody has looked since")
        .isEqualTo(AlertState.PENDING);

    second.accept(new Observation.Blind(DRIVER, app(), "refused", at(310)), at(310));
    assertThat(second.alerts().get(0).state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void firesNothingAfterARestartForAClockThatWasSetBack() {
    blind(3600);
    blind(3719);
    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(10));
    second.tick(at(12));

    assertThat(second.alerts().get(0).state()).isEqualTo(AlertState.PENDING);
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
  void keepsAfterARestartWhatASourceThatIsBlindAllAlongKnewBefore() {
    fire();
    blind(75);
    AlertTracker second = newTracker();
    second.restore(tracker.alerts(), at(100));
    Instant later = at(101).plus(GRACE);
    second.accept(new Observation.Blind(DRIVER, null, DRIVER + " refused", at(101)), at(101));
    second.accept(new Observation.Blind(DRIVER, null, DRIVER + " refused", later), later);
    second.tick(later);

    assertThat(second.alerts())
        .hasSize(2)
        .allSatisfy(alert -> assertThat(alert.state()).isEqualTo(AlertState.FIRING));
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
  void endsTheAlertOfARateWhenTooLittleHasRunForTheGrace() {
    fire();
    gc(75, inconclusive());
    gc(75 + GRACE.toSeconds(), inconclusive());
    assertThat(only().state()).isEqualTo(AlertState.FIRING);

    gc(76 + GRACE.toSeconds(), inconclusive());
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
    assertThat(only().annotations())
        .containsEntry("resolution", "too little has run since to judge");
  }

  @Test
  void endsALocalityAlertThatOnlyALowShareCouldConfirm() {
    Verdict diluted = new Verdict.Inconclusive(Verdict.Reason.GAP, "diluted");
    tracker.accept(judged(app(), at(0), CheckId.LOCALITY, unhealthy(LONG_TASK)), at(0));
    for (long seconds : new long[] {15, 16 + GRACE.toSeconds()}) {
      tracker.accept(judged(app(), at(seconds), CheckId.LOCALITY, diluted), at(seconds));
    }

    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void endsTheAlertAboutASourceThatIsNotReadAnyMore() {
    tracker.accept(new Observation.Blind(DRIVER, null, "refused", at(0)), at(0));
    tracker.tick(at(180));
    assertThat(only().state()).isEqualTo(AlertState.FIRING);

    tracker.accept(new Observation.Gone(DRIVER), at(200));

    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void keepsTheAlertOfARateThroughBlindnessAndNewEvidence() {
    fire();
    long grace = GRACE.toSeconds();
    gc(75, inconclusive());
    gc(75 + grace, new Verdict.Inconclusive(Verdict.Reason.NO_WINDOW, "one reading"));
    gc(100 + grace, inconclusive());
    gc(100 + 2 * grace, unhealthy(GC_CRITICAL));
    gc(120 + 2 * grace, inconclusive());
    gc(120 + 3 * grace, inconclusive());

    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
  }

  @Test
  void keepsTheAlertOfARateForAllOtherReasons() {
    for (Verdict.Reason reason : Verdict.Reason.values()) {
      if (reason != Verdict.Reason.TOO_FEW_SAMPLES) {
        fire();
        gc(75, new Verdict.Inconclusive(reason, "why"));
        gc(75 + 3 * GRACE.toSeconds(), new Verdict.Inconclusive(reason, "why"));
        assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXECUTOR_MEMORY", "LONG_TASK", "EXECUTOR_COUNT"})
  void keepsTheAlertOfAStateHoweverLittleRuns(CheckId check) {
    tracker.accept(judged(app(), at(0), check, unhealthy(LONG_TASK)), at(0));
    for (long seconds : new long[] {15, 15 + 3 * GRACE.toSeconds()}) {
      tracker.accept(judged(app(), at(seconds), check, inconclusive()), at(seconds));
    }

    assertThat(states()).containsExactly("SparkTaskRunningLong warning firing");
  }
}
