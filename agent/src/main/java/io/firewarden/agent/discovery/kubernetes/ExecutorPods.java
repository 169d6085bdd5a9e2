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

import io.fabric8.kubernetes.api.model.Pod;
import io.firewarden.model.executor.RemovalText;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The executors that went, by application, as their pods tell; nothing is kept of a pod that runs.
 * Of each application the newest are kept, as long as it is asked for.
 */
final class ExecutorPods implements Stock<Pod> {
  static final int MAX_OF_ONE = 1_000;

  private static final String EXECUTOR_ID = "spark-exec-id";

  private final InstantSource clock;
  private final Map<String, LinkedHashMap<String, RemovedExecutor>> removed = new HashMap<>();

  ExecutorPods(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void put(Pod pod) {
    Map<String, String> labels = DriverPod.orEmpty(pod.getMetadata().getLabels());
    String application = DriverPod.applicationId(labels);
    String executor = labels.getOrDefault(EXECUTOR_ID, "");
    if (!application.isEmpty() && !executor.isEmpty()) {
      PodReport report = PodReport.of(pod);
      Optional<RemovalText> fate = ExecutorFate.of(report);
      fate.ifPresent(text -> add(application, removed(executor, text, report)));
    }
  }

  @Override
  public void deleted(Pod pod) {
    put(pod);
  }

  /** A pod that went unseen tells nothing: the driver knows more. */
  @Override
  public void keep(Set<String> uids) {}

  /** Those of one application that went. */
  synchronized List<RemovedExecutor> of(String application) {
    LinkedHashMap<String, RemovedExecutor> found = removed.get(application);
    return found == null ? List.of() : List.copyOf(found.values());
  }

  /** Forgets all other applications. */
  synchronized void keepApplications(Set<String> ids) {
    removed.keySet().retainAll(ids);
  }

  private synchronized void add(String application, RemovedExecutor executor) {
    LinkedHashMap<String, RemovedExecutor> of =
        removed.computeIfAbsent(application, id -> new LinkedHashMap<>());
    RemovedExecutor known = of.get(executor.id());
    if (known == null
        || known.reason() != executor.reason()
        || (known.exitCode() == null && executor.exitCode() != null)) {
      of.put(executor.id(), executor);
    }
    if (of.size() > MAX_OF_ONE) {
      of.remove(of.keySet().iterator().next());
    }
  }

  private RemovedExecutor removed(String id, RemovalText text, PodReport pod) {
    Instant at = pod.exit() == null ? null : pod.exit().at();
    if (at == null) {
      at = pod.deletionAsked() == null ? clock.instant() : pod.deletionAsked();
    }
    return new RemovedExecutor(id, pod.node(), at, text.reason(), text.exitCode());
  }
}
