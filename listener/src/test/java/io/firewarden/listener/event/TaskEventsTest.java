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
package io.firewarden.listener.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.TaskLocality;
import io.firewarden.model.event.TaskEnd.Outcome;
import java.util.stream.Stream;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.Resubmitted$;
import org.apache.spark.Success$;
import org.apache.spark.TaskCommitDenied;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskResultLost$;
import org.apache.spark.UnknownReason$;
import org.apache.spark.storage.BlockManagerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Option;
import scala.collection.immutable.List;

class TaskEventsTest {

  @ParameterizedTest
  @MethodSource("reasons")
  void classifiesEachReason(TaskEndReason reason, Outcome outcome) {
    assertThat(TaskReasons.outcome(reason, false)).isEqualTo(outcome);
  }

  static Stream<Arguments> reasons() {
    BlockManagerId executor = BlockManagerId.apply("1", "host", 7337, Option.empty());
    return Stream.of(
        Arguments.of(Success$.MODULE$, Outcome.SUCCEEDED),
        Arguments.of(Resubmitted$.MODULE$, Outcome.RESUBMITTED),
        Arguments.of(killed(), Outcome.KILLED),
        Arguments.of(new TaskCommitDenied(1, 2, 3), Outcome.KILLED),
        Arguments.of(lost(false), Outcome.LOST),
        Arguments.of(lost(true), Outcome.FAILED),
        Arguments.of(new FetchFailed(executor, 1, 2L, 3, 4, "gone"), Outcome.FAILED),
        Arguments.of(TaskResultLost$.MODULE$, Outcome.FAILED),
        Arguments.of(UnknownReason$.MODULE$, Outcome.FAILED));
  }

  @Test
  void takesAFailedSpeculativeCopyForLost() {
    assertThat(TaskReasons.outcome(UnknownReason$.MODULE$, true)).isEqualTo(Outcome.LOST);
  }

  @Test
  void countsASpeculativeCopyThatSucceedsOrIsKilled() {
    assertThat(TaskReasons.outcome(Success$.MODULE$, true)).isEqualTo(Outcome.SUCCEEDED);
    assertThat(TaskReasons.outcome(killed(), true)).isEqualTo(Outcome.KILLED);
  }

  @ParameterizedTest
  @EnumSource(TaskLocality.class)
  void readsEachLocality(TaskLocality locality) {
    String spark = org.apache.spark.scheduler.TaskLocality.withName(locality.name()).toString();

    assertThat(SparkTaskStart.named(spark)).isEqualTo(locality);
  }

  private static ExecutorLostFailure lost(boolean causedByApp) {
    return new ExecutorLostFailure("1", causedByApp, Option.apply("exit code 52"));
  }

  private static TaskEndReason killed() {
    return new TaskKilled("another attempt succeeded", List.empty(), List.empty(), List.empty());
  }
}
