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
import static org.assertj.core.api.Assertions.entry;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of an application through every source that may know of it, to its final verdict. */
class LifecycleTest extends LifecycleKit {

  @Test
  void tellsOneEndOfWhatFourSourcesHaveSeen() {
    answers(A, "app-1");
    watch(given(A), master.runs(A, "app-1"), yarn.runsSomewhere("app-1"));
    push("app-1");
    assertRuns();
    timer.advance(Duration.ofSeconds(10));
    Instant end = timer.instant();
    fails(A, "refused");

    end("app-1", FinalStatus.FAILED);
    master.ended("app-1", FinalStatus.SUCCEEDED, end.minusSeconds(3), "FINISHED");
    yarn.ended("app-1", FinalStatus.FAILED, end.plusSeconds(1), "exit code 13");
    timer.advance(MINUTE);

    assertEnded(FinalStatus.FAILED, "push:app-1");
    assertThat(ended().ending().reason()).isEqualTo("exit code 13");
    assertThat(ended().endedAt()).isEqualTo(end);
    assertThat(ended().duration()).isEqualTo(Duration.between(START, end));
    assertThat(alerts.alerts()) // only about the address, which is still given
        .allSatisfy(alert -> assertThat(alert.label("source")).isEqualTo("http://a:4040"));
  }

  @Test
  void endsWhatWasReadAtAnAddressThatIsSaidToBeOver() {
    answers(A, "app-1");
    watch(master.isAt(A));
    fails(A, "refused");
    master.endedAt(A, FinalStatus.FAILED, "the driver was OOMKilled");
    timer.advance(MINUTE);

    assertEnded(FinalStatus.FAILED, "http://master:8080");
    assertThat(ended().application().id()).isEqualTo("app-1");
    assertThat(ended().ending().reason()).isEqualTo("the driver was OOMKilled");
    assertThat(told).noneMatch(Observation.Unwatched.class::isInstance);
  }

  @Test
  void tellsAnOldEndAtAnAddressNotOfTheNextDriverThere() {
    answers(A, "app-2");
    watch(master.isAt(A));
    fails(A, "no route to host");
    master.forget().andEndedAt(A, FinalStatus.FAILED, START.minusSeconds(60), "of app-1");
    timer.advance(MINUTE);

    assertThat(fleet.ended()).isEmpty();
    assertThat(told).anyMatch(Observation.Unwatched.class::isInstance);
  }

  @Test
  void findsTheEndThatFitsAmongThoseAtAnAddress() {
    answers(A, "app-2");
    watch(master.isAt(A));
    fails(A, "no route to host");
    Instant end = timer.instant();
    master.forget().andEndedAt(A, FinalStatus.FAILED, START.minusSeconds(60), "of app-1");
    master.andEndedAt(A, FinalStatus.KILLED, end, "of app-2");
    timer.advance(MINUTE);

    assertEnded(FinalStatus.KILLED, "http://master:8080");
    assertThat(ended().ending().reason()).isEqualTo("of app-2");
    assertThat(ended().endedAt()).isEqualTo(end);
  }

  @Test
  void keepsTheVerdictOfAMasterBackUntilTheListenerHasSpoken() {
    watch(master.runsSomewhere("app-1"));
    push("app-1");
    master.ended("app-1", FinalStatus.FAILED, timer.instant(), "the master tells FAILED");
    timer.advance(INTERVAL);
    assertRuns(); // it pushed lately
    end("app-1", FinalStatus.SUCCEEDED);

    assertEnded(FinalStatus.FAILED, "http://master:8080");
  }

  @Test
  void takesTheVerdictOfAMasterWhenTheListenerFallsSilent() {
    watch(master.runsSomewhere("app-1"));
    push("app-1");
    master.ended("app-1", FinalStatus.KILLED, timer.instant(), "killed by ada");
    timer.advance(INTERVAL);
    push("app-1"); // it was on its way

    timer.advance(MINUTE.multipliedBy(2));

    assertEnded(FinalStatus.KILLED, "http://master:8080");
    assertThat(ended().ending().reason()).isEqualTo("killed by ada");
    assertThat(alerts.alerts()).isEmpty();
  }

  @Test
  void endsByWhatTheDriverItselfSays() {
    answers(A, "app-1");
    watch(given(A));
    Instant end = timer.instant().plusSeconds(5);
    readings.put(A, () -> read(A, "app-1", end));

    timer.advance(INTERVAL);

    assertEnded(FinalStatus.UNKNOWN, "http://a:4040");
    assertThat(ended().endedAt()).isEqualTo(end);
    assertThat(ended().snapshot().source()).isEqualTo(SourceKind.REST);
  }

  @Test
  void endsWhenItsAddressHasAnotherApplication() {
    answers(A, "app-1");
    watch(given(A));
    answers(A, "app-2");

    timer.advance(INTERVAL);

    assertThat(fleet.applications()).extracting(view -> view.application().id()).contains("app-2");
    assertThat(fleet.ended().get(0).ending().reason()).contains("http://a:4040", "app-2");
  }

  @Test
  void tellsHowADriverEndedThatWasKilledWithoutAWord() {
    answers(A, "app-1");
    watch(given(A), yarn.runs(A, "app-1"));
    fails(A, "connection refused"); // SIGKILL
    timer.advance(Duration.ofHours(1));
    assertRuns(); // the cluster manager says so
    assertThat(fleet.applications().get(0).error()).contains("refused");

    Instant end = timer.instant().minusSeconds(3);
    yarn.ended("app-1", FinalStatus.KILLED, end, "container exited with 137");
    timer.advance(INTERVAL);

    assertEnded(FinalStatus.KILLED, "http://rm:8088");
    assertThat(ended().ending().reason()).isEqualTo("container exited with 137");
    assertThat(ended().endedAt()).isEqualTo(end);
  }

  @Test
  void revisesAVerdictWhenSomebodyKnowsBetter() {
    answers(A, "app-1");
    watch(given(A), master.runs(A, "app-1"), yarn.incomplete());
    fails(A, "refused");
    master.forget();
    timer.advance(MINUTE);
    assertEnded(FinalStatus.LOST, Ending.AGENT);
    assertThat(ended().ending().reason()).contains("http://master:8080 does not list it any more");
    assertThat(ended().endedAt()).isEqualTo(START.plusSeconds(120)); // when it was last read

    yarn.ended("app-1", FinalStatus.UNKNOWN, null, "");
    timer.advance(INTERVAL);
    assertEnded(FinalStatus.UNKNOWN, "http://rm:8088");
    yarn.ended("app-1", FinalStatus.KILLED, timer.instant(), "killed by ada");
    timer.advance(INTERVAL);
    assertEnded(FinalStatus.KILLED, "http://rm:8088");
    end("app-1", FinalStatus.FAILED);
    assertEnded(FinalStatus.FAILED, "push:app-1");
  }

  @Test
  void knowsAfterARestartWhatASourceStillTells() {
    Instant now = timer.instant();
    yarn.ended("app-1", FinalStatus.FAILED, now.minus(Duration.ofHours(1)), "exit code 1");
    yarn.andEnded("app-2", FinalStatus.KILLED, now.minus(Duration.ofHours(25)), "long ago");
    watch(yarn);

    assertEnded(FinalStatus.FAILED, "http://rm:8088");
    assertThat(ended().snapshot().source()).isEqualTo(SourceKind.LISTED);
    timer.advance(Duration.ofHours(22));
    assertThat(fleet.ended()).hasSize(1);
    timer.advance(Duration.ofHours(2)); // a day after its end
    assertThat(fleet.ended()).isEmpty();
  }

  @Test
  void followsAnApplicationThatWaitsThenRunsThenEnds() {
    watch(yarn.waits("app-1", "the queue is full"));
    assertThat(fleet.pending())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.why()).isEqualTo("the queue is full");
              assertThat(view.since()).isEqualTo(START);
              assertThat(view.source()).isEqualTo("http://rm:8088");
              assertThat(view.sources()).hasSize(1);
            });
    assertThat(fleet.applications()).isEmpty();

    answers(A, "app-1");
    yarn.runs(A, "app-1");
    timer.advance(INTERVAL);
    assertRuns();
    assertThat(fleet.pending()).isEmpty();

    yarn.ended("app-1", FinalStatus.SUCCEEDED, timer.instant(), "");
    timer.advance(INTERVAL);
    assertEnded(FinalStatus.SUCCEEDED, "http://rm:8088");
  }

  @Test
  void waitsAgainForAnotherAttempt() {
    answers(A, "app-1");
    watch(yarn.runs(A, "app-1"));
    fails(A, "refused");
    timer.advance(INTERVAL);
    yarn.waits("app-1", "attempt 2");
    timer.advance(INTERVAL);
    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.pending()).hasSize(1);
    answers(B, "app-1");
    yarn.runs(B, "app-1");

    timer.advance(INTERVAL);

    assertRuns();
    assertThat(fleet.applications().get(0).isCurrent()).isTrue();
    assertThat(fleet.applications().get(0).source()).isEqualTo("http://b:4040");
    assertThat(told).noneMatch(Observation.Ended.class::isInstance);
  }

  @Test
  void followsADriverThatMoves() {
    answers(A, "app-1");
    watch(yarn.runs(A, "app-1"));
    fails(A, "gone");
    answers(B, "app-1");
    yarn.runs(B, "app-1");

    timer.advance(MINUTE);

    assertRuns();
    assertThat(fleet.applications().get(0).source()).isEqualTo("http://b:4040");
    assertThat(fleet.sources())
        .extracting(Fleet.SourceView::source)
        .containsExactly("http://b:4040", "http://rm:8088");
  }

  @Test
  void isReadyWhenEachSourceAndEachDriverThatItFoundWasTried() {
    fails(A, "refused");
    poller = poller(List.of(yarn.down(true), master.runs(A, "app-1")), this::take);
    assertThat(poller.hasTriedAll()).isFalse();
    poller.start();
    timer.advance(Duration.ZERO);
    assertThat(poller.hasTriedAll()).isTrue();
    assertThat(poller.hasReadAll()).isFalse();

    yarn.down(false);
    timer.advance(INTERVAL);
    assertThat(poller.hasReadAll()).isTrue();
    poller.close();
    assertThat(List.of(yarn, master)).allMatch(list -> list.closed);
  }

  @Test
  void saysWhoGivesWhat() {
    answers(A, "app-1");
    fails(B, "refused");
    watch(given(A), yarn.runs(B, "app-1"));
    timer.advance(INTERVAL);

    assertThat(fleet.applications().get(0).sources())
        .extracting(share -> entry(share.source(), share.gives().toString()))
        .containsExactly(entry("http://a:4040", "[FIGURES]"), entry("http://rm:8088", "[STATE]"));

    yarn.ended("app-1", FinalStatus.SUCCEEDED, timer.instant(), "");
    timer.advance(INTERVAL);

    assertThat(ended().sources())
        .extracting(share -> entry(share.source(), share.gives().toString()))
        .containsExactly(
            entry("http://a:4040", "[FIGURES]"), entry("http://rm:8088", "[STATE, VERDICT]"));
  }
}
