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
import io.firewarden.model.task.FailureReason;
import java.util.stream.Stream;
import org.apache.spark.ExceptionFailure;
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

class TaskReasonsTest {

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

  static Stream<Arguments> classes() {
    BlockManagerId executor = BlockManagerId.apply("1", "host", 7337, Option.empty());
    return Stream.of(
        Arguments.of(thrown(new IllegalStateException("no")), FailureReason.EXCEPTION),
        Arguments.of(thrown(new OutOfMemoryError("Java heap space")), FailureReason.OOM),
        Arguments.of(
            thrown(new RuntimeException("writing rows", new OutOfMemoryError())),
            FailureReason.OOM),
        Arguments.of(
            thrown(new RuntimeException("no OutOfMemoryError at all")), FailureReason.EXCEPTION),
        Arguments.of(new FetchFailed(executor, 1, 2L, 3, 4, "gone"), FailureReason.FETCH_FAILED),
        Arguments.of(lost("Command exited with code 52"), FailureReason.OOM),
        Arguments.of(lost("Command exited with code 137"), FailureReason.EXECUTOR_LOST),
        Arguments.of(lost("exit code: 137 termination reason: OOMKilled"), FailureReason.OOM),
        Arguments.of(
            lost("Container killed by YARN for exceeding physical memory limits."),
            FailureReason.OOM),
        Arguments.of(lost("Command exited with code 1"), FailureReason.EXECUTOR_LOST),
        Arguments.of(lost("Container c on host: h was preempted."), FailureReason.PREEMPTED),
        Arguments.of(lost("Executor decommission: x"), FailureReason.PREEMPTED),
        Arguments.of(
            new ExecutorLostFailure("1", true, Option.empty()), FailureReason.EXECUTOR_LOST),
        Arguments.of(killed(), FailureReason.KILLED),
        Arguments.of(killed("task was preempted"), FailureReason.PREEMPTED),
        Arguments.of(new TaskCommitDenied(1, 2, 3), FailureReason.COMMIT_DENIED),
        Arguments.of(Resubmitted$.MODULE$, FailureReason.EXECUTOR_LOST),
        Arguments.of(TaskResultLost$.MODULE$, FailureReason.EXECUTOR_LOST),
        Arguments.of(UnknownReason$.MODULE$, FailureReason.EXCEPTION));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void findsTheClassOfEachFailure(TaskEndReason reason, FailureReason expected) {
    assertThat(TaskReasons.reason(reason)).isEqualTo(expected);
  }

  @Test
  void knowsAnAttemptThatWasOutrun() {
    assertThat(TaskReasons.isOutrun(killed())).isTrue();
    assertThat(
            TaskReasons.isOutrun(
                killed("Finish but did not commit due to another attempt succeeded")))
        .isTrue();
    assertThat(TaskReasons.isOutrun(killed("Stage finished"))).isTrue();
    assertThat(TaskReasons.isOutrun(killed("Stage cancelled"))).isFalse();
    assertThat(TaskReasons.isOutrun(new TaskCommitDenied(1, 2, 3))).isFalse();
  }

  private static ExceptionFailure thrown(Throwable e) {
    return new ExceptionFailure(e, List.empty());
  }

  private static ExecutorLostFailure lost(String why) {
    return new ExecutorLostFailure("1", true, Option.apply(why));
  }

  private static ExecutorLostFailure lost(boolean causedByApp) {
    return new ExecutorLostFailure("1", causedByApp, Option.apply("exit code 52"));
  }

  private static TaskEndReason killed() {
    return killed("another attempt succeeded");
  }

  private static TaskEndReason killed(String why) {
    return new TaskKilled(why, List.empty(), List.empty(), List.empty());
  }
}
