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

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The applications of the demo, in the order in which they are submitted: the one whose alert has
 * to hold longest is the first, and the one that costs the cluster a worker the last.
 */
enum Scenario {
  FULL_CACHE(
      "executor-memory",
      "cached data fills storage memory",
      "FullCache",
      "SparkExecutorStorageMemoryHigh"),
  HEALTHY("healthy", "none: taxi trips", "TaxiTrips", null),
  GARBAGE("gc-time", "heap leaves the collector no room", "CollectingGarbage", "SparkGcTimeHigh"),
  FAILING_TASKS("task-failures", "one task in six throws", "FailingTasks", "SparkTaskFailuresHigh"),
  REMOTE_READS("locality", "preferred hosts cannot be had", "RemoteReads", "SparkLocalityLow"),
  STUCK_TASK(
      "long-task",
      "task outlasts its limit of " + Scenario.TASK_SECONDS + " s",
      "StuckTask",
      "SparkTaskRunningLong"),
  LOST_EXECUTOR(
      "executor-count", "executor killed, work waits", "WaitingWork", "SparkExecutorCountLow");

  /** The limit of {@code long-task} for {@link #STUCK_TASK}, in its settings and the agent's. */
  static final int TASK_SECONDS = 20;

  /** Memory of an executor of which no two fit on a worker. */
  private static final String LARGE = "4500m";

  private final String id;
  private final String fault;
  private final String mainClass;
  private final @Nullable String alert;

  Scenario(String id, String fault, String mainClass, @Nullable String alert) {
    this.id = id;
    this.fault = fault;
    this.mainClass = "io.firewarden.demo.workload." + mainClass;
    this.alert = alert;
  }

  /** The name on the command line; that of the check which is to find the fault. */
  String id() {
    return id;
  }

  /** What is wrong with the application, in a few words. */
  String fault() {
    return fault;
  }

  String mainClass() {
    return mainClass;
  }

  /** What its application needs beside the settings that all have. */
  Map<String, String> settings() {
    return switch (this) {
      case HEALTHY -> Map.of("spark.executor.memory", "1g");
      case FAILING_TASKS -> Map.of("spark.task.maxFailures", "100");
      case STUCK_TASK ->
          Map.of("spark.firewarden.threshold.long-task.max-seconds", "" + TASK_SECONDS);
      case LOST_EXECUTOR -> Map.of("spark.executor.memory", LARGE);
      case FULL_CACHE, GARBAGE, REMOTE_READS -> Map.of();
    };
  }

  /** The alert that has to be delivered; empty for the healthy application. */
  Optional<String> alert() {
    return Optional.ofNullable(alert);
  }

  boolean isHealthy() {
    return this == HEALTHY;
  }

  /** Whether the fault is done to the running application and not in it from the start. */
  boolean isInjected() {
    return this == LOST_EXECUTOR;
  }

  /** The name of its application. */
  String application() {
    return "demo-" + id;
  }

  static List<Scenario> all() {
    return List.of(values());
  }

  static Optional<Scenario> of(String id) {
    return Arrays.stream(values()).filter(scenario -> scenario.id.equals(id)).findFirst();
  }

  static String ids() {
    return all().stream().map(Scenario::id).collect(Collectors.joining(", "));
  }
}
