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
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far one application of the demo has come. */
final class Progress {
  private final Scenario scenario;
  private final Submission submission;
  private final Child driver;
  private final Instant submittedAt;
  private final Map<Step, Duration> done = new EnumMap<>(Step.class);
  private final Map<Step, Set<String>> nowHealthy = new EnumMap<>(Step.class);
  private final Map<Step, Set<String>> onceHealthy = new EnumMap<>(Step.class);
  private final Set<Alert> raised = new LinkedHashSet<>();
  private @Nullable String applicationId;
  private @Nullable Instant faultAt;
  private @Nullable Instant endedAt;

  Progress(Scenario scenario, Submission submission, Child driver, Instant submittedAt) {
    this.scenario = scenario;
    this.submission = submission;
    this.driver = driver;
    this.submittedAt = submittedAt;
    this.faultAt = scenario.isInjected() ? null : submittedAt;
  }

  Scenario scenario() {
    return scenario;
  }

  int listenerPort() {
    return submission.listenerPort();
  }

  int uiPort() {
    return submission.uiPort();
  }

  Child driver() {
    return driver;
  }

  Instant submittedAt() {
    return submittedAt;
  }

  /** Spark's id of the application, or null before its cluster knows it. */
  @Nullable String applicationId() {
    return applicationId;
  }

  void applicationId(String id) {
    applicationId = id;
  }

  /** When the fault began; null before it was done. */
  @Nullable Instant faultAt() {
    return faultAt;
  }

  void injected(Instant at) {
    faultAt = at;
  }

  /** When its driver was seen to have ended, or null while it runs. */
  @Nullable Instant endedAt() {
    return endedAt;
  }

  void ended(Instant at) {
    endedAt = at;
  }

  /** Takes note of a step, once the fault has begun; answers whether it is news. */
  boolean complete(Step step, Instant at) {
    Instant since = faultAt;
    if (since == null || at.isBefore(since) || done.containsKey(step)) {
      return false;
    }
    done.put(step, Duration.between(since, at));
    return true;
  }

  Optional<Duration> after(Step step) {
    return Optional.ofNullable(done.get(step));
  }

  boolean isComplete(Set<Step> steps) {
    return done.keySet().containsAll(steps);
  }

  /** Takes note of the checks that one of the two paths finds healthy now. */
  void healthyNow(Step path, Set<String> checks) {
    nowHealthy.put(path, checks);
    onceHealthy.computeIfAbsent(path, any -> new TreeSet<>()).addAll(checks);
  }

  /** Whether both paths say now that the fault is not there. */
  boolean isNowHealthy() {
    return Stream.of(Step.LISTENER, Step.AGENT)
        .allMatch(path -> nowHealthy.getOrDefault(path, Set.of()).contains(scenario.id()));
  }

  /** The checks that a path has ever found healthy, as opposed to having nothing to judge. */
  Set<String> onceHealthy(Step path) {
    return onceHealthy.getOrDefault(path, Set.of());
  }

  /** Whether an alert is about this application, or about Firewarden's way to it. */
  boolean isSubjectOf(Alert alert) {
    String id = applicationId;
    return alert.application().equals(scenario.application())
        || alert.source().endsWith(":" + uiPort())
        || (id != null && alert.source().contains(id));
  }

  /** Whether an alert is the one that the fault has to raise. */
  boolean isFault(Alert alert) {
    return alert.application().equals(scenario.application())
        && scenario.alert().equals(Optional.of(alert.name()));
  }

  /** Takes note of an alert about it, whichever; answers whether it is news. */
  boolean raised(Alert alert) {
    return raised.add(alert);
  }

  /** The alerts about it, whichever. */
  Set<Alert> raised() {
    return raised;
  }
}
