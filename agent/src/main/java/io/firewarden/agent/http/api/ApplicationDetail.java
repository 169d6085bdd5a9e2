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
package io.firewarden.agent.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Distribution;
import io.firewarden.model.Executor;
import io.firewarden.model.Stage;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovedExecutor;
import io.firewarden.model.task.TaskBreakdown;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parts of one application's last reading, as JSON. What is not known is missing. */
public final class ApplicationDetail {
  private ApplicationDetail() {}

  /** Adds the parts. */
  public static void put(ObjectNode node, ApplicationSnapshot snapshot) {
    ArrayNode executors = node.putArray("executorList");
    snapshot.executors().forEach(executor -> put(executors.addObject(), executor));
    ArrayNode stages = node.putArray("stages");
    snapshot.stages().forEach(stage -> put(stages.addObject(), stage));
    put(node.putObject("failures"), snapshot.breakdown(), snapshot);
  }

  private static void put(ObjectNode node, Executor executor) {
    node.put("id", executor.id());
    node.put("host", executor.host());
    put(node, "addedAt", executor.addedAt());
    node.put("driver", executor.id().equals(Executor.DRIVER_ID));
    node.put("cores", executor.totalCores());
    node.put("activeTasks", executor.activeTasks());
    node.put("succeededTasks", executor.succeededTasks());
    node.put("failedTasks", executor.failedTasks());
    node.put("taskSeconds", executor.taskMillis() / 1e3);
    node.put("gcSeconds", executor.gcMillis() / 1e3);
    node.put("storageUsedBytes", executor.storageUsedBytes());
    node.put("storageMaxBytes", executor.storageMaxBytes());
    node.put("diskUsedBytes", executor.diskUsedBytes());
    put(node, "heapPeakBytes", executor.heapPeakBytes());
    put(node, "heapMaxBytes", executor.heapMaxBytes());
    if (executor.detail() != null) {
      node.put("excluded", executor.detail().excluded());
    }
  }

  private static void put(ObjectNode node, Stage stage) {
    node.put("id", stage.id());
    node.put("attempt", stage.attempt());
    node.put("name", stage.name());
    put(node, "submittedAt", stage.submittedAt());
    node.put("tasks", stage.tasks());
    node.put("activeTasks", stage.activeTasks());
    node.put("completedTasks", stage.completedTasks());
    node.put("failedTasks", stage.failedTasks());
    node.put("inputBytes", stage.inputBytes());
    node.put("shuffleReadBytes", stage.shuffleReadBytes());
    node.put("shuffleWriteBytes", stage.shuffleWriteBytes());
    node.put("spilledDiskBytes", stage.spilledDiskBytes());
    put(node, "oldestTaskStartedAt", stage.oldestTaskStartedAt());
    put(node, "taskSeconds", stage.taskMillis(), 1e3);
    put(node, "taskBytes", stage.taskBytes(), 1);
  }

  /** With the skew: how many times the median the largest is. */
  private static void put(ObjectNode node, String name, @Nullable Distribution of, double divisor) {
    if (of == null) {
      return;
    }
    ObjectNode each = node.putObject(name);
    each.put("count", of.count());
    each.put("min", of.min() / divisor);
    each.put("median", of.median() / divisor);
    each.put("p95", of.p95() / divisor);
    each.put("max", of.max() / divisor);
    if (of.median() > 0) {
      each.put("skew", of.max() / of.median());
    }
  }

  private static void put(
      ObjectNode node, @Nullable TaskBreakdown breakdown, ApplicationSnapshot snapshot) {
    node.put("executorsRemoved", snapshot.executorsRemoved());
    if (breakdown != null) {
      ObjectNode reasons = node.putObject("tasksByReason");
      breakdown
          .endedWithout()
          .forEach((reason, count) -> reasons.put(reason.name().toLowerCase(Locale.ROOT), count));
    }
    ExecutorLosses losses = snapshot.losses();
    if (losses != null) {
      ObjectNode reasons = node.putObject("executorsByReason");
      losses.byReason().forEach((reason, count) -> reasons.put(label(reason), count));
      ArrayNode latest = node.putArray("latestExecutors");
      losses.latest().forEach(one -> put(latest.addObject(), one));
    }
  }

  private static void put(ObjectNode node, RemovedExecutor one) {
    node.put("id", one.id());
    node.put("host", one.host());
    put(node, "removedAt", one.removedAt());
    node.put("reason", label(one.reason()));
    if (one.exitCode() != null) {
      node.put("exitCode", one.exitCode());
    }
  }

  private static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private static void put(ObjectNode node, String name, @Nullable Instant at) {
    if (at != null) {
      node.put(name, at.toString());
    }
  }

  private static void put(ObjectNode node, String name, @Nullable Long value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
