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
import io.firewarden.model.executor.RemovalText;
import java.util.Optional;
import java.util.Set;

/**
 * Why an executor went, by its pod. Put into words that {@link RemovalText} knows, so that one
 * place understands exit codes.
 */
final class ExecutorFate {
  private static final Set<String> SHUTDOWN = Set.of("Shutdown", "Terminated", "NodeShutdown");

  private ExecutorFate() {}

  /**
   * What the pod knows better than the driver. Empty while it runs, when it ended well, and when it
   * was deleted: the driver deletes executors that it does not need.
   */
  static Optional<RemovalText> of(PodReport pod) {
    Exit exit = pod.exit();
    String code = exit == null ? "" : ", exit code " + exit.code();
    if (exit != null && exit.isOutOfMemory() && exit.code() != 0) {
      return said("OOMKilled" + code);
    }
    if (pod.isNodeLost()) {
      return said("on a lost node");
    }
    if (pod.reason().equals("Evicted")) {
      return said("evicted" + code);
    }
    if (pod.reason().equals("Preempting") || pod.disruption().equals("PreemptionByScheduler")) {
      return said("preempted" + code);
    }
    if (SHUTDOWN.contains(pod.reason())) {
      return said("decommissioned with its node" + code);
    }
    if (!pod.isOver()) {
      return Optional.empty();
    }
    if (!pod.disruption().isEmpty()) {
      return said("evicted: " + pod.disruption() + code);
    }
    if (pod.wasDeletedBeforeItsEnd() || (exit != null && exit.code() == 0)) {
      return Optional.empty();
    }
    if (exit == null && !pod.phase().equals("Failed")) {
      return Optional.empty();
    }
    return said(exit == null ? pod.reason() : "exit code " + exit.code());
  }

  private static Optional<RemovalText> said(String words) {
    return Optional.of(RemovalText.of(words));
  }
}
