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
package io.firewarden.model.event;

import static io.firewarden.model.event.Told.MIB;
import static io.firewarden.model.event.Told.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Job;
import io.firewarden.model.Stage;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.event.query.Doubt;
import io.firewarden.model.event.query.PlanOutline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes sure again, and when, after events were lost. */
class LostEventsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Told told = Told.application();
  private final ApplicationState state = told.state();
  private Instant now = Instant.ofEpochMilli(START + 60_000);

  @Test
  void isWholeButForTheCountersWhenAllHaveShownThatTheyLive() {
    busy();
    state.eventsDropped();
    assertThat(now().gaps())
        .containsExactlyInAnyOrder(
            Gap.RUNNING_TASKS,
            Gap.RUNNING_JOBS,
            Gap.RUNNING_STAGES,
            Gap.EXECUTORS,
            Gap.STORAGE_MEMORY,
            Gap.CACHED_BLOCKS,
            Gap.EVENTS_LOST);

    heartbeats("1", "2");
    state.stageAlive(7, 0);
    assertThat(now().gaps())
        .containsExactlyInAnyOrder(
            Gap.RUNNING_TASKS, Gap.RUNNING_STAGES, Gap.CACHED_BLOCKS, Gap.EVENTS_LOST);

    told.end(7, 0, "1", Outcome.SUCCEEDED);
    state.stageCompleted(7, 0, true);
    state.jobEnded(3, true);
    state.rddUnpersisted(5);
    assertThat(now().gaps()).containsExactly(Gap.EVENTS_LOST);
  }

  @Test
  void forgetsAnExecutorThatGaveNoSignOfLife() {
    told.inMemory("2", 5, 0, 10);
    state.eventsDropped();
    now();
    heartbeats("1");
    after(Executors.PATIENCE.minus(SECOND));
    heartbeats("1");
    assertThat(now().gaps()).contains(Gap.EXECUTORS);
    assertThat(now().workers()).hasSize(2);

    ApplicationSnapshot later = after(SECOND.multipliedBy(2));

    assertThat(later.executors()).extracting(Executor::id).containsExactly("1", "driver");
    assertThat(later.gaps()).doesNotContain(Gap.EXECUTORS);
    assertThat(later.cachedRdds()).isEmpty();
    told.removed("2");
    assertThat(now().executorsRemoved()).isEqualTo(1);
  }

  @Test
  void keepsAnExecutorThatWorks() {
    told.stage(7, 10);
    told.start(7, 0, "2");
    state.eventsDropped();
    now();
    told.start(7, 1, "1");
    told.end(7, 0, "2", Outcome.SUCCEEDED);

    assertThat(now().gaps()).doesNotContain(Gap.EXECUTORS);
    assertThat(after(Executors.PATIENCE.plus(SECOND)).workers()).hasSize(2);
  }

  @Test
  void doesNotTakeTheLossOfATaskForASignOfLife() {
    told.stage(7, 10);
    told.start(7, 0, "2");
    state.eventsDropped();
    now();
    told.end(7, 0, "2", Outcome.LOST);
    heartbeats("1");

    assertThat(after(Executors.PATIENCE.plus(SECOND)).workers()).hasSize(1);
  }

  @Test
  void findsAnExecutorOfWhoseComingItWasNotTold() {
    told.stage(7, 10);
    told.removed("2");
    told.start(7, 0, "8");
    assertThat(now().workers()).hasSize(1);

    state.eventsDropped();
    told.start(7, 1, "9");
    told.start(7, 2, "2");

    assertThat(now().workers()).extracting(Executor::id).containsExactly("1", "9");
  }

  @Test
  void countsNoTaskForEverWhoseEndWasDropped() {
    told.stage(7, 10);
    for (int task = 0; task < 4; task++) {
      told.start(7, task, "1");
    }
    state.eventsDropped();
    told.end(7, 0, "1", Outcome.SUCCEEDED);
    told.stage(8, 10);
    told.start(8, 100, "1");
    assertThat(tasksOn("1")).isEqualTo(4);

    state.stageCompleted(7, 0, true);
    assertThat(tasksOn("1")).isEqualTo(1);
    told.end(8, 100, "1", Outcome.SUCCEEDED);
    assertThat(tasksOn("1")).isZero();
  }

  @Test
  void forgetsAJobWhoseEndWasDropped() {
    state.jobStarted(3, START, List.of(7));
    state.jobStarted(4, START, List.of(8, 9));
    told.stage(7, 1);
    told.stage(8, 1);
    state.eventsDropped();
    state.stageCompleted(7, 0, true);
    state.stageCompleted(8, 0, true);
    told.stage(9, 1);
    now();
    assertThat(now().gaps()).contains(Gap.RUNNING_JOBS);

    ApplicationSnapshot later = after(Jobs.PATIENCE.plus(SECOND));

    assertThat(later.jobs()).extracting(Job::id).containsExactly(4);
    assertThat(later.gaps()).doesNotContain(Gap.RUNNING_JOBS);
  }

  @Test
  void forgetsAStageOnlyWhenNothingWasHeardOfItForLong() {
    state.jobStarted(3, START, List.of(7));
    state.jobStarted(4, START, List.of(8));
    told.stage(7, 5);
    told.start(7, 0, "1");
    told.stage(8, 5);
    told.start(8, 1, "1");
    state.eventsDropped();
    now();
    for (int i = 0; i < 2; i++) {
      after(Doubt.PATIENCE.minus(SECOND));
      state.stageAlive(8, 0);
      assertThat(now().gaps()).contains(Gap.RUNNING_STAGES);
      after(SECOND.multipliedBy(2));
    }

    assertThat(now().stages()).extracting(Stage::id).containsExactly(8);
    assertThat(after(Jobs.PATIENCE.plus(SECOND)).jobs()).extracting(Job::id).containsExactly(4);
    told.end(8, 1, "1", Outcome.SUCCEEDED);
    state.stageCompleted(8, 0, true);
    assertThat(now().gaps()).doesNotContain(Gap.RUNNING_STAGES, Gap.RUNNING_TASKS);
    assertThat(tasksOn("1")).isZero();
  }

  @Test
  void saysThatAStageRunsOfWhichOnlyTasksWereTold() {
    told.start(6, 0, "1");
    assertThat(now().gaps()).isEmpty();
    state.eventsDropped();
    heartbeats("1", "2");
    assertThat(now().gaps()).containsExactly(Gap.EVENTS_LOST);

    told.start(7, 1, "1");
    assertThat(now().gaps()).containsExactly(Gap.RUNNING_STAGES, Gap.EVENTS_LOST);

    state.stageCompleted(7, 0, true);
    assertThat(now().gaps()).containsExactly(Gap.EVENTS_LOST);
  }

  @Test
  void asksAnExecutorForItsStorageOnceItsSumsAreUnsure() {
    told.inMemory("1", 5, 0, 10 * MIB);
    state.storageSampled("1", 77 * MIB, 0);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(10 * MIB);

    state.eventsDropped();
    state.storageSampled("2", 0, 0);
    state.storageSampled("driver", 0, 0);
    assertThat(now().gaps()).contains(Gap.STORAGE_MEMORY);
    state.storageSampled("1", 30 * MIB, 5 * MIB);

    assertThat(now().gaps()).doesNotContain(Gap.STORAGE_MEMORY);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(35 * MIB);
    told.inMemory("1", 5, 1, 10 * MIB);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(45 * MIB);
    state.storageSampled("1", 50 * MIB, 0);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(50 * MIB);

    state.eventsDropped();
    assertThat(now().gaps()).contains(Gap.STORAGE_MEMORY);
  }

  @Test
  void doubtsOnlyQueriesWhenAnEventOfTheirsFailed() {
    busy();
    state.sql().started(1, 1, START, PlanOutline.EMPTY);

    state.eventFailed(true);

    assertThat(now().gaps()).containsExactly(Gap.SQL_EXECUTIONS, Gap.EVENTS_LOST);
    state.sql().jobStarted(1, List.of(7));
    assertThat(now().gaps()).containsExactly(Gap.EVENTS_LOST);
  }

  @Test
  void doubtsAllThatRunsWhenAnotherEventFailed() {
    busy();
    state.busRead("shared", 100, List.of(new BusQueue("shared", 0L, 2)));
    heartbeats("1", "2");

    state.eventFailed(false);

    assertThat(now().gaps()).contains(Gap.EXECUTORS, Gap.RUNNING_STAGES, Gap.STORAGE_MEMORY);
    assertThat(now().bus()).hasFieldOrPropertyWithValue("failed", 1L);
    assertThat(now().bus()).returns(3L, bus -> bus.missed());
  }

  @Test
  void knowsNothingOfQueriesWhoseEventsAreNotRead() {
    state.queriesUnread();

    assertThat(now().gaps())
        .containsExactly(Gap.SQL_EXECUTIONS, Gap.STREAMING_QUERIES, Gap.EVENTS_LOST);
    assertThat(after(Duration.ofDays(1)).gaps()).contains(Gap.SQL_EXECUTIONS);
  }

  @Test
  void neverKnowsForSureWhatRanBeforeItCame() {
    state.eventsLost();
    heartbeats("1", "2");

    assertThat(after(Duration.ofDays(1)).gaps())
        .contains(Gap.EVENTS_LOST, Gap.EXECUTORS, Gap.RUNNING_STAGES, Gap.STORAGE_MEMORY);
  }

  @Test
  void takesNoSignOfLifeFromEventsThatWaitedWhenOthersWereDropped() {
    state.busRead("shared", 100, List.of(new BusQueue("shared", 50L, 1)));
    heartbeats("1", "2");
    assertThat(now().gaps()).doesNotContain(Gap.EXECUTORS);

    state.busRead("shared", 149, List.of(new BusQueue("shared", 9L, 1)));
    assertThat(now().gaps()).doesNotContain(Gap.EXECUTORS);
    state.busRead("shared", 150, List.of(new BusQueue("shared", 9L, 1)));
    assertThat(now().gaps()).contains(Gap.EXECUTORS);

    heartbeats("1", "2");
    state.busRead("shared", 200, List.of(new BusQueue("shared", 9L, 1)));
    assertThat(now().gaps()).doesNotContain(Gap.EXECUTORS);
  }

  @Test
  void givesUpWhatALimitLeftOutAndNobodyHeardOfForLong() {
    for (int i = 0; i <= Stages.MAX_STAGES; i++) {
      told.stage(i, 1);
    }
    state.eventsDropped();
    for (int i = 1; i <= Stages.MAX_STAGES; i++) {
      state.stageCompleted(i, 0, true);
    }
    assertThat(now().stages()).isEmpty();
    assertThat(now().gaps()).contains(Gap.RUNNING_STAGES);

    assertThat(after(Doubt.PATIENCE.plus(SECOND)).gaps()).doesNotContain(Gap.RUNNING_STAGES);
  }

  /** A job with a stage with a task on executor 1, which holds a block. */
  private void busy() {
    state.jobStarted(3, START, List.of(7));
    told.stage(7, 10);
    told.start(7, 0, "1");
    told.inMemory("1", 5, 0, 10);
  }

  private void heartbeats(String... executors) {
    for (String executor : executors) {
      state.executorAlive(executor);
      state.storageSampled(executor, 0, 0);
    }
    state.storageSampled("driver", 0, 0);
  }

  private int tasksOn(String executor) {
    return now().executors().stream()
        .filter(each -> each.id().equals(executor))
        .mapToInt(Executor::activeTasks)
        .sum();
  }

  private ApplicationSnapshot now() {
    return state.snapshot(now);
  }

  private ApplicationSnapshot after(Duration duration) {
    now = now.plus(duration);
    return now();
  }
}
