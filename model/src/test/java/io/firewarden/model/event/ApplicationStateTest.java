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

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Gap;
import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.bus.EventBus;
import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApplicationStateTest {
  private final Told told = Told.application();
  private final ApplicationState state = told.state();

  @Test
  void knowsTheApplication() {
    state.uiAddress("http://127.0.0.1:4040");

    ApplicationSnapshot snapshot = told.snapshot();

    assertThat(snapshot.takenAt()).isEqualTo(Instant.ofEpochMilli(START + 60_000));
    assertThat(snapshot.source()).isEqualTo(SourceKind.LISTENER);
    assertThat(snapshot.application())
        .isEqualTo(
            new Application(
                "app-1",
                "nightly",
                "etl",
                "3.5.9",
                false,
                "http://127.0.0.1:4040",
                Instant.ofEpochMilli(START),
                null));
    assertThat(snapshot.gaps()).isEmpty();
  }

  @Test
  void followsAJobFromStartToEnd() {
    state.jobStarted(3, START + 90, List.of(8, 7));
    told.stage(7, 2);
    told.start(7, 0, "1");
    assertThat(told.snapshot().jobs())
        .containsExactly(new Job(3, Instant.ofEpochMilli(START + 90), List.of(7, 8)));
    assertThat(told.snapshot().stages()).hasSize(1);

    told.end(7, 0, "1", Outcome.SUCCEEDED);
    told.run(7, 1, "2", Outcome.SUCCEEDED);
    state.stageCompleted(7, 0, true);
    state.jobEnded(3, true);

    ApplicationSnapshot snapshot = told.snapshot();
    assertThat(snapshot.jobs()).isEmpty();
    assertThat(snapshot.stages()).isEmpty();
    assertThat(snapshot.jobTotals()).isEqualTo(new JobTotals(1, 0));
    assertThat(snapshot.stageTotals()).isEqualTo(new StageTotals(1, 0, 0L, 1L));
    assertThat(snapshot.tasks().succeeded()).isEqualTo(2);
    assertThat(snapshot.activeTasks()).isZero();
  }

  @Test
  void countsFailedJobsAndStages() {
    state.jobStarted(1, START, List.of(1));
    told.stage(1, 1);
    state.stageCompleted(1, 0, false);
    state.jobEnded(1, false);

    assertThat(told.snapshot().jobTotals()).isEqualTo(new JobTotals(0, 1));
    assertThat(told.snapshot().stageTotals()).isEqualTo(new StageTotals(0, 1, 0L, 0L));
  }

  @Test
  void tellsAttemptsAtAStageApart() {
    told.stage(1, 2);
    state.stageSubmitted(1, 1, "count at Again.java:3", 3, START + 200);
    told.start(1, 5, "1");
    state.stageCompleted(1, 0, false);

    assertThat(told.onlyStage().attempt()).isEqualTo(1);
    assertThat(told.onlyStage().name()).isEqualTo("count at Again.java:3");
    assertThat(told.onlyStage().activeTasks()).isZero();
    assertThat(told.onlyStage().submittedAt()).isEqualTo(Instant.ofEpochMilli(START + 200));
  }

  @Test
  void forgetsAStageWhoseEndWasLostWhenItsJobsEnd() {
    state.jobStarted(1, START, List.of(1, 2));
    state.jobStarted(2, START, List.of(2));
    told.stage(1, 1);
    told.stage(2, 1);
    told.stage(9, 1);

    state.jobEnded(1, true);
    assertThat(told.snapshot().stages()).extracting("id").containsExactly(2, 9);

    state.jobEnded(2, true);
    assertThat(told.snapshot().stages()).extracting("id").containsExactly(9);
  }

  @Test
  void knowsTheDriverBeforeAnyExecutor() {
    Told local = Told.nothing();
    local.state().environment("3.5.9", 0.6, true);
    local.state().blockManagerAdded("driver", "host", 300 * MIB, 300 * MIB, START);
    local.state().executorAdded("driver", "host", 2, 0, START + 5);
    local.state().applicationStarted("local-1", "n", "u", START);

    Executor driver = local.findExecutor("driver");
    assertThat(driver.totalCores()).isEqualTo(2);
    assertThat(driver.addedAt()).isEqualTo(Instant.ofEpochMilli(START));
    assertThat(driver.storageMaxBytes()).isEqualTo(300 * MIB);
    assertThat(driver.heapMaxBytes()).isEqualTo(800 * MIB);
    assertThat(local.snapshot().workers()).isEmpty();
    assertThat(local.snapshot().application().localMode()).isTrue();
  }

  @Test
  void knowsHeapOnlyWithTheMemoryFraction() {
    assertThat(told.findExecutor("1").heapMaxBytes()).isEqualTo(800 * MIB);

    state.environment("3.5.9", 0, false);

    assertThat(told.findExecutor("1").heapMaxBytes()).isNull();
  }

  @Test
  void keepsTheHighestSamplesAndBelievesNoZeroAlone() {
    told.sampled("1", 0, 0);
    assertThat(told.findExecutor("1").heapPeakBytes()).isNull();
    assertThat(told.findExecutor("1").majorGcCount()).isNull();

    told.sampled("1", 500, 0);
    assertThat(told.findExecutor("1").heapPeakBytes()).isEqualTo(500);
    assertThat(told.findExecutor("1").majorGcCount()).isZero();

    told.sampled("1", 400, 3);
    told.sampled("1", 0, 0);
    told.sampled("1", -1, -1);
    assertThat(told.findExecutor("1").heapPeakBytes()).isEqualTo(500);
    assertThat(told.findExecutor("1").majorGcCount()).isEqualTo(3);
  }

  @Test
  void leavesOnlyACounterOfARemovedExecutor() {
    told.stage(1, 2);
    told.start(1, 0, "1");
    told.inMemory("1", 3, 0, 100);

    told.removed("1");
    state.blockManagerRemoved("1");
    told.end(1, 0, "1", Outcome.LOST);
    told.inMemory("1", 3, 1, 100);
    told.sampled("1", 5, 5);

    assertThat(told.snapshot().executors()).extracting("id").containsExactly("2", "driver");
    assertThat(told.snapshot().executorsRemoved()).isEqualTo(1);
    assertThat(told.rdds()).isEmpty();
  }

  @Test
  void countsAnExecutorOnceThatSparkTellsOfTwice() {
    state.executorRemoved("1", "Executor decommission: Executor 1 is decommissioned.", START);
    state.executorRemoved("1", "Command exited with code 0", START + 1);

    assertThat(told.snapshot().executorsRemoved()).isEqualTo(1);
    assertThat(told.snapshot().losses().latest())
        .extracting(RemovedExecutor::reason)
        .containsExactly(RemovalReason.DECOMMISSIONED);
  }

  @Test
  void doesNotCountTheDriverAsRemoved() {
    told.removed("driver");

    assertThat(told.snapshot().executorsRemoved()).isZero();
    assertThat(told.findExecutor("driver").isDriver()).isTrue();
  }

  @Test
  void dropsAnExecutorThatOnlyItsBlockManagerTellsOf() {
    told.removed("1");
    state.blockManagerAdded("1", "host-1", MIB, MIB, START + 500);
    state.blockManagerRemoved("1");

    assertThat(told.snapshot().workers()).extracting("id").containsExactly("2");
  }

  @Test
  void toleratesEventsAboutTheUnknown() {
    Told late = Told.nothing();
    late.start(5, 1, "7");
    late.end(5, 1, "7", Outcome.SUCCEEDED);
    late.end(5, 2, "7", Outcome.FAILED);
    late.state().stageCompleted(5, 0, true);
    late.state().jobEnded(1, true);
    late.state().blockManagerRemoved("7");
    late.state().rddUnpersisted(4);
    late.gone("7", 4, 0, 10, 10);

    ApplicationSnapshot snapshot = late.snapshot();
    assertThat(snapshot.tasks().judged()).isEqualTo(2);
    assertThat(snapshot.stages()).isEmpty();
    assertThat(snapshot.executors()).isEmpty();
    assertThat(snapshot.stageTotals().succeeded()).isEqualTo(1);
    assertThat(snapshot.gaps())
        .contains(Gap.EVENTS_LOST, Gap.RUNNING_STAGES, Gap.EXECUTORS, Gap.STORAGE_MEMORY);
  }

  @Test
  void hasNothingRunningAfterTheEnd() {
    state.jobStarted(1, START, List.of(1));
    told.stage(1, 2);
    told.start(1, 0, "1");
    told.run(1, 1, "1", Outcome.SUCCEEDED);
    told.inMemory("1", 3, 0, 100);

    state.applicationEnded(START + 5000);
    told.end(1, 0, "1", Outcome.KILLED);
    told.removed("1");
    told.stage(2, 1);
    told.executor("9");
    state.rddSeen(8, "late", 1);
    state.jobStarted(2, START, List.of(2));
    state.jobEnded(1, false);

    ApplicationSnapshot snapshot = told.snapshot();
    assertThat(snapshot.application().endedAt()).isEqualTo(Instant.ofEpochMilli(START + 5000));
    assertThat(snapshot.jobs()).isEmpty();
    assertThat(snapshot.stages()).isEmpty();
    assertThat(snapshot.executors()).isEmpty();
    assertThat(snapshot.cachedRdds()).isEmpty();
    assertThat(snapshot.executorsRemoved()).isZero();
    assertThat(snapshot.tasks().killed()).isEqualTo(1);
    assertThat(snapshot.jobTotals().failed()).isEqualTo(1);
    assertThat(Retained.entries(state)).isLessThan(10);
  }

  @Test
  void knowsHowItEndedByTheExitCode() {
    assertThat(endedWith(0)).isEqualTo(FinalStatus.SUCCEEDED);
    assertThat(endedWith(3)).isEqualTo(FinalStatus.FAILED);
    assertThat(endedWith(null)).isEqualTo(FinalStatus.UNKNOWN);
  }

  private static @Nullable FinalStatus endedWith(@Nullable Integer exitCode) {
    Told ending = Told.application();
    ending.state().applicationEnded(START + 5000, exitCode);
    return ending.snapshot().application().finalStatus();
  }

  @Test
  void believesAVerdictMoreThanTheExitCode() {
    state.finalStatus(FinalStatus.KILLED);
    state.applicationEnded(START + 5000, 0);

    assertThat(told.snapshot().application().finalStatus()).isEqualTo(FinalStatus.KILLED);
  }

  @Test
  void countsRetriedAndSkippedStages() {
    state.jobStarted(1, START, List.of(1, 2, 3));
    told.stage(2, 1);
    state.stageCompleted(2, 0, false);
    state.stageSubmitted(2, 1, "count at A.java:1", 1, START);
    state.stageCompleted(2, 1, true);
    state.jobStarted(2, START, List.of(3, 4));
    state.jobEnded(1, true);
    // Stage 3 may still run for the second job.
    assertThat(told.snapshot().stageTotals()).isEqualTo(new StageTotals(1, 1, 1L, 1L));

    told.stage(4, 1);
    state.stageCompleted(4, 0, true);
    state.jobEnded(2, true);
    assertThat(told.snapshot().stageTotals()).isEqualTo(new StageTotals(2, 1, 1L, 2L));
  }

  @Test
  void doesNotTakeStagesForSkippedWhoseTurnDidNotComeBeforeTheirJobFailed() {
    state.jobStarted(1, START, List.of(1, 2, 3));
    told.stage(1, 1);
    state.stageCompleted(1, 0, false);
    state.jobEnded(1, false);

    assertThat(told.snapshot().stageTotals()).isEqualTo(new StageTotals(0, 1, 0L, 0L));
  }

  @Test
  void doesNotTakeStagesOfAJobThatStillRunsAtTheEndForSkipped() {
    state.jobStarted(1, START, List.of(1, 2));

    state.applicationEnded(START + 5000);

    assertThat(told.snapshot().stageTotals()).isEqualTo(new StageTotals(0, 0, 0L, 0L));
  }

  @Test
  void knowsTheBusOnceItWasRead() {
    assertThat(told.snapshot().bus()).isNull();
    List<BusQueue> queues = List.of(new BusQueue("shared", 5L, 0), new BusQueue("eventLog", 1L, 9));

    state.busRead("shared", 100, queues);

    assertThat(told.snapshot().bus()).isEqualTo(new EventBus(true, 100, 0, "shared", queues, 0L));
    assertThat(told.snapshot().gaps()).isEmpty();
  }

  @Test
  void doesNotTakeABusForWholeThatItCannotSee() {
    state.busRead("shared", 100, List.of());
    assertThat(told.snapshot().bus()).isNull();

    state.busRead("shared", 100, List.of(new BusQueue("appStatus", 5L, 0)));
    assertThat(told.snapshot().bus()).isNull();
  }

  @Test
  void isNotCompleteOnceOurQueueDroppedEvents() {
    told.stage(1, 2);
    told.start(1, 0, "1");
    state.busRead("shared", 100, List.of(new BusQueue("shared", 5L, 3)));

    EventBus bus = Objects.requireNonNull(told.snapshot().bus());
    assertThat(bus.complete()).isFalse();
    assertThat(bus.dropped()).isEqualTo(3);
    assertThat(told.snapshot().gaps()).contains(Gap.EVENTS_LOST, Gap.RUNNING_TASKS);

    // The context is gone, and its queues with it.
    state.busRead("shared", 90, List.of());
    assertThat(told.snapshot().bus())
        .isEqualTo(
            new EventBus(false, 100, 3, "shared", List.of(new BusQueue("shared", null, 3)), 0L));
  }

  @Test
  void keepsNoNameThatMayHoldASecret() {
    state.stageSubmitted(1, 0, "load 'hunter2' at /home/u", 1, START);
    state.rddSeen(3, "SELECT 'hunter2'", 1);
    state.rddSeen(4, "payroll", 1);
    state.rddSeen(5, "MapPartitionsRDD", 1);
    for (int rdd = 3; rdd <= 5; rdd++) {
      told.inMemory("1", rdd, 0, 10);
    }

    assertThat(told.onlyStage().name()).isEmpty();
    assertThat(told.rdds()).extracting(CachedRdd::name).containsExactly("", "", "MapPartitionsRDD");
  }
}
