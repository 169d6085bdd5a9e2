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
package io.firewarden.model;

import static io.firewarden.model.Snapshots.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.model.bus.EventBus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final TaskTotals BEFORE =
      new TaskTotals(10, 1, 2, 3, 100, 10, new LocalityCounts(1, 2, 3, 4, 5));
  private static final TaskTotals AFTER =
      new TaskTotals(30, 4, 2, 5, 900, 60, new LocalityCounts(2, 4, 6, 8, 10));
  private static final TaskTotals DIFFERENCE =
      new TaskTotals(20, 3, 0, 2, 800, 50, new LocalityCounts(1, 2, 3, 4, 5));

  private static final Executor EXECUTOR = Snapshots.executor("1", 300, 1000);

  private final ApplicationSnapshot earlier = Snapshots.taken(Duration.ofMinutes(10), BEFORE);
  private final ApplicationSnapshot current = Snapshots.taken(Duration.ofMinutes(12), AFTER);

  @Test
  void takesDifferencesBetweenTwoSnapshots() {
    Window window = Window.between(earlier, current);

    assertThat(window.current()).isSameAs(current);
    assertThat(window.length()).contains(Duration.ofMinutes(2));
    assertThat(window.tasks()).contains(DIFFERENCE);
    assertThat(window.executorsRemoved()).contains(0L);
    assertThat(window.earlierExecutor(EXECUTOR)).contains(new PastExecutor(7, 123_456, 7_890, 2L));
    assertThat(window.earlierExecutor(Snapshots.driver()))
        .contains(new PastExecutor(0, 0, 0, null));
    assertThat(window.earlierExecutor(Snapshots.executor("2", 300, 1000))).isEmpty();
  }

  @Test
  void countsFromNothingSinceTheStart() {
    Window window = Window.sinceStart(current);

    assertThat(window.length()).contains(Duration.ofMinutes(12));
    assertThat(window.tasks()).contains(AFTER);
    assertThat(window.executorsRemoved()).contains(current.executorsRemoved());
    assertThat(window.earlierExecutor(EXECUTOR)).isEmpty();
  }

  @Test
  void knowsNoRateOfASingleSnapshot() {
    Window window = Window.of(current);

    assertThat(window.length()).isEmpty();
    assertThat(window.tasks()).isEmpty();
    assertThat(window.executorsRemoved()).isEmpty();
    assertThat(window.earlierExecutor(EXECUTOR)).isEmpty();
  }

  @Test
  void knowsHowManyEventsItLacks() {
    ApplicationSnapshot lossy = missing(earlier, 3, 1);

    assertThat(Window.between(earlier, current).eventsMissed()).isZero();
    assertThat(Window.between(lossy, missing(current, 3, 1)).eventsMissed()).isZero();
    assertThat(Window.between(lossy, missing(current, 8, 2)).eventsMissed()).isEqualTo(6);
    assertThat(Window.sinceStart(missing(current, 8, 2)).eventsMissed()).isEqualTo(10);
  }

  @Test
  void lacksAnEventWhenTheLossBeganInItUncounted() {
    ApplicationSnapshot unsure =
        Snapshots.with(current, current.takenAt(), AFTER, Set.of(Gap.EVENTS_LOST));

    assertThat(Window.between(earlier, unsure).eventsMissed()).isEqualTo(1);
  }

  private static ApplicationSnapshot missing(ApplicationSnapshot of, long dropped, long failed) {
    return new ApplicationSnapshot(
        of.takenAt(),
        of.source(),
        of.application(),
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        of.executorsRemoved(),
        of.executors(),
        of.jobs(),
        of.stages(),
        of.cachedRdds(),
        Set.of(Gap.EVENTS_LOST),
        null,
        null,
        null,
        null,
        null,
        new EventBus(false, 100, dropped, "shared", List.of(), failed));
  }

  @Test
  void isNeverShorterThanNothing() {
    ApplicationSnapshot ahead = Snapshots.taken(Duration.ofSeconds(-3), AFTER);

    assertThat(Window.sinceStart(ahead).length()).contains(Duration.ZERO);
  }

  @Test
  void doesNotTakeANewExecutorForAnOldOneWithItsId() {
    Executor old = Snapshots.executor("1", 300, 1000);
    Executor again =
        new Executor(
            old.id(),
            old.host(),
            old.addedAt().plusSeconds(60),
            4,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            null,
            null,
            null);
    ApplicationSnapshot restarted =
        Snapshots.with(current, List.of(again), current.stages(), current.cachedRdds());

    assertThat(Window.between(earlier, restarted).earlierExecutor(again)).isEmpty();
  }

  @Test
  void refusesSnapshotsOfTwoApplications() {
    ApplicationSnapshot other =
        Snapshots.with(current, new Application("app-2", "n", "u", "", false, null, START, null));

    assertThatThrownBy(() -> Window.between(earlier, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("app-1")
        .hasMessageContaining("app-2");
  }

  @Test
  void refusesSnapshotsInTheWrongOrder() {
    Instant later = current.takenAt();

    assertThatThrownBy(() -> Window.between(current, earlier))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(later.toString());
    assertThatThrownBy(() -> Window.between(current, current))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
