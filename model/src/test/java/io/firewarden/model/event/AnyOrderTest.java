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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever events come in whatever order, be they lost, doubled or out of turn. */
class AnyOrderTest {
  private static final int EVENTS = 10_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepsTotalsMonotoneAndFiguresPossible(long seed) {
    Told told = Told.application();
    Random random = new Random(seed);
    ApplicationSnapshot earlier = told.snapshot();
    for (int i = 0; i < EVENTS; i++) {
      tellSomething(told, random);
      if (i % 50 == 0) {
        ApplicationSnapshot snapshot = told.snapshot();
        assertMonotone(earlier, snapshot);
        assertPossible(snapshot);
        earlier = snapshot;
      }
    }
    assertThat(earlier.tasks().judged()).isPositive();

    told.state().applicationEnded(Told.START + 1);

    assertMonotone(earlier, told.snapshot());
    assertThat(Retained.entries(told.state())).isLessThan(ExecutorLosses.MAX_LATEST + 10);
  }

  private static void tellSomething(Told told, Random random) {
    int stage = random.nextInt(5);
    int task = random.nextInt(30);
    String executor = Integer.toString(random.nextInt(6));
    switch (random.nextInt(16)) {
      case 0 -> told.stage(stage, 20);
      case 1 -> told.state().stageCompleted(stage, 0, random.nextBoolean());
      case 2 -> told.executor(executor);
      case 3 -> told.removed(executor);
      case 4 -> told.state().blockManagerRemoved(executor);
      case 5 -> told.inMemory(executor, random.nextInt(3), task, random.nextInt(100));
      case 6 -> told.gone(executor, random.nextInt(3), task, random.nextInt(100), 5);
      case 7 -> told.onDisk(executor, random.nextInt(3), task, random.nextInt(100), 5);
      case 8 -> told.state().rddUnpersisted(random.nextInt(3));
      case 9 -> told.state().jobStarted(random.nextInt(4), Told.START, List.of(stage, task));
      case 10 -> told.state().jobEnded(random.nextInt(4), random.nextBoolean());
      case 11, 12 -> told.start(stage, task, executor, pick(TaskLocality.values(), random));
      default -> told.end(stage, task, executor, pick(Outcome.values(), random));
    }
  }

  private static void assertMonotone(ApplicationSnapshot earlier, ApplicationSnapshot later) {
    TaskTotals more = later.tasks().minus(earlier.tasks());
    assertThat(
            List.of(
                more.succeeded(),
                more.failed(),
                more.killed(),
                more.lost(),
                more.taskMillis(),
                more.gcMillis(),
                more.started().processLocal(),
                more.started().nodeLocal(),
                more.started().noPref(),
                more.started().rackLocal(),
                more.started().any(),
                later.jobTotals().succeeded() - earlier.jobTotals().succeeded(),
                later.jobTotals().failed() - earlier.jobTotals().failed(),
                later.stageTotals().succeeded() - earlier.stageTotals().succeeded(),
                later.stageTotals().failed() - earlier.stageTotals().failed(),
                later.executorsRemoved() - earlier.executorsRemoved()))
        .allMatch(difference -> difference >= 0);
    assertMonotone(
        Objects.requireNonNull(earlier.breakdown()), Objects.requireNonNull(later.breakdown()));
  }

  private static void assertMonotone(TaskBreakdown earlier, TaskBreakdown later) {
    assertThat(
            List.of(
                later.times().gcMillis() - earlier.times().gcMillis(),
                later.times().schedulerDelayMillis() - earlier.times().schedulerDelayMillis(),
                later.volumes().inputBytes() - earlier.volumes().inputBytes(),
                later.volumes().shuffleWriteBytes() - earlier.volumes().shuffleWriteBytes(),
                later.wasted().failedMillis() - earlier.wasted().failedMillis(),
                later.wasted().killedMillis() - earlier.wasted().killedMillis(),
                later.wasted().speculativeMillis() - earlier.wasted().speculativeMillis()))
        .allMatch(difference -> difference >= 0);
    for (FailureReason reason : FailureReason.values()) {
      assertThat(later.endedWithout().get(reason))
          .isGreaterThanOrEqualTo(earlier.endedWithout().get(reason));
    }
  }

  private static void assertPossible(ApplicationSnapshot snapshot) {
    assertThat(snapshot.executors())
        .allMatch(executor -> executor.activeTasks() >= 0)
        .allMatch(executor -> executor.storageUsedBytes() >= 0)
        .allMatch(executor -> executor.diskUsedBytes() >= 0);
    assertThat(snapshot.cachedRdds())
        .allMatch(rdd -> rdd.cachedPartitions() > 0)
        .allMatch(rdd -> rdd.memoryBytes() >= 0 && rdd.diskBytes() >= 0);
    for (Stage stage : snapshot.stages()) {
      assertThat(stage.completedTasks()).isBetween(0, stage.tasks());
      assertThat(stage.activeTasks()).isNotNegative();
      assertThat(stage.oldestTaskStartedAt() != null).isEqualTo(stage.activeTasks() > 0);
    }
  }

  private static <T> T pick(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }
}
