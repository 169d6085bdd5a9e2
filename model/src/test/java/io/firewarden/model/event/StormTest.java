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

import static io.firewarden.model.event.Told.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.task.FailureReason;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stays in memory when an application does far more than is followed, or Spark tells half. */
class StormTest {
  /** Entries that an application with two executors and a driver takes by itself. */
  private static final long QUIET = Retained.entries(Told.application().state());

  /** Entries for reasons, and for executors that went. */
  private static final int REMEMBERED =
      Executors.MAX_GONE
          + ExecutorLosses.MAX_LATEST
          + RemovalReason.values().length
          + FailureReason.values().length;

  /** Numbers for each stage, beside those of its tasks. */
  private static final int PER_STAGE = 40;

  private final Told told = Told.application();
  private final ApplicationState state = told.state();

  @Test
  void keepsNoTaskThatHasEnded() {
    int tasks = 1_000_000;
    told.stage(1, tasks);
    for (int i = 0; i < tasks; i++) {
      told.start(1, i, "1");
      if (i >= 8) {
        told.end(1, i - 8, "1", Outcome.SUCCEEDED);
      }
    }

    Stage stage = told.onlyStage();
    assertThat(stage.completedTasks()).isEqualTo(tasks - 8);
    assertThat(stage.activeTasks()).isEqualTo(8);
    assertThat(stage.pendingTasks()).isZero();
    assertThat(stage.oldestTaskStartedAt()).isEqualTo(Instant.ofEpochMilli(Told.launch(tasks - 8)));
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(Retained.entries(state))
        .isLessThan(QUIET + PER_STAGE + TaskIndexes.MAX_INDEXES / Long.SIZE);
  }

  @Test
  void countsTasksBeyondTheIndexesThatItTellsApart() {
    told.stage(1, Integer.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      told.end(1, i, Integer.MAX_VALUE - i, "1", Outcome.SUCCEEDED);
    }
    told.end(1, 3, Integer.MAX_VALUE - 3, "1", Outcome.RESUBMITTED);

    assertThat(told.onlyStage().completedTasks()).isEqualTo(9);
    assertThat(Retained.entries(state)).isLessThan(QUIET + PER_STAGE + 20);
  }

  @Test
  void knowsALimitedNumberOfRunningTasksOneByOne() {
    int tasks = 200_000;
    told.stage(1, tasks);
    for (int i = 0; i < tasks; i++) {
      told.start(1, i, "1");
    }

    assertThat(told.onlyStage().activeTasks()).isEqualTo(tasks);
    assertThat(told.onlyStage().oldestTaskStartedAt())
        .isEqualTo(Instant.ofEpochMilli(Told.launch(0)));
    assertThat(told.snapshot().gaps()).containsExactly(Gap.RUNNING_TASKS);
    assertThat(Retained.entries(state)).isLessThan(QUIET + PER_STAGE + 4 * RunningTasks.MAX_KNOWN);

    for (int i = 0; i < tasks; i++) {
      told.end(1, i, "1", Outcome.KILLED);
    }
    assertThat(told.onlyStage().activeTasks()).isZero();
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(Retained.entries(state)).isLessThan(QUIET + PER_STAGE);
  }

  @Test
  void limitsKnownTasksOverAllStages() {
    for (int stage = 0; stage < 10; stage++) {
      told.stage(stage, 10_000);
      for (int i = 0; i < 10_000; i++) {
        told.start(stage, stage * 10_000L + i, "1");
      }
    }
    assertThat(Retained.entries(state))
        .isLessThan(QUIET + 10 * PER_STAGE + 4 * Stages.MAX_KNOWN_TASKS);
    assertThat(told.snapshot().activeTasks()).isEqualTo(100_000);

    IntStream.range(0, 10).forEach(stage -> state.stageCompleted(stage, 0, true));
    told.stage(11, 1);
    told.start(11, 1, "1");
    assertThat(told.snapshot().gaps()).isEmpty();
  }

  @Test
  void followsALimitedNumberOfStages() {
    for (int i = 0; i < 100_000; i++) {
      told.stage(i, 10);
      told.start(i, i, "1");
      told.end(i, 1_000_000L + i, 0, "1", Outcome.SUCCEEDED);
    }

    ApplicationSnapshot snapshot = told.snapshot();
    assertThat(snapshot.stages()).hasSize(Stages.MAX_STAGES);
    assertThat(snapshot.stages()).last().extracting(Stage::id).isEqualTo(99_999);
    assertThat(snapshot.gaps()).containsExactly(Gap.RUNNING_STAGES);
    assertThat(snapshot.tasks().succeeded()).isEqualTo(100_000);
    assertThat(Retained.entries(state)).isLessThan(QUIET + PER_STAGE * Stages.MAX_STAGES);

    IntStream.range(0, 100_000).forEach(i -> state.stageCompleted(i, 0, true));
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(told.snapshot().stageTotals().succeeded()).isEqualTo(100_000);
    assertThat(Retained.entries(state)).isEqualTo(QUIET);
  }

  @Test
  void followsALimitedNumberOfJobs() {
    for (int i = 0; i < 5_000; i++) {
      state.jobStarted(i, START, IntStream.range(i, i + 200).boxed().toList());
    }

    assertThat(told.snapshot().jobs()).hasSize(Jobs.MAX_JOBS);
    assertThat(told.snapshot().gaps()).containsExactly(Gap.RUNNING_JOBS);
    assertThat(Retained.entries(state)).isLessThan(QUIET + Jobs.MAX_JOBS + 2 * Jobs.MAX_STAGE_IDS);

    IntStream.range(0, 5_000).forEach(i -> state.jobEnded(i, false));
    assertThat(told.snapshot().jobTotals().failed()).isEqualTo(5_000);
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(Retained.entries(state)).isEqualTo(QUIET);
  }

  @Test
  void keepsNothingOfExecutorsThatCameAndWent() {
    for (int i = 10; i < 10_010; i++) {
      String id = Integer.toString(i);
      told.executor(id);
      told.inMemory(id, i % 7, i, 100);
      told.sampled(id, 100, 1);
      told.removed(id);
      state.blockManagerRemoved(id);
    }

    ApplicationSnapshot snapshot = told.snapshot();
    assertThat(snapshot.executorsRemoved()).isEqualTo(10_000);
    assertThat(snapshot.workers()).hasSize(2);
    assertThat(snapshot.cachedRdds()).isEmpty();
    assertThat(snapshot.gaps()).isEmpty();
    assertThat(Retained.entries(state)).isLessThan(QUIET + REMEMBERED);
  }

  @Test
  void followsALimitedNumberOfExecutors() {
    for (int i = 10; i < 20_000; i++) {
      told.executor(Integer.toString(i));
    }

    assertThat(told.snapshot().executors()).hasSize(Executors.MAX_EXECUTORS);
    assertThat(told.snapshot().gaps()).containsExactly(Gap.EXECUTORS);

    for (int i = 10; i < 20_000; i++) {
      told.removed(Integer.toString(i));
    }
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(Retained.entries(state)).isLessThan(QUIET + REMEMBERED);
  }

  @Test
  void knowsALimitedNumberOfBlocksAndStillGivesTheirMemoryBack() {
    int partitions = 300_000;
    for (int i = 0; i < partitions; i++) {
      told.inMemory("1", 5, i, 10);
    }

    assertThat(told.rdds().get(0).cachedPartitions()).isEqualTo(Rdds.MAX_BLOCKS);
    assertThat(told.rdds().get(0).memoryBytes()).isEqualTo(partitions * 10L);
    assertThat(told.snapshot().gaps()).containsExactly(Gap.CACHED_BLOCKS);
    assertThat(Retained.entries(state)).isLessThan(QUIET + 2 * Rdds.MAX_BLOCKS + 10);

    state.rddUnpersisted(5);
    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(Retained.entries(state)).isEqualTo(QUIET);
  }

  @Test
  void followsALimitedNumberOfRdds() {
    for (int i = 0; i < 50_000; i++) {
      state.rddSeen(i, "rdd " + i, 1);
    }
    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(Retained.entries(state)).isEqualTo(QUIET + Rdds.MAX_DESCRIPTIONS);

    for (int i = 0; i < 50_000; i++) {
      told.inMemory("1", i, 0, 10);
    }
    assertThat(told.rdds()).hasSize(Rdds.MAX_RDDS);
    assertThat(told.snapshot().gaps()).containsExactly(Gap.STORAGE_MEMORY, Gap.CACHED_BLOCKS);
    assertThat(Retained.entries(state)).isLessThan(QUIET + 6 * Rdds.MAX_RDDS + Rdds.MAX_LEFT_OUT);

    for (int i = 0; i < 50_000; i++) {
      state.rddUnpersisted(i);
    }
    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
    assertThat(told.snapshot().gaps()).isEmpty();
  }

  @Test
  void knowsAllBlocksAgainWhenTheRddsAreGoneThatWereLeftOut() {
    for (int i = 0; i < Rdds.MAX_RDDS + 3; i++) {
      told.inMemory("1", i, 0, 10);
    }
    state.rddUnpersisted(Rdds.MAX_RDDS);
    state.rddUnpersisted(Rdds.MAX_RDDS + 1);
    assertThat(told.snapshot().gaps()).contains(Gap.CACHED_BLOCKS);

    state.rddUnpersisted(Rdds.MAX_RDDS + 2);

    assertThat(told.rdds()).hasSize(Rdds.MAX_RDDS);
    assertThat(told.snapshot().gaps()).isEmpty();
  }

  @Test
  void asksAnExecutorForItsStorageWhileBlocksOfItAreLeftOut() {
    for (int i = 0; i <= Rdds.MAX_RDDS; i++) {
      told.inMemory("1", i, 0, 10);
    }
    assertThat(told.snapshot().gaps()).contains(Gap.STORAGE_MEMORY);

    state.storageSampled("1", 20_000, 100);

    assertThat(told.snapshot().gaps()).containsExactly(Gap.CACHED_BLOCKS);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(20_100);
  }

  @Test
  void limitsPairsOfRddAndExecutor() {
    for (int executor = 10; executor < 310; executor++) {
      told.executor(Integer.toString(executor));
      for (int rdd = 0; rdd < 500; rdd++) {
        told.inMemory(Integer.toString(executor), rdd, executor, 1);
      }
    }

    assertThat(told.snapshot().gaps()).containsExactly(Gap.STORAGE_MEMORY, Gap.CACHED_BLOCKS);
    assertThat(Retained.entries(state))
        .isLessThan(QUIET + 2_000 + Rdds.MAX_RESTS + 2 * Rdds.MAX_BLOCKS);

    for (int rdd = 0; rdd < 500; rdd++) {
      state.rddUnpersisted(rdd);
    }
    assertThat(told.findExecutor("10").storageUsedBytes()).isZero();
    assertThat(told.findExecutor("309").storageUsedBytes()).isZero();
    assertThat(told.snapshot().gaps()).isEmpty();
  }

  @Test
  void countsProcessLocalStartsOfAStageThatPrefersNoPlaceAsWithoutPreference() {
    told.stage(1, 10);
    state.stagePrefersNoPlace(1, 0);
    told.start(1, 7, "1");

    assertThat(told.snapshot().tasks().started().withPreference()).isZero();
    assertThat(told.snapshot().tasks().started().noPref()).isEqualTo(1);
    assertThat(told.onlyStage().started().noPref()).isEqualTo(1);
  }

  @Test
  void hasRoomAgainWhenBlocksAndJobsAreGone() {
    for (int i = 0; i < Rdds.MAX_BLOCKS + 10; i++) {
      told.inMemory("1", i, 0, 10);
      told.gone("1", i, 0, 10, 0);
    }
    for (int i = 0; i < 1_000; i++) {
      state.jobStarted(i, START, IntStream.range(i, i + 200).boxed().toList());
      state.jobEnded(i, true);
    }
    told.inMemory("1", 1, 0, 10);
    state.jobStarted(1, START, IntStream.range(0, 50).boxed().toList());

    assertThat(told.snapshot().gaps()).isEmpty();
    assertThat(told.rdds()).hasSize(1);
    assertThat(told.snapshot().jobs().get(0).stageIds()).hasSize(50);
  }
}
