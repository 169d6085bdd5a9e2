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
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.firewarden.model.Distribution;
import io.firewarden.model.Executor;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.event.TaskEnd.Outcome;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskCountingTest {
  private final Told told = Told.application();

  static Stream<Arguments> outcomes() {
    return Stream.of(
        arguments(Outcome.SUCCEEDED, totals(1, 0, 0, 0), 9),
        arguments(Outcome.FAILED, totals(0, 1, 0, 0), 10),
        arguments(Outcome.KILLED, totals(0, 0, 1, 0), 10),
        arguments(Outcome.LOST, totals(0, 0, 0, 1), 10));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void countsAnAttemptByItsOutcome(Outcome outcome, TaskTotals expected, int pending) {
    told.stage(1, 10);
    told.run(1, 0, "1", outcome);

    assertThat(told.snapshot().tasks()).isEqualTo(expected);
    assertThat(told.onlyStage().failedTasks()).isEqualTo(expected.failed());
    assertThat(told.onlyStage().pendingTasks()).isEqualTo(pending);
    assertThat(told.onlyStage().activeTasks()).isZero();
    Executor executor = told.findExecutor("1");
    assertThat(executor.succeededTasks()).isEqualTo(expected.succeeded());
    assertThat(executor.failedTasks()).isEqualTo(expected.failed());
    assertThat(executor.taskMillis()).isEqualTo(100);
    assertThat(executor.activeTasks()).isZero();
    assertThat(told.findExecutor("2").taskMillis()).isZero();
  }

  /** Of one attempt that took 100 ms; Spark has metrics of it when it succeeded. */
  private static TaskTotals totals(long succeeded, long failed, long killed, long lost) {
    return new TaskTotals(
        succeeded, failed, killed, lost, 100, 10 * succeeded, new LocalityCounts(1, 0, 0, 0, 0));
  }

  @Test
  void addsMetricsOnlyWhenSparkHasThem() {
    told.stage(1, 10);
    told.run(1, 0, "1", Outcome.SUCCEEDED);
    told.run(1, 1, "1", Outcome.FAILED);

    Stage stage = told.onlyStage();
    assertThat(stage.inputBytes()).isEqualTo(1000);
    assertThat(stage.shuffleReadBytes()).isEqualTo(200);
    assertThat(stage.shuffleWriteBytes()).isEqualTo(300);
    assertThat(stage.spilledDiskBytes()).isEqualTo(40);
    assertThat(told.snapshot().tasks().gcMillis()).isEqualTo(10);
    assertThat(told.findExecutor("1").gcMillis()).isEqualTo(10);
    assertThat(told.snapshot().tasks().taskMillis()).isEqualTo(200);
  }

  @Test
  void countsLocalityAtTheStart() {
    told.stage(1, 10);
    told.start(1, 0, "1", TaskLocality.PROCESS_LOCAL);
    startSome(10, 2, TaskLocality.NODE_LOCAL);
    startSome(20, 3, TaskLocality.NO_PREF);
    startSome(30, 4, TaskLocality.RACK_LOCAL);
    startSome(40, 5, TaskLocality.ANY);

    LocalityCounts expected = new LocalityCounts(1, 2, 3, 4, 5);
    assertThat(told.snapshot().tasks().started()).isEqualTo(expected);
    assertThat(told.onlyStage().started()).isEqualTo(expected);
  }

  @Test
  void letsAResubmittedTaskWaitAgainAndCountsItOnce() {
    told.stage(1, 2);
    told.run(1, 0, "1", Outcome.SUCCEEDED);
    told.start(1, 1, "2");

    told.end(1, 0, "1", Outcome.RESUBMITTED);

    assertThat(told.onlyStage().completedTasks()).isZero();
    assertThat(told.onlyStage().activeTasks()).isEqualTo(1);
    assertThat(told.onlyStage().pendingTasks()).isEqualTo(1);
    TaskTotals tasks = told.snapshot().tasks();
    assertThat(tasks.lost()).isEqualTo(1);
    assertThat(tasks.succeeded()).isEqualTo(1);
    assertThat(tasks.taskMillis()).isEqualTo(100);
    assertThat(tasks.gcMillis()).isEqualTo(10);

    told.end(1, 0, "1", Outcome.RESUBMITTED);
    assertThat(told.onlyStage().completedTasks()).isZero();
  }

  @Test
  void doesNotTakeAResubmissionForTheEndOfARunningAttempt() {
    told.stage(1, 1);
    told.start(1, 0, "1");

    told.end(1, 0, "1", Outcome.RESUBMITTED);

    assertThat(told.onlyStage().activeTasks()).isEqualTo(1);
    assertThat(told.findExecutor("1").activeTasks()).isEqualTo(1);
  }

  @Test
  void completesATaskOnceHoweverManyCopiesSucceed() {
    told.stage(1, 3);
    told.start(1, 0, "1");
    told.start(1, 7, "2");
    told.end(1, 0, 0, "1", Outcome.SUCCEEDED);
    told.end(1, 7, 0, "2", Outcome.SUCCEEDED);

    assertThat(told.onlyStage().completedTasks()).isEqualTo(1);
    assertThat(told.onlyStage().pendingTasks()).isEqualTo(2);
    assertThat(told.snapshot().tasks().succeeded()).isEqualTo(2);
  }

  @Test
  void knowsTheOldestRunningTask() {
    told.stage(1, 3);
    assertThat(told.onlyStage().oldestTaskStartedAt()).isNull();
    told.start(1, 4, "1");
    told.start(1, 5, "1");
    told.start(1, 6, "2");
    assertThat(told.onlyStage().oldestTaskStartedAt()).isEqualTo(launched(4));

    told.end(1, 5, "1", Outcome.SUCCEEDED);
    assertThat(told.onlyStage().oldestTaskStartedAt()).isEqualTo(launched(4));

    told.end(1, 4, "1", Outcome.KILLED);
    assertThat(told.onlyStage().oldestTaskStartedAt()).isEqualTo(launched(6));
    assertThat(told.onlyStage().activeTasks()).isEqualTo(1);
  }

  @Test
  void ignoresTheEndOfATaskWhoseStartWasLost() {
    told.stage(1, 3);
    told.start(1, 0, "1");
    told.end(1, 2, "2", Outcome.SUCCEEDED);

    assertThat(told.onlyStage().activeTasks()).isEqualTo(1);
    assertThat(told.findExecutor("2").activeTasks()).isZero();
    assertThat(told.onlyStage().completedTasks()).isEqualTo(1);
  }

  @Test
  void countsAStartThatIsToldTwiceOnce() {
    told.stage(1, 3);
    told.start(1, 0, "1");
    told.start(1, 0, "1");
    told.end(1, 0, "1", Outcome.SUCCEEDED);

    assertThat(told.onlyStage().activeTasks()).isZero();
  }

  @Test
  void countsRunningTasksOfEachExecutor() {
    told.stage(1, 5);
    told.start(1, 0, "1");
    told.start(1, 1, "1");
    told.start(1, 2, "2");
    told.end(1, 1, "1", Outcome.FAILED);

    assertThat(told.findExecutor("1").activeTasks()).isEqualTo(1);
    assertThat(told.findExecutor("2").activeTasks()).isEqualTo(1);
    assertThat(told.snapshot().activeTasks()).isEqualTo(2);
  }

  @Test
  void spreadsTheDurationsOfSucceededTasks() {
    told.stage(1, 1000);
    assertThat(told.onlyStage().taskMillis()).isNull();
    for (int i = 1; i <= 1000; i++) {
      told.state()
          .taskEnded(
              new Ended(1, i, "1", Outcome.SUCCEEDED).after(i).with(Measured.ofTask(0, 2L * i, 0)));
    }
    told.run(1, 5000, "1", Outcome.FAILED);

    Distribution millis = told.onlyStage().taskMillis();
    assertThat(millis).isNotNull();
    assertThat(millis.count()).isEqualTo(1000);
    assertThat(millis.min()).isEqualTo(1);
    assertThat(millis.max()).isEqualTo(1000);
    assertThat(millis.median()).isBetween(490.0, 510.0);
    assertThat(millis.p95()).isBetween(940.0, 960.0);
  }

  @Test
  void takesANegativeDurationForNone() {
    told.stage(1, 1);
    told.state()
        .taskEnded(
            new Ended(1, 0, "1", Outcome.SUCCEEDED).after(-5).with(Measured.ofTask(-5, 0, 0)));

    assertThat(told.snapshot().tasks().taskMillis()).isZero();
    assertThat(told.snapshot().tasks().gcMillis()).isZero();
  }

  private void startSome(long firstId, int count, TaskLocality locality) {
    for (int i = 0; i < count; i++) {
      told.start(1, firstId + i, "1", locality);
    }
  }

  private static Instant launched(long taskId) {
    return Instant.ofEpochMilli(Told.launch(taskId));
  }
}
