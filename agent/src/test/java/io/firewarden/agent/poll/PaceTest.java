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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.source.PollCost;
import io.firewarden.agent.source.Reading;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaceTest extends PollerKit {
  private int reads;
  private boolean busy;
  private Duration taken = Duration.ZERO;
  private Duration waited = Duration.ZERO;

  @Test
  void readsABusyApplicationAtTheInterval() {
    busy = true;
    watch();

    timer.advance(Duration.ofMinutes(10));

    assertThat(reads).isEqualTo(1 + 40);
    assertThat(told).noneMatch(Observation.Paced.class::isInstance);
  }

  @Test
  void readsAnIdleApplicationLessAndAtTheIntervalAgainAsSoonAsItIsSeenToWork() {
    watch();

    timer.advance(Duration.ofMinutes(10));

    // At 0, 15, 30 and 45 s, then four times each 30 s, then every minute.
    assertThat(reads).isEqualTo(4 + 4 + 7);
    busy = true;
    timer.advance(Duration.ofMinutes(1));
    reads = 0;
    timer.advance(Duration.ofMinutes(1));
    assertThat(reads).isEqualTo(4);
    assertThat(told)
        .filteredOn(Observation.Paced.class::isInstance)
        .extracting(told -> ((Observation.Paced) told).interval().toSeconds())
        .containsExactly(30L, 60L, 15L);
  }

  @Test
  void readsASlowDriverLess() {
    busy = true;
    taken = Duration.ofSeconds(6);
    watch();

    timer.advance(Duration.ofMinutes(10).minusSeconds(1));

    assertThat(reads).isEqualTo(10);
  }

  @Test
  void doesNotTakeItsOwnQueueForASlowDriver() {
    busy = true;
    taken = Duration.ofSeconds(6);
    waited = Duration.ofSeconds(4);
    watch();

    timer.advance(Duration.ofMinutes(10));

    assertThat(reads).isEqualTo(1 + 40);
  }

  @Test
  void readsLessWhatAnotherSourceTellsOf() {
    busy = true;
    int[] others = {0};
    readings.put(A, this::reading);
    readings.put(
        B,
        () -> {
          others[0]++;
          return reading();
        });
    start(new StaticDrivers(List.of(A, B)));

    timer.advance(Duration.ofMinutes(10));

    assertThat(others[0]).isEqualTo(4 + 4 + 7);
    assertThat(reads - others[0]).isEqualTo(1 + 40);
  }

  @Test
  void doesNotTakeWhatIsReadSeldomForStale() {
    Fleet fleet =
        new Fleet(
            AgentConfig.Poll.DEFAULT.staleAfter(),
            AgentConfig.Push.DEFAULT,
            AgentConfig.Applications.DEFAULT,
            timer);
    readings.put(A, this::reading);
    poller(List.of(new StaticDrivers(List.of(A))), fleet).start();

    for (int i = 0; i < 60; i++) {
      timer.advance(Duration.ofSeconds(10));
      assertThat(fleet.applications()).allMatch(Fleet.ApplicationView::isCurrent);
    }
    timer.close();
    timer.advance(Duration.ofMinutes(4));
    assertThat(fleet.applications()).noneMatch(Fleet.ApplicationView::isCurrent);
  }

  private void watch() {
    readings.put(A, this::reading);
    start(new StaticDrivers(List.of(A)));
  }

  private Reading reading() {
    reads++;
    timer.pass(taken);
    Application application = Snapshots.application("app-1", A.toString(), null);
    return new Reading.Read(
        new ApplicationSnapshot(
            timer.instant(),
            SourceKind.REST,
            application,
            TaskTotals.NONE,
            new JobTotals(0, 0),
            StageTotals.NONE,
            0,
            List.of(),
            busy ? List.of(new Job(1, null, List.of(1))) : List.of(),
            List.of(),
            List.of(),
            Set.of()),
        new PollCost(1, 1, taken.minus(waited), waited));
  }
}
