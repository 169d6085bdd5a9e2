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
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.fleet.FleetMemory;
import io.firewarden.agent.source.Reading;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.TaskTotals;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications over two runs of the agent, of which the first is killed. */
class RestartTest extends PollerKit {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final AgentConfig CONFIG = AgentConfig.ofDefaults();

  @TempDir Path directory;

  private final ListedApplications yarn = new ListedApplications("http://rm:8088");
  private List<String> places = List.of("YARN", "driver A");
  private final AtomicInteger writes = new AtomicInteger();
  private Predicate<String> ours = id -> true;
  private Fleet fleet;
  private FleetMemory memory;
  private Poller poller;

  @Test
  void keepsHowAnApplicationEndedWithItsTimesAndFigures() {
    run(given(A), yarn.runs(A, "app-1"));
    yarn.ended("app-1", FinalStatus.FAILED, timer.instant(), "exit code 13");
    timer.advance(MINUTE);
    Fleet.EndedView before = ended();

    kill(HOUR);
    yarn.forget();
    fails(A, "refused");
    run(given(A), yarn);

    assertThat(ended()).isEqualTo(before);
    assertThat(ended().ending().reason()).isEqualTo("exit code 13");
    assertThat(ended().snapshot().tasks().succeeded()).isEqualTo(100);
    assertThat(ended().snapshot().source()).isEqualTo(SourceKind.REST);
    timer.advance(CONFIG.applications().keep().minus(HOUR).plus(MINUTE));
    assertThat(fleet.ended()).as("counted from when it was told first").isEmpty();
  }

  @Test
  void isNotToldTwiceBySourcesThatTellOfItAgain() {
    run(given(A), yarn.runs(A, "app-1"));
    yarn.ended("app-1", FinalStatus.FAILED, timer.instant(), "exit code 13");
    timer.advance(MINUTE);
    Fleet.EndedView before = ended();

    kill(HOUR);
    fails(A, "refused");
    run(given(A), yarn);
    timer.advance(MINUTE);

    assertThat(ended()).isEqualTo(before);
    assertThat(fleet.applications()).isEmpty();
  }

  @Test
  void takesTheVerdictOfASourceThatSawTheEndWhileNoAgentRan() {
    run(given(A), yarn.runs(A, "app-1"));
    kill(HOUR);
    Instant end = timer.instant().minus(MINUTE);
    yarn.ended("app-1", FinalStatus.KILLED, end, "killed by user");
    fails(A, "refused");

    run(given(A), yarn);

    assertThat(ended().ending())
        .isEqualTo(new Ending(FinalStatus.KILLED, end, "killed by user", yarn.name()));
    assertThat(ended().snapshot().tasks().succeeded()).as("its last figures").isEqualTo(100);
    timer.advance(HOUR);
    assertThat(ended().ending().status()).isEqualTo(FinalStatus.KILLED);
  }

  @Test
  void takesTheVerdictOfASourceThatKnowsOnlyTheAddress() {
    run(yarn.isAt(A));
    kill(HOUR);
    fails(A, "refused");
    Instant end = timer.instant().minus(MINUTE);
    yarn.forget();
    yarn.andEndedAt(A, FinalStatus.FAILED, Instant.parse("2026-11-22T08:59:00Z"), "of another");
    yarn.andEndedAt(A, FinalStatus.KILLED, end, "evicted");

    run(yarn);

    assertThat(ended().ending())
        .isEqualTo(new Ending(FinalStatus.KILLED, end, "evicted", yarn.name()));
    assertThat(ended().application().id()).isEqualTo("app-1");
    timer.advance(HOUR);
    assertThat(ended().ending().status()).isEqualTo(FinalStatus.KILLED);
  }

  @Test
  void takesThatVerdictAlsoWhenTheAddressWasTriedMeanwhile() {
    run(yarn.isAt(A));
    kill(HOUR);
    fails(A, "refused");
    run(yarn);
    timer.advance(MINUTE);
    yarn.forget();
    yarn.andEndedAt(A, FinalStatus.FAILED, timer.instant(), "exit code 1");

    timer.advance(MINUTE);

    assertThat(ended().ending().reason()).isEqualTo("exit code 1");
  }

  @Test
  void holdsForLostWhatIsGoneWhenItComesBackAndNobodyTellsOf() {
    run(given(A));
    timer.advance(MINUTE);
    final Instant seen = fleet.applications().get(0).readAt();
    kill(HOUR);
    fails(A, "refused");

    run(given(A));
    timer.advance(Duration.ofMinutes(14));
    assertThat(fleet.ended()).as("the time without an agent is no silence").isEmpty();
    timer.advance(MINUTE.multipliedBy(2));

    assertThat(ended().ending().status()).isEqualTo(FinalStatus.LOST);
    assertThat(ended().endedAt()).isEqualTo(seen);
    assertThat(ended().ending().reason())
        .isEqualTo(
            "it was not found when the agent had been started again, and no source told how it"
                + " ended");
    assertThat(ended().snapshot().tasks().succeeded()).isEqualTo(100);
  }

  @Test
  void remembersOverAnotherRestartWhatWasNotHeardOfYet() {
    run(given(A));
    kill(HOUR);
    fails(A, "refused");
    run(given(A));
    timer.advance(MINUTE);
    kill(MINUTE);

    run(given(A));
    timer.advance(MINUTE.multipliedBy(16));

    assertThat(ended().ending().status()).isEqualTo(FinalStatus.LOST);
    assertThat(ended().snapshot().tasks().succeeded()).isEqualTo(100);
  }

  @Test
  void holdsNothingForLostWhileASourceThatMayKnowItIsDown() {
    run(given(A), yarn.runs(A, "app-1"));
    kill(MINUTE);
    fails(A, "refused");
    yarn.down(true);

    run(given(A), yarn);
    timer.advance(HOUR);
    assertThat(fleet.ended()).isEmpty();

    yarn.down(false).ended("app-1", FinalStatus.FAILED, null, "");
    timer.advance(MINUTE.multipliedBy(2));
    assertThat(ended().ending().status()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void goesOnWithWhatStillRuns() {
    run(given(A));
    kill(HOUR);

    run(given(A));
    timer.advance(HOUR);

    assertThat(fleet.ended()).isEmpty();
    assertThat(fleet.applications()).singleElement().matches(Fleet.ApplicationView::isCurrent);
    assertThat(fleet.applications().get(0).sourceChangedAt()).isNull();
  }

  @Test
  void givesAVerdictToWhatWaitedAndIsGone() {
    run(yarn.waits("app-2", "no room"));
    kill(MINUTE);
    yarn.forget();

    run(yarn);
    assertThat(fleet.pending()).isEmpty();
    timer.advance(MINUTE.multipliedBy(16));

    assertThat(ended().ending().status()).isEqualTo(FinalStatus.LOST);
    assertThat(ended().application().name()).isEqualTo("job app-2");
  }

  @Test
  void givesAVerdictToWhatPushedAndIsSilent() {
    run();
    PushedSnapshot pushed =
        new PushedSnapshot(PushKit.snapshot("app-3", timer.instant(), null, null), 1);
    assertThat(poller.pushes().push(pushed)).isEqualTo(PushOutcome.ACCEPTED);
    kill(MINUTE);

    run();
    timer.advance(MINUTE.multipliedBy(16));

    assertThat(ended().ending().status()).isEqualTo(FinalStatus.LOST);
  }

  @Test
  void takesNothingForLostThatWasFoundInAPlaceThatIsNotLookedAtAnyMore() {
    run(given(A));
    kill(MINUTE);
    places = List.of("YARN");

    run(yarn);
    timer.advance(HOUR);

    assertThat(fleet.ended()).isEmpty();
  }

  @Test
  void leavesToAnotherAgentWhatIsOfItsShardNow() {
    run(given(A), yarn.runs(A, "app-1"));
    kill(MINUTE);
    ours = id -> false;
    fails(A, "refused");

    run(given(A), yarn.forget());
    timer.advance(HOUR);

    assertThat(fleet.ended()).isEmpty();
  }

  @Test
  void tellsThatCountsBeginAnewWhenSparkHasForgottenWhatWasCountedBefore() {
    run(given(A));
    kill(MINUTE);
    answers(99);

    run(given(A));

    assertThat(fleet.applications().get(0).sourceChangedAt()).isEqualTo(timer.instant());
  }

  @BeforeEach
  void answers() {
    answers(100);
  }

  private void answers(long succeeded) {
    readings.put(
        A,
        () -> {
          ApplicationSnapshot of =
              Snapshots.of(Snapshots.application("app-1", A.toString(), null), timer.instant());
          return new Reading.Read(
              new ApplicationSnapshot(
                  of.takenAt(),
                  of.source(),
                  of.application(),
                  new TaskTotals(succeeded, 3, 0, 0, 1000, 10, LocalityCounts.NONE),
                  of.jobTotals(),
                  of.stageTotals(),
                  0,
                  of.executors(),
                  of.jobs(),
                  of.stages(),
                  of.cachedRdds(),
                  of.gaps()));
        });
  }

  private void run(Discovery... discoveries) {
    fleet = new Fleet(CONFIG.poll().staleAfter(), CONFIG.push(), CONFIG.applications(), timer);
    Path file = directory.resolve("applications.json");
    memory = new FleetMemory(file, fleet, () -> places, success -> writes.incrementAndGet(), timer);
    poller = poller(List.of(discoveries), fleet);
    poller.restore(memory.restore(ours));
    poller.start();
    timer.advance(Duration.ZERO);
  }

  /** What was written until now is all that is left. */
  private void kill(Duration downtime) {
    int before = writes.get();
    memory.close();
    await().atMost(Duration.ofMinutes(1)).until(() -> writes.get() > before);
    timer.pass(downtime);
  }

  private Fleet.EndedView ended() {
    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.ended()).hasSize(1);
    return fleet.ended().get(0);
  }

  private static StaticDrivers given(URI... addresses) {
    return new StaticDrivers(List.of(addresses));
  }
}
