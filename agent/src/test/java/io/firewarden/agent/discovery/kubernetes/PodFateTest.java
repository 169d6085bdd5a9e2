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
package io.firewarden.agent.discovery.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.firewarden.agent.discovery.kubernetes.PodState.Over;
import io.firewarden.agent.discovery.kubernetes.PodState.Running;
import io.firewarden.agent.discovery.kubernetes.PodState.Waiting;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovalText;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodFateTest {
  private static final Instant FINISHED = Instant.parse("2026-03-02T08:41:37Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          completed        | SUCCEEDED | ''
          oomkilled-beside | SUCCEEDED | a process in the driver's container was OOMKilled
          error-1          | FAILED    | the driver exited with code 1
          sidecar-goes-on  | FAILED    | the driver exited with code 1
          heap-52          | FAILED    | the driver exited with code 52: its heap ran out
          uncaught-50      | FAILED    | the driver exited with code 50: an exception that nothing caught
          oomkilled        | FAILED    | the driver's container was OOMKilled (exit code 137)
          sigkill          | KILLED    | the driver's process was killed by SIGKILL (exit code 137)
          sigterm          | KILLED    | the driver's process was killed by SIGTERM (exit code 143)
          preempted        | KILLED    | the driver's pod was taken away: PreemptionByScheduler (exit code 143), node worker-3
          drained          | KILLED    | the driver's pod was taken away: EvictionByEvictionAPI (exit code 143), node worker-3
          node-shutdown    | KILLED    | the driver's pod was stopped: Terminated: Pod was terminated in response to imminent node shutdown.
          evicted-disk     | KILLED    | the driver's pod was evicted, node worker-3: Pod The node had condition: [DiskPressure].
          node-gone        | LOST      | the node of the driver's pod was lost, node worker-3
          node-lost        | LOST      | the node of the driver's pod was lost, node worker-3
          status-unknown   | LOST      | the node of the driver's pod was lost, node worker-3
          """)
  void tellsHowADriverEnded(String status, FinalStatus expected, String reason) {
    Over over = over(Fixtures.driver(status));

    assertThat(over.status()).isEqualTo(expected);
    assertThat(over.reason()).isEqualTo(reason);
  }

  @Test
  void tellsWhyTheNodeEvictedADriver() {
    Over over = over(Fixtures.driver("evicted"));

    assertThat(over.status()).isEqualTo(FinalStatus.KILLED);
    assertThat(over.at()).isEqualTo(FINISHED);
    assertThat(over.reason())
        .startsWith("the driver's pod was evicted, node worker-3: The node was low on resource")
        .contains("Container spark-kubernetes-driver was using 2310428Ki");
  }

  @Test
  void tellsWhyANodeRefusedADriver() {
    Over over = over(Fixtures.driver("rejected"));

    assertThat(over.status()).isEqualTo(FinalStatus.FAILED);
    assertThat(over.reason())
        .startsWith("the driver's pod failed: OutOfmemory: Pod was rejected: Node didn't have");
  }

  @ParameterizedTest
  @CsvSource({
    "sigterm, 2026-03-02T08:41:55Z, the driver's pod was deleted while it ran (exit code 143)",
    "sigkill, 2026-03-02T08:41:37Z, the driver's pod was deleted while it ran (exit code 137)",
    "error-1, 2026-03-02T08:41:55Z, the driver's pod was deleted while it ran (exit code 1)",
    "completed, 2026-03-02T08:41:55Z, the driver's pod was deleted while it ran (exit code 0)"
  })
  void takesADriverThatWasDeletedForKilled(String status, String due, String reason) {
    Over over = over(Fixtures.askedToGo(Fixtures.driver(status), due));

    assertThat(over.status()).isEqualTo(FinalStatus.KILLED);
    assertThat(over.at()).isEqualTo(FINISHED);
    assertThat(over.reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"completed, SUCCEEDED", "error-1, FAILED", "oomkilled, FAILED"})
  void keepsTheVerdictOfAPodThatIsClearedAwayLater(String status, FinalStatus expected) {
    Pod cleared = Fixtures.askedToGo(Fixtures.driver(status), "2026-03-02T09:41:55Z");

    assertThat(over(cleared).status()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unschedulable | Unschedulable: 0/6 nodes are available: 6 Insufficient memory. preemption: 0/6 nodes are available: 6 No preemption victims found for incoming pod.
          image-pull    | ImagePullBackOff: Back-off pulling image "registry.example/data/spark:3.5.6"
          creating      | ContainerCreating
          init          | CreateContainerConfigError: secret "jars-credentials" not found
          """)
  void tellsWhatADriverWaitsFor(String status, String why) {
    PodState state = DriverFate.of(PodReport.of(Fixtures.driver(status)));

    assertThat(state).isInstanceOf(Waiting.class);
    assertThat(((Waiting) state).why()).isEqualTo(why);
    assertThat(((Waiting) state).ifDeleted().reason())
        .isEqualTo("the driver's pod was deleted before it ran");
  }

  @Test
  void takesAPodOnANodeThatDoesNotAnswerForRunningUntilItMustBeGone() {
    Pod terminating =
        Fixtures.askedToGo(Fixtures.driver("node-unreachable"), "2026-03-02T08:46:50Z");

    PodState state = DriverFate.of(PodReport.of(terminating));

    assertThat(state).isInstanceOf(Running.class);
    assertThat(((Running) state).goneBy()).isEqualTo("2026-03-02T08:46:50Z");
    assertThat(((Running) state).ifDeleted().status()).isEqualTo(FinalStatus.LOST);
  }

  @ParameterizedTest
  @CsvSource({
    "oomkilled, CONTAINER_OOM, 137, true, false",
    "heap-52, OOM, 52, true, false",
    "sigkill, CONTAINER_KILLED, 137, false, false",
    "sigterm, CONTAINER_KILLED, 143, false, false",
    "evicted, PREEMPTED, 137, false, true",
    "evicted-disk, PREEMPTED, , false, true",
    "preempted, PREEMPTED, 143, false, true",
    "drained, PREEMPTED, 143, false, true",
    "node-shutdown, DECOMMISSIONED, 143, false, true",
    "node-gone, LOST, , false, false",
    "node-lost, LOST, , false, false",
    "error-1, UNKNOWN, 1, false, false",
    "rejected, UNKNOWN, , false, false"
  })
  void tellsWhyAnExecutorWent(
      String status, RemovalReason reason, Integer exit, boolean memory, boolean preempted) {
    assertThat(executor(Fixtures.in(Fixtures.executor("1"), status)))
        .contains(new RemovalText(reason, exit, memory, preempted));
  }

  @ParameterizedTest
  @ValueSource(strings = {"running", "completed", "unschedulable", "oomkilled-beside"})
  void saysNothingOfAnExecutorThatRunsOrEndedWell(String status) {
    assertThat(executor(Fixtures.in(Fixtures.executor("1"), status))).isEmpty();
  }

  @Test
  void saysNothingOfAnExecutorThatWasDeletedForItMayBeTheDriverThatDidNotNeedIt() {
    Pod executor = Fixtures.in(Fixtures.executor("1"), "sigterm");

    assertThat(executor(Fixtures.askedToGo(executor, "2026-03-02T08:41:55Z"))).isEmpty();
    assertThat(executor(Fixtures.askedToGo(executor, "2026-03-02T09:41:55Z"))).isPresent();
  }

  private static Optional<RemovalText> executor(Pod pod) {
    return ExecutorFate.of(PodReport.of(pod));
  }

  private static Over over(Pod pod) {
    PodState state = DriverFate.of(PodReport.of(pod));
    assertThat(state).isInstanceOf(Over.class);
    return (Over) state;
  }
}
