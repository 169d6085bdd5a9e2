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

import io.firewarden.agent.discovery.kubernetes.PodReport.Exit;
import io.firewarden.agent.discovery.kubernetes.PodState.Over;
import io.firewarden.model.FinalStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a driver, by its pod's status. What took the pod away counts for more than the
 * exit code that followed from it; a container that ended by itself is judged by its exit code.
 */
final class DriverFate {
  private static final int SIGINT = 130;
  private static final int SIGKILL = 137;
  private static final int SIGTERM = 143;

  /** The pod's own reasons for which the cluster stops a pod that runs. */
  private static final Set<String> STOPPED =
      Set.of("Evicted", "Preempting", "Shutdown", "Terminated", "NodeShutdown", "DeadlineExceeded");

  /** What the exit codes of a driver mean that mean something. */
  private static final Map<Integer, String> MEANINGS =
      Map.of(
          11, "too many executors failed",
          50, "an exception that nothing caught",
          51, "an exception that nothing caught",
          52, "its heap ran out",
          101, "its main class was not found",
          134, "its JVM aborted",
          139, "its JVM crashed");

  private final PodReport pod;

  private DriverFate(PodReport pod) {
    this.pod = pod;
  }

  static PodState of(PodReport pod) {
    DriverFate fate = new DriverFate(pod);
    if (pod.isOver()) {
      return fate.over();
    }
    if (pod.phase().equals("Pending") || pod.phase().isEmpty()) {
      String why = pod.waiting().isEmpty() ? "its pod is pending" : pod.waiting();
      return new PodState.Waiting(why, fate.deleted("before it ran"));
    }
    return new PodState.Running(fate.deleted("while it ran"), pod.deletionDue());
  }

  private Over over() {
    Exit exit = pod.exit();
    if (exit != null && exit.isOutOfMemory()) {
      // Only a process beside the JVM was killed when the container says that it did well.
      return exit.code() == 0
          ? over(FinalStatus.SUCCEEDED, "a process in the driver's container was OOMKilled")
          : over(FinalStatus.FAILED, "the driver's container was OOMKilled" + code(exit));
    }
    if (exit != null && exit.code() == 0 && !pod.wasDeletedBeforeItsEnd()) {
      return over(FinalStatus.SUCCEEDED, "");
    }
    Over taken = taken();
    if (taken != null) {
      return taken;
    }
    if (pod.wasDeletedBeforeItsEnd()) {
      return over(FinalStatus.KILLED, "the driver's pod was deleted while it ran" + code(exit));
    }
    if (exit == null) {
      return pod.phase().equals("Succeeded")
          ? over(FinalStatus.SUCCEEDED, "")
          : over(FinalStatus.FAILED, "the driver's pod failed" + told());
    }
    return byExitCode(exit);
  }

  /** What the cluster did to the pod, or null when it did nothing. */
  private @Nullable Over taken() {
    Exit exit = pod.exit();
    if (pod.isNodeLost()) {
      return over(FinalStatus.LOST, "the node of the driver's pod was lost" + node());
    }
    if (pod.reason().equals("Evicted")) {
      return over(FinalStatus.KILLED, "the driver's pod was evicted" + node() + message());
    }
    if (STOPPED.contains(pod.reason())) {
      return over(FinalStatus.KILLED, "the driver's pod was stopped" + told());
    }
    if (!pod.disruption().isEmpty()) {
      return over(
          FinalStatus.KILLED,
          "the driver's pod was taken away: " + pod.disruption() + code(exit) + node());
    }
    return null;
  }

  private Over byExitCode(Exit exit) {
    String signal =
        switch (exit.code()) {
          case SIGINT -> "SIGINT";
          case SIGKILL -> "SIGKILL";
          case SIGTERM -> "SIGTERM";
          default -> "";
        };
    if (!signal.isEmpty()) {
      return over(FinalStatus.KILLED, "the driver's process was killed by " + signal + code(exit));
    }
    String meaning = Objects.requireNonNullElse(MEANINGS.get(exit.code()), "");
    return over(
        FinalStatus.FAILED,
        "the driver exited with code "
            + exit.code()
            + (meaning.isEmpty() ? "" : ": " + meaning)
            + (exit.isGuess() ? ", by what its node found later" : ""));
  }

  /** How it ended if it is deleted in the state that it is in. */
  private Over deleted(String when) {
    Over taken = taken();
    return taken != null ? taken : over(FinalStatus.KILLED, "the driver's pod was deleted " + when);
  }

  private Over over(FinalStatus status, String reason) {
    Instant end = pod.exit() == null ? null : pod.exit().at();
    return new Over(status, end == null ? pod.deletionDue() : end, reason);
  }

  private static String code(@Nullable Exit exit) {
    return exit == null ? "" : " (exit code " + exit.code() + ")";
  }

  private String node() {
    return pod.node().isEmpty() ? "" : ", node " + pod.node();
  }

  private String told() {
    return (pod.reason().isEmpty() ? "" : ": " + pod.reason()) + message();
  }

  private String message() {
    return pod.message().isEmpty() ? "" : ": " + pod.message();
  }
}
