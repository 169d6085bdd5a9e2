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
package io.firewarden.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the applications: submits one after the other, does the faults that are done from outside.
 */
final class Stage {
  /** So that the processes of two applications do not start at the same time. */
  private static final Duration BETWEEN_SUBMISSIONS = Duration.ofSeconds(6);

  /** How long the healthy application asks its questions. */
  private static final Duration HEALTHY_RUNS = Duration.ofSeconds(75);

  private static final int EXECUTORS = 2;

  private final Children children;
  private final Layout layout;
  private final SparkCluster cluster;
  private final Deque<Integer> uiPorts;
  private final Duration lifetime;
  private final Deque<Scenario> waiting;
  private final Map<Scenario, Progress> started = new EnumMap<>(Scenario.class);

  /**
   * Made before anything is submitted.
   *
   * @param uiPorts a port for the UI of each scenario
   * @param lifetime after which an application ends if nobody ends it before
   */
  Stage(
      Children children,
      Layout layout,
      SparkCluster cluster,
      List<Integer> uiPorts,
      Duration lifetime,
      Collection<Scenario> scenarios) {
    this.children = children;
    this.layout = layout;
    this.cluster = cluster;
    this.uiPorts = new ArrayDeque<>(uiPorts);
    this.lifetime = lifetime;
    this.waiting = new ArrayDeque<>(scenarios);
  }

  /** All that were submitted so far. */
  Collection<Progress> started() {
    return started.values();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Submits the next application when its time has come. */
  Optional<Progress> submitNext(Instant now) {
    boolean tooEarly =
        started.values().stream()
            .anyMatch(each -> each.submittedAt().plus(BETWEEN_SUBMISSIONS).isAfter(now));
    if (waiting.isEmpty() || tooEarly) {
      return Optional.empty();
    }
    Scenario scenario = waiting.remove();
    Submission submission = submission(scenario);
    Child driver = submission.submit(cluster, children);
    Progress progress = new Progress(scenario, submission, driver, now);
    started.put(scenario, progress);
    return Optional.of(progress);
  }

  private Submission submission(Scenario scenario) {
    List<String> arguments = new ArrayList<>();
    Duration runs = scenario.isHealthy() ? HEALTHY_RUNS : lifetime;
    arguments.add("" + runs.toSeconds());
    if (scenario.isHealthy()) {
      arguments.add(layout.work().resolve("trips").toString());
    }
    return new Submission(
        scenario.application(),
        scenario.mainClass(),
        layout.demoJar(),
        arguments,
        layout.listenerJar(),
        Ports.free(),
        uiPorts.remove(),
        scenario.settings());
  }

  /** Learns the ids of applications that the cluster has come to know. */
  void learnIds() {
    for (Progress each : started.values()) {
      if (each.applicationId() == null && each.endedAt() == null) {
        cluster.applicationId(each.scenario().application()).ifPresent(each::applicationId);
      }
    }
  }

  /**
   * Does the fault to an application that runs with all its executors and that both paths find
   * healthy; answers what it did.
   */
  Optional<String> inject(Progress progress) {
    String id = progress.applicationId();
    if (id == null || !progress.isNowHealthy() || busyExecutors(progress, id) < EXECUTORS) {
      return Optional.empty();
    }
    progress.injected(Instant.now());
    long pid = cluster.killExecutorAndItsWorker(id);
    return Optional.of(
        "killed its executor (process " + pid + ") and the worker that had started it");
  }

  private long busyExecutors(Progress progress, String applicationId) {
    String path = "/api/v1/applications/" + applicationId + "/executors";
    return Web.elements(Web.local(progress.uiPort(), path)).stream()
        .filter(executor -> !executor.path("id").asText().equals("driver"))
        .filter(executor -> executor.path("activeTasks").asInt() > 0)
        .count();
  }

  /** Ends an application that has shown what it should. */
  void end(Progress progress) {
    children.stop(progress.driver());
    progress.ended(Instant.now());
  }
}
