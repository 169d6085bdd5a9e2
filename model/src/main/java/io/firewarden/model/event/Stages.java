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
package io.firewarden.model.event;

import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stage attempts that run now, and how many have ended. */
final class Stages {
  /** Running stage attempts that are followed; beyond it the one submitted first gives way. */
  static final int MAX_STAGES = 1_000;

  /** Running task attempts that are known one by one, over all stages. */
  static final int MAX_KNOWN_TASKS = 50_000;

  private final Map<Long, StageState> running = new LinkedHashMap<>();
  private final Map<Integer, Integer> jobsByStage = new HashMap<>();
  private final Budget knownTasks = new Budget(MAX_KNOWN_TASKS);
  private long succeeded;
  private long failed;
  private int leftOut;

  void submitted(int id, int attempt, String name, int tasks, long time) {
    if (running.containsKey(key(id, attempt))) {
      return;
    }
    if (running.size() >= MAX_STAGES) {
      removeEldest();
      leftOut++;
    }
    running.put(key(id, attempt), new StageState(id, attempt, name, tasks, time, knownTasks));
  }

  void completed(int id, int attempt, boolean success) {
    if (success) {
      succeeded++;
    } else {
      failed++;
    }
    StageState stage = running.remove(key(id, attempt));
    if (stage != null) {
      stage.running().clear();
    } else if (leftOut > 0) {
      leftOut--;
    }
  }

  /** A job needs these stages. */
  void needed(Collection<Integer> stageIds) {
    stageIds.forEach(id -> jobsByStage.merge(id, 1, Integer::sum));
  }

  /** A job does not need these stages any more. */
  void released(Collection<Integer> stageIds) {
    for (Integer id : stageIds) {
      jobsByStage.computeIfPresent(id, (k, jobs) -> jobs > 1 ? jobs - 1 : null);
    }
  }

  /**
   * Forgets those of these stages that no running job needs. Spark tells of their end before that
   * of the job, so that this finds only stages whose end was lost.
   */
  void removeOrphans(Collection<Integer> stageIds) {
    Iterator<StageState> each = running.values().iterator();
    Set<Integer> candidates = each.hasNext() ? new HashSet<>(stageIds) : Set.of();
    while (each.hasNext()) {
      StageState stage = each.next();
      if (candidates.contains(stage.id()) && !jobsByStage.containsKey(stage.id())) {
        stage.running().clear();
        each.remove();
      }
    }
  }

  @Nullable StageState find(int id, int attempt) {
    return running.get(key(id, attempt));
  }

  void clear() {
    running.values().forEach(stage -> stage.running().clear());
    running.clear();
    jobsByStage.clear();
    leftOut = 0;
  }

  /** Some of the running tasks may have ended unseen. */
  void distrustRunning() {
    running.values().forEach(stage -> stage.running().distrust());
  }

  List<Stage> snapshot() {
    return running.values().stream().map(StageState::snapshot).toList();
  }

  StageTotals totals() {
    return new StageTotals(succeeded, failed);
  }

  /** Whether all running stages are followed. */
  boolean isComplete() {
    return leftOut == 0;
  }

  /** Whether all running tasks of the followed stages are known one by one. */
  boolean knowsTasks() {
    return running.values().stream().allMatch(stage -> stage.running().isComplete());
  }

  private void removeEldest() {
    Iterator<StageState> eldest = running.values().iterator();
    eldest.next().running().clear();
    eldest.remove();
  }

  private static long key(int id, int attempt) {
    return ((long) id << Integer.SIZE) | (attempt & 0xFFFF_FFFFL);
  }
}
