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

import io.firewarden.model.SnapshotLimits;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.event.query.LeftOut;
import io.firewarden.model.task.TaskBreakdown;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stage attempts that run now, and how many have ended. */
final class Stages {
  /** Running stage attempts that are followed; beyond it the one submitted first gives way. */
  static final int MAX_STAGES = SnapshotLimits.STAGES;

  /** Running task attempts that are known one by one, over all stages. */
  static final int MAX_KNOWN_TASKS = 50_000;

  /** Words of 64 bits, one for each task that has succeeded, over all stages: 2 MB. */
  static final int MAX_INDEX_WORDS = 250_000;

  /** Distributions that are known finely when sketched, over all stages: 9 MB at most. */
  static final int MAX_FINE_SKETCHES = 400;

  private final Map<Long, StageState> running = new LinkedHashMap<>();

  /** How many of the running jobs need a stage. */
  private final IntCounts needs = new IntCounts();

  /** The stages that were submitted for one of these jobs. */
  private final IntCounts submitted = new IntCounts();

  private final StageState.Limits limits =
      new StageState.Limits(
          new Budget(MAX_KNOWN_TASKS), new Budget(MAX_INDEX_WORDS), new Budget(MAX_FINE_SKETCHES));

  /** Of the attempts of stages that do not run any more, or are not followed. */
  private final TaskSums otherSums = new TaskSums();

  private long succeeded;
  private long failed;
  private long retried;
  private long skipped;
  private final LeftOut leftOut = new LeftOut();

  /** Attempts of which tasks have started and, since events were dropped, nothing else is known. */
  private final Set<Long> unseen = new HashSet<>();

  private boolean lossy;

  /** The stage that was found last; most events are about the same one as the one before. */
  private @Nullable StageState latest;

  private long latestKey;

  void submitted(int id, int attempt, String name, int tasks, long time) {
    if (needs.contains(id) && !submitted.contains(id)) {
      submitted.add(id);
    }
    if (running.containsKey(key(id, attempt))) {
      return;
    }
    if (running.size() >= MAX_STAGES) {
      removeEldest();
      leftOut.add();
    }
    unseen.remove(key(id, attempt));
    running.put(key(id, attempt), new StageState(id, attempt, name, tasks, time, limits));
  }

  void completed(int id, int attempt, boolean success) {
    if (success) {
      succeeded++;
    } else {
      failed++;
    }
    if (attempt > 0) {
      retried++;
    }
    StageState stage = running.remove(key(id, attempt));
    if (stage != null) {
      retire(stage);
    } else if (!unseen.remove(key(id, attempt))) {
      leftOut.ended();
    }
  }

  /** A job needs these stages. */
  void needed(Collection<Integer> stageIds) {
    stageIds.forEach(needs::add);
  }

  /** A job is not followed any more. */
  void released(Collection<Integer> stageIds) {
    stageIds.forEach(this::release);
  }

  /**
   * A job has ended. When it succeeded, those of its stages were skipped that nobody needed to run;
   * when it failed, nothing tells such a stage from one whose turn did not come.
   */
  void jobEnded(Collection<Integer> stageIds, boolean success) {
    for (Integer id : stageIds) {
      if (release(id) && success) {
        skipped++;
      }
    }
    removeOrphans(stageIds);
  }

  /** Says whether nobody needs a stage any more, and it was not submitted for anybody. */
  private boolean release(int id) {
    boolean skipped = needs.remove(id) && !needs.contains(id) && !submitted.remove(id);
    if (needs.size() == 0) {
      unseen.clear();
    }
    return skipped;
  }

  /**
   * Forgets those of these stages that no running job needs. Spark tells of their end before that
   * of the job, so that this finds only stages whose end was lost.
   */
  private void removeOrphans(Collection<Integer> stageIds) {
    Iterator<StageState> each = running.values().iterator();
    Set<Integer> candidates = each.hasNext() ? new HashSet<>(stageIds) : Set.of();
    while (each.hasNext()) {
      StageState stage = each.next();
      if (candidates.contains(stage.id()) && !needs.contains(stage.id())) {
        retire(stage);
        each.remove();
      }
    }
  }

  @Nullable StageState find(int id, int attempt) {
    long key = key(id, attempt);
    if (latest == null || latestKey != key) {
      latest = running.get(key);
      latestKey = key;
    }
    return latest;
  }

  /** Counts the end of a task attempt. */
  void taskEnded(TaskEnd end) {
    StageState stage = find(end.stageId(), end.attempt());
    if (stage == null) {
      otherSums.add(end);
    } else {
      stage.taskEnded(end);
    }
  }

  private void retire(StageState stage) {
    otherSums.add(stage.sums());
    stage.release();
    latest = null;
  }

  void clear() {
    running.values().forEach(this::retire);
    running.clear();
    needs.clear();
    submitted.clear();
    unseen.clear();
    leftOut.clear();
  }

  /** Some of the running stages and tasks may have ended unseen, and others may have started. */
  void eventsDropped() {
    lossy = true;
    running.values().forEach(StageState::eventsDropped);
    leftOut.eventsDropped();
  }

  /** A task has started in a stage attempt that is not followed. */
  void taskStartedUnseen(int id, int attempt) {
    if (lossy && unseen.size() < MAX_STAGES) {
      unseen.add(key(id, attempt));
    }
  }

  /** Tasks of a stage attempt run. */
  void alive(int id, int attempt) {
    StageState stage = running.get(key(id, attempt));
    if (stage != null) {
      stage.alive();
    }
  }

  /** Forgets the stages of which nothing was heard for long after events were dropped. */
  void look(Instant now) {
    leftOut.look(now);
    for (Iterator<StageState> each = running.values().iterator(); each.hasNext(); ) {
      StageState stage = each.next();
      if (stage.isGivenUp(now)) {
        retire(stage);
        each.remove();
      }
    }
  }

  /** The ids of the followed stages, or of those that are known to run. */
  Set<Integer> ids(boolean alsoDoubted) {
    Set<Integer> ids = new HashSet<>();
    for (StageState stage : running.values()) {
      if (alsoDoubted || !stage.isDoubted()) {
        ids.add(stage.id());
      }
    }
    return ids;
  }

  /** Whether a stage is left that ran when events were dropped. */
  boolean hasUnsure() {
    return running.values().stream().anyMatch(StageState::isUnsure);
  }

  /** Copies what is known now; what is made of it is made by whoever asks for it. */
  Supplier<List<Stage>> read() {
    List<Supplier<Stage>> copies = running.values().stream().map(StageState::read).toList();
    return () -> copies.stream().map(Supplier::get).toList();
  }

  StageTotals totals() {
    return new StageTotals(succeeded, failed, retried, skipped);
  }

  /** What all ended task attempts of the application did. */
  TaskBreakdown breakdown() {
    TaskSums all = new TaskSums();
    all.add(otherSums);
    running.values().forEach(stage -> all.add(stage.sums()));
    return all.breakdown();
  }

  /** Whether all running stages are followed, and none has lost an event. */
  boolean isComplete() {
    return leftOut.isNone() && unseen.isEmpty() && !hasUnsure();
  }

  /** Whether all running tasks of the followed stages are known one by one. */
  boolean knowsTasks() {
    return running.values().stream().allMatch(stage -> stage.running().isComplete());
  }

  private void removeEldest() {
    Iterator<StageState> eldest = running.values().iterator();
    retire(eldest.next());
    eldest.remove();
  }

  private static long key(int id, int attempt) {
    return ((long) id << Integer.SIZE) | (attempt & 0xFFFF_FFFFL);
  }
}
