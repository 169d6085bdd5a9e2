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
package io.firewarden.model.executor;

import static io.firewarden.model.executor.RemovalReason.CONTAINER_KILLED;
import static io.firewarden.model.executor.RemovalReason.CONTAINER_OOM;
import static io.firewarden.model.executor.RemovalReason.DECOMMISSIONED;
import static io.firewarden.model.executor.RemovalReason.HEARTBEAT;
import static io.firewarden.model.executor.RemovalReason.IDLE;
import static io.firewarden.model.executor.RemovalReason.LOST;
import static io.firewarden.model.executor.RemovalReason.OOM;
import static io.firewarden.model.executor.RemovalReason.PREEMPTED;
import static io.firewarden.model.executor.RemovalReason.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spark's sentences, with the class that makes each. */
class RemovalTextTest {

  /** Of Spark's core, whatever the cluster manager; 3.4 to 4.2 unless said otherwise. */
  static Stream<Arguments> core() {
    return Stream.of(
        // ExecutorKilled: the driver asked for it, as dynamic allocation does.
        arguments("Executor killed by driver.", IDLE, null),
        // ExecutorAllocationManager, where idle executors are decommissioned.
        arguments("Executor decommission: spark scale down", IDLE, null),
        // ExecutorDecommission; before 3.5 without a reason.
        arguments("Executor decommission.", DECOMMISSIONED, null),
        arguments("Executor decommission: worker decommissioned", DECOMMISSIONED, null),
        arguments("Executor decommission: Finished decommissioning", DECOMMISSIONED, null),
        // HeartbeatReceiver.
        arguments("Executor heartbeat timed out after 142377 ms", HEARTBEAT, null),
        // ExecutorExitCode.explainExitCode.
        arguments("Unable to send heartbeats to driver.", HEARTBEAT, null),
        arguments("OutOfMemoryError", OOM, null),
        arguments("Uncaught exception", UNKNOWN, null),
        arguments("Failed to create local directory (bad spark.local.dir?)", UNKNOWN, null),
        arguments("Unknown executor exit code (137) (died from signal 9?)", CONTAINER_KILLED, 137),
        arguments("Executor killed by TaskReaper.", UNKNOWN, null),
        arguments("Executor killed due to a failure of block manager re-registration.", LOST, null),
        // ExecutorProcessLost.
        arguments("Executor Process Lost", LOST, null),
        // CoarseGrainedSchedulerBackend.DriverEndpoint.
        arguments(
            "Remote RPC client disassociated. Likely due to containers exceeding thresholds, or"
                + " network issues. Check driver logs for WARN messages.",
            LOST,
            null),
        arguments("Stale executor after cluster manager re-registered.", LOST, null),
        // CoarseGrainedExecutorBackend.
        arguments(
            "Unable to create executor due to Exception thrown in awaitResult: ", UNKNOWN, null));
  }

  /** The standalone cluster manager. */
  static Stream<Arguments> standalone() {
    return Stream.of(
        // ExecutorRunner.
        arguments("Command exited with code 0", UNKNOWN, 0),
        arguments("Command exited with code 1", UNKNOWN, 1),
        arguments("Command exited with code 50", UNKNOWN, 50),
        arguments("Command exited with code 52", OOM, 52),
        arguments("Command exited with code 56", HEARTBEAT, 56),
        arguments("Command exited with code 137", CONTAINER_KILLED, 137),
        arguments("Command exited with code 143", CONTAINER_KILLED, 143),
        arguments("Worker shutting down", LOST, null),
        arguments("java.lang.IllegalStateException: Shutdown hooks cannot be", UNKNOWN, null),
        arguments("Error running executor: java.lang.IllegalStateException: no", UNKNOWN, null),
        // Master.
        arguments("worker lost: Not receiving heartbeat for 60 seconds", LOST, null),
        arguments("worker decommissioned", DECOMMISSIONED, null));
  }

  /** YARN: YarnAllocator.processCompletedContainers. */
  static Stream<Arguments> yarn() {
    return Stream.of(
        arguments(
            "Container killed by YARN for exceeding memory limits. 9.1 GB of 9 GB physical memory"
                + " used. Consider boosting spark.yarn.executor.memoryOverhead.",
            CONTAINER_OOM,
            null),
        arguments(
            "Container killed by YARN for exceeding physical memory limits. 5.6 GB of 5.5 GB"
                + " physical memory used. Consider boosting spark.executor.memoryOverhead.",
            CONTAINER_OOM,
            null));
  }

  /** The same, with exit codes and events. */
  static Stream<Arguments> yarnExits() {
    return Stream.of(
        arguments(
            "Container from a bad node: container_1_2_01_000003 on host: h. Exit status: 143."
                + " Diagnostics: [x]Container killed on request. Exit code is 143.",
            CONTAINER_KILLED,
            143),
        arguments(
            "Container from a bad node: container_1_2_01_000003 on host: h. Exit status: 52."
                + " Diagnostics: Exception from container-launch.",
            OOM,
            52),
        arguments(
            "Container from a bad node: container_1_2_01_000003 on host: h. Exit status: 1."
                + " Diagnostics: Exception from container-launch.",
            UNKNOWN,
            1),
        arguments(
            "Container marked as failed: container_1_2_01_000003 on host: h. Exit status: -100."
                + " Diagnostics: Container released on a *lost* node.",
            LOST,
            -100),
        arguments(
            "Container marked as failed: container_1_2_01_000003 on host: h. Exit status: -103."
                + " Diagnostics: [x]Container is running beyond virtual memory limits.",
            CONTAINER_OOM,
            -103),
        arguments(
            "Container marked as failed: container_1_2_01_000003 on host: h. Exit status: -104."
                + " Diagnostics: [x]Container is running beyond physical memory limits.",
            CONTAINER_OOM,
            -104),
        arguments("Container c_1 on host: h was preempted.", PREEMPTED, null),
        arguments(
            "Executor for container c_1 exited because of a YARN event (e.g., pre-emption) and not"
                + " because of an error in the running job.",
            PREEMPTED,
            null),
        arguments("Container c_1 exited from explicit termination request.", UNKNOWN, null));
  }

  /** Kubernetes: ExecutorPodsLifecycleManager, with describeExitCode since 3.1. */
  static Stream<Arguments> kubernetes() {
    return Stream.of(
        arguments(
            "\nThe executor with id 13 exited with exit code 137(SIGKILL, possible container"
                + " OOM).\n\n\n\nThe API gave the following container statuses:\n\n\n"
                + "\t exit code: 137\n\t termination reason: OOMKilled\n",
            CONTAINER_OOM,
            137),
        arguments(
            "\nThe executor with id 13 exited with exit code 137(SIGKILL, possible container"
                + " OOM).\n\nThe API gave the following brief reason: Evicted\nThe API gave the"
                + " following message: The node was low on resource: memory. \n\n",
            PREEMPTED,
            137),
        arguments(
            "The executor with id 3 exited with exit code 137(SIGKILL, possible container OOM).",
            CONTAINER_KILLED,
            137),
        arguments("The executor with id 3 exited with exit code 52(JVM OOM).", OOM, 52),
        arguments(
            "The executor with id 3 exited with exit code 143(unexpected).", CONTAINER_KILLED, 143),
        arguments(
            "The executor with id 3 exited with exit code 50(Uncaught exception).", UNKNOWN, 50),
        arguments("The executor with id 3 exited with exit code -1(unexpected).", UNKNOWN, -1),
        arguments(
            "The executor with id 3 was deleted by a user or the framework.",
            CONTAINER_KILLED,
            null),
        arguments(
            "The executor with ID 3 (registered at 1 ms) was not found in the cluster at the"
                + " polling time (2 ms) which is after the accepted detect delta time (3 ms).",
            LOST,
            null));
  }

  @ParameterizedTest
  @MethodSource({"core", "standalone", "yarn", "yarnExits", "kubernetes"})
  void understandsSpark(String sentence, RemovalReason reason, @Nullable Integer exitCode) {
    RemovalText text = RemovalText.of(sentence);

    assertThat(text.reason()).isEqualTo(reason);
    assertThat(text.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void knowsWhenMemoryRanOut() {
    assertThat(RemovalText.of("Command exited with code 52").outOfMemory()).isTrue();
    assertThat(RemovalText.of("Command exited with code 137").outOfMemory()).isFalse();
    assertThat(RemovalText.of("termination reason: OOMKilled").outOfMemory()).isTrue();
    assertThat(RemovalText.of("Exit status: -104. Diagnostics: ").outOfMemory()).isTrue();
    assertThat(RemovalText.of("Command exited with code 143").outOfMemory()).isFalse();
    assertThat(RemovalText.of("worker lost").outOfMemory()).isFalse();
  }

  @Test
  void knowsWhenTheClusterTookItAway() {
    assertThat(RemovalText.of("Container c_1 on host: h was preempted.").preempted()).isTrue();
    assertThat(RemovalText.of("The API gave the following brief reason: Evicted").preempted())
        .isTrue();
    assertThat(RemovalText.of("Executor decommission: x").preempted()).isTrue();
    assertThat(RemovalText.of("Executor decommission: spark scale down").preempted()).isFalse();
    assertThat(RemovalText.of("Command exited with code 1").preempted()).isFalse();
  }

  @Test
  void readsOnlyTheBeginningOfALongText() {
    assertThat(RemovalText.of("x".repeat(5_000) + "Command exited with code 52").reason())
        .isEqualTo(UNKNOWN);
    assertThat(RemovalText.of("").reason()).isEqualTo(UNKNOWN);
  }
}
