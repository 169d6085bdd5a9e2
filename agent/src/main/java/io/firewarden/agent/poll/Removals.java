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
package io.firewarden.agent.poll;

import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why the executors of one application went, by what Spark tells and what their containers tell.
 * Spark often sees no more than a lost connection; the container knows that it ran out of memory.
 *
 * <p>The counts by reason must not fall, or Prometheus takes that for a restart. An executor is
 * therefore counted once, for the reason that is known when it is first heard of; the list of the
 * latest always has the best that is known. Thread-safe.
 */
final class Removals {
  /** Executors that are told apart; of more, the earliest are forgotten and stay counted. */
  static final int MAX_EXECUTORS = 2000;

  private final Map<String, RemovalReason> counted = new Recent<>(MAX_EXECUTORS);

  /** How many more there are of each reason than Spark tells, or fewer. */
  private final Map<RemovalReason, Long> moved = new EnumMap<>(RemovalReason.class);

  /** The losses that Spark tells, or null, with what containers tell. */
  synchronized ExecutorLosses joined(
      @Nullable ExecutorLosses spark, List<RemovedExecutor> containers) {
    Map<String, RemovedExecutor> told = new HashMap<>();
    containers.forEach(each -> told.merge(each.id(), each, Removals::better));
    return spark == null ? ofContainers(told) : refined(spark, told);
  }

  private ExecutorLosses ofContainers(Map<String, RemovedExecutor> told) {
    List<RemovedExecutor> all =
        told.values().stream().sorted(Comparator.comparing(RemovedExecutor::removedAt)).toList();
    for (RemovedExecutor each : last(all, MAX_EXECUTORS)) {
      if (counted.putIfAbsent(each.id(), each.reason()) == null) {
        moved.merge(each.reason(), 1L, Long::sum);
      }
    }
    return new ExecutorLosses(moved, last(all, ExecutorLosses.MAX_LATEST));
  }

  private ExecutorLosses refined(ExecutorLosses spark, Map<String, RemovedExecutor> told) {
    List<RemovedExecutor> latest = new ArrayList<>();
    for (RemovedExecutor each : spark.latest()) {
      RemovedExecutor container = told.get(each.id());
      RemovedExecutor best = container == null ? each : better(each, container);
      latest.add(
          new RemovedExecutor(
              each.id(), each.host(), each.removedAt(), best.reason(), best.exitCode()));
      if (counted.putIfAbsent(each.id(), best.reason()) == null && best.reason() != each.reason()) {
        moved.merge(each.reason(), -1L, Long::sum);
        moved.merge(best.reason(), 1L, Long::sum);
      }
    }
    Map<RemovalReason, Long> byReason = new EnumMap<>(spark.byReason());
    moved.forEach((reason, more) -> byReason.merge(reason, more, Long::sum));
    byReason.replaceAll((reason, count) -> Math.max(0, count));
    return new ExecutorLosses(byReason, latest);
  }

  /** What Spark knows by name stays; a lost connection or nothing at all is no cause. */
  private static RemovedExecutor better(RemovedExecutor one, RemovedExecutor other) {
    return rank(one.reason()) >= rank(other.reason()) ? one : other;
  }

  private static int rank(RemovalReason reason) {
    return switch (reason) {
      case UNKNOWN -> 0;
      case LOST -> 1;
      case HEARTBEAT -> 2;
      case CONTAINER_KILLED -> 3;
      default -> 4;
    };
  }

  private static List<RemovedExecutor> last(List<RemovedExecutor> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }
}
