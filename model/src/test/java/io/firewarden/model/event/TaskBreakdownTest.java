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

import io.firewarden.model.Distribution;
import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.task.DataVolumes;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import io.firewarden.model.task.WastedTime;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskBreakdownTest {
  private final Told told = Told.application();

  @Test
  void sumsWhatSparkMeasured() {
    told.stage(1, 10);
    told.state().taskEnded(success(0).after(1_000).gettingResult(100).with(Measured.times(1)));
    told.state().taskEnded(success(1).after(2_000).with(Measured.times(10)));

    // 1000 - (1 + 3 + 5) - 100, and 2000 - (10 + 30 + 50).
    long delay = 891 + 1_910;
    assertThat(whole().times())
        .isEqualTo(new TaskTimes(11, 22, 33, 44, delay, 66, 77, 55, 100))
        .isEqualTo(ofStage().times());
    assertThat(whole().volumes())
        .isEqualTo(
            new DataVolumes(
                88, 99, 110, 121, 132, 143, 154, 165, 176, 187, 198, 209, 220, 231, 242))
        .isEqualTo(ofStage().volumes());
    assertThat(whole().peakExecutionMemoryBytes()).isEqualTo(230);
    assertThat(told.onlyStage().shuffleReadBytes()).isEqualTo(275);
  }

  @Test
  void hasNoDelayLessThanNone() {
    told.state().taskEnded(success(0).after(5).with(Measured.times(100)));

    assertThat(whole().times().schedulerDelayMillis()).isZero();
  }

  @Test
  void keepsTheSumsOfAStageThatHasEnded() {
    told.stage(1, 10);
    told.state().taskEnded(success(0).with(Measured.times(1)));
    told.state().stageCompleted(1, 0, true);
    told.state().taskEnded(success(1).with(Measured.times(1)));
    told.stage(2, 10);
    told.state().taskEnded(new Ended(2, 2, "1", Outcome.SUCCEEDED).with(Measured.times(1)));

    assertThat(whole().volumes().inputBytes()).isEqualTo(24);
    assertThat(ofStage().volumes().inputBytes()).isEqualTo(8);
  }

  @Test
  void keepsTheSumsOfStagesThatAreNotFollowedAnyMore() {
    for (int stage = 0; stage <= Stages.MAX_STAGES; stage++) {
      told.stage(stage, 1);
      told.state()
          .taskEnded(new Ended(stage, stage, "1", Outcome.SUCCEEDED).with(Measured.times(1)));
    }
    told.state().applicationEnded(Told.START + 1);

    assertThat(whole().volumes().inputBytes()).isEqualTo(8L * (Stages.MAX_STAGES + 1));
  }

  @ParameterizedTest
  @EnumSource(FailureReason.class)
  void countsAttemptsWithoutSuccessByReason(FailureReason reason) {
    told.stage(1, 10);
    told.state().taskEnded(new Ended(1, 0, "1", Outcome.FAILED).reason(reason));
    told.state().taskEnded(success(1));

    assertThat(whole().endedWithout()).containsEntry(reason, 1L);
    assertThat(whole().endedWithout().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(1);
    assertThat(ofStage().endedWithout()).isEqualTo(whole().endedWithout());
  }

  @Test
  void countsTimeThatWasForNothing() {
    told.stage(1, 10);
    told.state().taskEnded(new Ended(1, 0, "1", Outcome.FAILED).after(1));
    told.state().taskEnded(new Ended(1, 1, "1", Outcome.LOST).after(20));
    told.state().taskEnded(new Ended(1, 2, "1", Outcome.KILLED).after(300));
    told.state().taskEnded(new Ended(1, 3, "1", Outcome.KILLED).after(4_000).asLoser());
    told.state()
        .taskEnded(
            new Ended(1, 4, "1", Outcome.KILLED).after(50_000).reason(FailureReason.COMMIT_DENIED));
    // Its job was cancelled; that it is a copy is not why.
    told.state().taskEnded(new Ended(1, 5, "1", Outcome.KILLED).after(600_000).asCopy());

    assertThat(whole().wasted()).isEqualTo(new WastedTime(21, 600_300, 54_000));
    assertThat(ofStage().wasted()).isEqualTo(whole().wasted());
  }

  @Test
  void takesASecondSuccessForNothing() {
    told.stage(1, 10);
    told.state().taskEnded(success(0).after(100));
    told.state().taskEnded(success(7).index(0).after(30));

    assertThat(whole().wasted()).isEqualTo(new WastedTime(0, 0, 30));
  }

  @Test
  void takesTheWorkOfAResubmittedTaskForNothingAndItsFiguresOnce() {
    told.stage(1, 10);
    told.state().taskEnded(success(0).after(100).asRetry().asCopy().with(Measured.times(1)));
    told.state().taskEnded(new Ended(1, 0, "1", Outcome.RESUBMITTED).after(100).asRetry().asCopy());

    assertThat(whole().wasted()).isEqualTo(new WastedTime(100, 0, 0));
    assertThat(whole().volumes().inputBytes()).isEqualTo(8);
    assertThat(whole().endedWithout()).containsEntry(FailureReason.EXECUTOR_LOST, 1L);
    assertThat(whole().retried()).isEqualTo(1);
    assertThat(whole().speculative()).isEqualTo(1);
  }

  @Test
  void countsRetriesAndCopies() {
    told.state().taskEnded(success(0));
    told.state().taskEnded(success(1).asRetry());
    told.state().taskEnded(success(2).asRetry());
    told.state().taskEnded(success(3).asCopy());

    assertThat(whole().retried()).isEqualTo(2);
    assertThat(whole().speculative()).isEqualTo(1);
  }

  @Test
  void spreadsTheBytesOfSucceededTasksThatWereMeasured() {
    told.stage(1, 10);
    told.state().taskEnded(success(0).with(Measured.ofTask(0, 100, 20)));
    told.state().taskEnded(success(1).with(Measured.ofTask(0, 0, 0)));
    told.state().taskEnded(success(2));
    told.state().taskEnded(new Ended(1, 3, "1", Outcome.FAILED).with(Measured.ofTask(0, 9, 9)));

    assertThat(told.onlyStage().taskBytes()).isEqualTo(new Distribution(2, 0, 60, 114, 120));
    assertThat(told.onlyStage().taskMillis()).extracting("count").isEqualTo(3L);
  }

  @Test
  void sumsWhatAnExecutorReadAndWrote() {
    told.state().taskEnded(success(0).with(Measured.times(1)));
    told.state().taskEnded(new Ended(1, 1, "1", Outcome.FAILED).with(Measured.times(1)));

    ExecutorDetail detail = Objects.requireNonNull(told.findExecutor("1").detail());
    assertThat(detail.inputBytes()).isEqualTo(16);
    assertThat(detail.shuffleReadBytes()).isEqualTo(50);
    assertThat(detail.shuffleWriteBytes()).isEqualTo(36);
  }

  private static Ended success(long taskId) {
    return new Ended(1, taskId, "1", Outcome.SUCCEEDED);
  }

  private TaskBreakdown whole() {
    return Objects.requireNonNull(told.snapshot().breakdown());
  }

  private TaskBreakdown ofStage() {
    return Objects.requireNonNull(told.onlyStage().breakdown());
  }
}
