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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of applications of which nothing is heard any more. */
class SilenceTest extends LifecycleKit {

  @Test
  void endsNothingWhenAWholeSourceVanishes() {
    answers(A, "app-1");
    watch(yarn.runs(A, "app-1"));
    yarn.down(true);
    timer.advance(MINUTE.multipliedBy(5));
    assertRuns();
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();

    fails(A, "no route to host");
    timer.advance(Duration.ofHours(2));
    assertRuns();
    assertThat(fleet.applications().get(0).readAt()).isBefore(timer.instant());
    assertThat(fleet.applications().get(0).errorSince()).isNotNull();

    yarn.down(false);
    answers(A, "app-1");
    timer.advance(MINUTE.multipliedBy(2));
    assertRuns();
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
    assertThat(told).noneMatch(Observation.Ended.class::isInstance);
  }

  @Test
  void isLostWhenASourceComesBackAndKnowsNothingOfIt() {
    answers(A, "app-1");
    watch(yarn.runs(A, "app-1"));
    yarn.down(true);
    fails(A, "refused");
    timer.advance(MINUTE.multipliedBy(5));

    yarn.down(false).forget();
    timer.advance(MINUTE.multipliedBy(2));

    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @Test
  void isNotLostWhileAnotherListHasIt() {
    answers(A, "app-1");
    watch(master.runs(A, "app-1"), yarn.runsSomewhere("app-1"));
    fails(A, "refused");
    master.forget();
    yarn.down(true);
    timer.advance(Duration.ofHours(1));
    assertRuns();

    yarn.down(false).forget();
    timer.advance(MINUTE.multipliedBy(3));
    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @Test
  void runsAgainWhereItAnswersThoughAListHasForgottenIt() {
    answers(A, "app-1");
    watch(given(A), master.runs(A, "app-1"));
    fails(A, "no route to host");
    master.forget();
    timer.advance(MINUTE);
    assertEnded(FinalStatus.LOST, Ending.AGENT);

    answers(A, "app-1");
    timer.advance(MINUTE.multipliedBy(2));

    assertRuns();
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
  }

  @Test
  void holdsASilentDriverForLostThatNoSourceKnows() {
    answers(A, "app-1");
    watch(given(A), yarn);
    fails(A, "refused");
    timer.advance(Duration.ofMinutes(14));
    assertRuns();

    timer.advance(MINUTE.multipliedBy(3));

    assertEnded(FinalStatus.LOST, Ending.AGENT);
    assertThat(ended().ending().reason())
        .isEqualTo("its driver stopped answering, and no source told how it ended");
    assertThat(told).noneMatch(Observation.Ended.class::isInstance);
    assertThat(alerts.alerts()) // nobody says that it ended
        .singleElement()
        .satisfies(alert -> assertThat(alert.state()).isEqualTo(AlertState.FIRING));
    told.clear();
    timer.advance(Duration.ofHours(1));
    assertThat(told).noneMatch(Observation.Vanished.class::isInstance);
  }

  @Test
  void losesNothingWhileASourceCannotBeRead() {
    answers(A, "app-1");
    watch(given(A), yarn);
    fails(A, "refused");
    yarn.down(true);

    timer.advance(Duration.ofHours(3));
    assertRuns();

    yarn.down(false);
    timer.advance(MINUTE.multipliedBy(2));
    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @Test
  void asksAgainALookWithoutANameThatFailedOnce() {
    ListedApplications local = new ListedApplications("").down(true);
    answers(A, "app-1");
    watch(given(A), local);
    local.down(false);
    fails(A, "refused");

    timer.advance(Duration.ofMinutes(20));

    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @Test
  void runsAgainWhenItComesBack() {
    answers(A, "app-1");
    watch(given(A));
    fails(A, "refused");
    timer.advance(Duration.ofMinutes(20));
    assertEnded(FinalStatus.LOST, Ending.AGENT);

    answers(A, "app-1");
    timer.advance(MINUTE);

    assertRuns();
    fails(A, "refused");
    timer.advance(Duration.ofMinutes(20));
    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @Test
  void givesUpAListenerThatFellSilent() {
    watch();
    push("app-1");
    timer.advance(Duration.ofMinutes(14));
    assertRuns();

    timer.advance(MINUTE.multipliedBy(2));

    assertEnded(FinalStatus.LOST, Ending.AGENT);
    assertThat(ended().endedAt()).isEqualTo(START.plusSeconds(120));
    push("app-1");
    assertRuns();
  }

  @Test
  void countsThePatienceFromTheLastReadingOfAnySource() {
    answers(A, "app-1");
    watch(given(A));
    push("app-1");
    fails(A, "refused");
    for (int i = 0; i < 100; i++) {
      timer.advance(INTERVAL);
      push("app-1");
    }

    timer.advance(Duration.ofMinutes(13));
    assertRuns();
    timer.advance(MINUTE.multipliedBy(3));
    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @Test
  void holdsForLostWhatWaitedAndIsNotListedAnyMore() {
    watch(yarn.waits("app-1", "no node fits"));
    yarn.forget();
    timer.advance(INTERVAL);
    assertThat(fleet.pending()).hasSize(1);

    timer.advance(INTERVAL);

    assertThat(fleet.pending()).isEmpty();
    assertEnded(FinalStatus.LOST, Ending.AGENT);
    assertThat(ended().ending().reason()).endsWith("and it has not run");
  }

  @Test
  void watchesAnAddressNoMoreThatIsNotGivenAnyMore() {
    answers(A, "app-1");
    watch(yarn.isAt(A));
    yarn.forget();

    timer.advance(MINUTE);

    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.ended()).isEmpty(); // nobody says that it has ended
    assertThat(fleet.sources())
        .extracting(Fleet.SourceView::source)
        .doesNotContain("http://a:4040");
  }
}
