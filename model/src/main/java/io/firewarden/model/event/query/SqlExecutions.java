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
package io.firewarden.model.event.query;

import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.sql.SqlOutcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SQL executions of an application: those that run now, and what has ended in sums. An
 * execution that Spark starts within another one, as it does for each batch of a stream and for
 * many commands, is no execution of its own: what it does counts as done by the other.
 *
 * <p>Thread-safe. Times are ms since the epoch.
 */
public final class SqlExecutions {
  /** Running executions that are followed; beyond it the one started first gives way. */
  static final int MAX_RUNNING = 1_000;

  /** Running executions within others that are followed; those that come later are left out. */
  static final int MAX_NESTED = 1_000;

  /** Running executions of which only the start is remembered; the one left first gives way. */
  static final int MAX_UNFOLLOWED = 10_000;

  /** Stages that running executions may have together. */
  static final int MAX_STAGES = 25_000;

  /** Figures of plans that running executions may have together. */
  static final int MAX_FIGURES = 20_000;

  private final Map<Long, RunningExecution> running = new LinkedHashMap<>();
  private final Map<Long, RunningExecution> nested = new HashMap<>();
  private final Map<Long, Long> unfollowed = new LinkedHashMap<>();
  private final Map<Integer, RunningExecution> executionByStage = new HashMap<>();
  private final Deque<SqlExecution> latest = new ArrayDeque<>();
  private final PlanSum plans = new PlanSum();
  private final Map<SqlOutcome, Long> ended = new EnumMap<>(SqlOutcome.class);
  private long millis;
  private long spilledBytes;
  private int held;

  /** Running executions of which not even the start is remembered, and the last of their ids. */
  private final LeftOut forgotten = new LeftOut();

  private long lastForgotten = -1;

  /** Executions that have most likely ended unseen; of them, too, the start is remembered. */
  private final Map<Long, Long> givenUp = new LinkedHashMap<>();

  private Doubt doubt = Doubt.NONE;
  private boolean over;

  /**
   * An execution was started.
   *
   * @param rootId the execution that it runs within; its own id when it was started by itself
   * @param plan its first plan
   */
  public synchronized void started(long id, long rootId, long time, PlanOutline plan) {
    if (over || find(id) != null) {
      return;
    }
    if (id == rootId) {
      if (running.size() >= MAX_RUNNING) {
        unfollow(running.keySet().iterator().next());
      }
      RunningExecution execution = new RunningExecution(id, time);
      running.put(id, execution);
      held += execution.plan(plan, MAX_FIGURES - held);
      return;
    }
    RunningExecution root = alive(rootId);
    if (root != null && nested.size() < MAX_NESTED) {
      RunningExecution execution = new RunningExecution(id, time, root);
      nested.put(id, execution);
      held += execution.plan(plan, MAX_FIGURES - held);
    } else if (root != null) {
      root.incomplete();
    }
  }

  /** Adaptive execution has changed the plan of an execution. */
  public synchronized void planChanged(long id, PlanOutline plan) {
    RunningExecution execution = alive(id);
    if (execution != null) {
      held += execution.plan(plan, MAX_FIGURES - held);
    }
  }

  /** A part of an execution's plan has these measures; the next plan told will have them too. */
  public synchronized void measuresNamed(long id, List<Measure> named) {
    RunningExecution execution = alive(id);
    if (execution != null) {
      held += execution.named(named, MAX_FIGURES - held);
    }
  }

  /** The driver tells the value of an accumulator, be it a measure of the plan or not. */
  public synchronized void measured(long id, long accumulatorId, long value) {
    RunningExecution execution = find(id);
    if (execution != null) {
      held += execution.measured(accumulatorId, value, MAX_FIGURES - held);
    }
  }

  /** An execution has started a job that may run these stages. */
  public synchronized void jobStarted(long id, Collection<Integer> stageIds) {
    RunningExecution execution = alive(id);
    if (execution == null) {
      return;
    }
    for (Integer stage : stageIds) {
      if (executionByStage.size() >= MAX_STAGES && !executionByStage.containsKey(stage)) {
        execution.root().incomplete();
        return;
      }
      RunningExecution earlier = executionByStage.put(stage, execution);
      if (earlier != null) {
        earlier.stages().remove(stage);
      }
      execution.stages().add(stage);
    }
  }

  /**
   * A stage attempt has ended, of an execution or not.
   *
   * @param succeeded whether no further attempt is to be expected
   * @param spilledDiskBytes what its task attempts spilled to disk
   */
  public synchronized void stageCompleted(int stageId, boolean succeeded, long spilledDiskBytes) {
    RunningExecution execution =
        succeeded ? executionByStage.remove(stageId) : executionByStage.get(stageId);
    if (execution == null) {
      return;
    }
    if (succeeded) {
      execution.stages().remove(stageId);
    }
    long bytes = Math.max(0, spilledDiskBytes);
    spilledBytes += bytes;
    execution.root().spilled(bytes);
    execution.root().doubt(Doubt.NONE);
  }

  /**
   * An execution has ended. Of one whose start was not told nothing is counted: it may as well have
   * run within another.
   */
  public synchronized void ended(long id, long time, SqlOutcome outcome) {
    RunningExecution inner = nested.remove(id);
    if (inner != null) {
      absorb(inner);
      return;
    }
    Long startedAt = unfollowed.remove(id);
    if (startedAt == null) {
      startedAt = givenUp.remove(id);
    }
    RunningExecution execution = running.get(id);
    if (execution != null) {
      remove(execution);
      running.remove(id);
      SqlExecution whole = execution.snapshot(Instant.ofEpochMilli(time), outcome);
      plans.add(execution.facts());
      remember(whole);
      startedAt = execution.startedAt();
    }
    if (startedAt == null && id <= lastForgotten) {
      forgotten.ended();
    }
    if (startedAt != null) {
      ended.merge(outcome, 1L, Long::sum);
      millis += Math.max(0, time - startedAt);
    }
  }

  /** Nothing runs any more; how the last executions ended is not told. */
  public synchronized void applicationEnded(long time) {
    over = true;
    List.copyOf(running.keySet()).forEach(id -> ended(id, time, SqlOutcome.UNKNOWN));
    List.copyOf(unfollowed.keySet()).forEach(id -> ended(id, time, SqlOutcome.UNKNOWN));
    List.copyOf(givenUp.keySet()).forEach(id -> ended(id, time, SqlOutcome.UNKNOWN));
    forgotten.clear();
  }

  /** Spark has dropped events: what runs may have ended unseen. */
  public synchronized void eventsDropped() {
    running.values().forEach(execution -> execution.doubt(Doubt.OPEN));
    doubt = unfollowed.isEmpty() ? Doubt.NONE : Doubt.OPEN;
    forgotten.eventsDropped();
  }

  /**
   * What is known now. An execution that gave no sign of life for long after events were dropped is
   * not shown any more.
   */
  public synchronized SqlActivity snapshot(Instant now) {
    look(now);
    return new SqlActivity(
        ended.getOrDefault(SqlOutcome.SUCCEEDED, 0L),
        ended.getOrDefault(SqlOutcome.FAILED, 0L),
        ended.getOrDefault(SqlOutcome.UNKNOWN, 0L),
        millis,
        spilledBytes,
        plans.facts(),
        running.values().stream().map(execution -> execution.snapshot(null, null)).toList(),
        List.copyOf(latest));
  }

  private void look(Instant now) {
    for (RunningExecution each : List.copyOf(running.values())) {
      each.doubt(each.doubt().at(now));
      if (each.doubt().isOver(now)) {
        remove(each);
        running.remove(each.id());
        giveUp(each.id(), each.startedAt());
      }
    }
    doubt = doubt.at(now);
    if (doubt.isOver(now)) {
      unfollowed.forEach(this::giveUp);
      unfollowed.clear();
      doubt = Doubt.NONE;
    }
    forgotten.look(now);
  }

  private void giveUp(long id, long startedAt) {
    removeEldest(givenUp);
    givenUp.put(id, startedAt);
  }

  /** Makes room for one; says which had to go for it. */
  private static @Nullable Long removeEldest(Map<Long, Long> starts) {
    if (starts.size() < MAX_UNFOLLOWED) {
      return null;
    }
    Iterator<Long> ids = starts.keySet().iterator();
    Long eldest = ids.next();
    ids.remove();
    return eldest;
  }

  /**
   * Whether all running executions are followed, with all that they do, and none may have ended
   * unseen.
   */
  public synchronized boolean isComplete() {
    return unfollowed.isEmpty()
        && forgotten.isNone()
        && running.values().stream().noneMatch(execution -> execution.doubt().isOpen())
        && running.values().stream().allMatch(RunningExecution::isComplete);
  }

  private @Nullable RunningExecution find(long id) {
    RunningExecution execution = running.get(id);
    return execution != null ? execution : nested.get(id);
  }

  /** Finds an execution that has just shown that it runs. */
  private @Nullable RunningExecution alive(long id) {
    RunningExecution execution = find(id);
    if (execution != null) {
      execution.root().doubt(Doubt.NONE);
    }
    return execution;
  }

  private void unfollow(long id) {
    RunningExecution execution = running.get(id);
    if (execution == null) {
      return;
    }
    remove(execution);
    running.remove(id);
    Long eldest = removeEldest(unfollowed);
    if (eldest != null) {
      forgotten.add();
      lastForgotten = Math.max(lastForgotten, eldest);
    }
    unfollowed.put(id, execution.startedAt());
  }

  /** Takes an execution, and what runs within it, off all but the map of those that run. */
  private void remove(RunningExecution execution) {
    release(execution);
    for (RunningExecution inner : List.copyOf(execution.inner())) {
      nested.remove(inner.id());
      absorb(inner);
    }
  }

  private void absorb(RunningExecution inner) {
    inner.root().absorb(inner);
    release(inner);
  }

  private void release(RunningExecution execution) {
    held -= execution.held();
    execution.stages().forEach(executionByStage::remove);
  }

  private void remember(SqlExecution execution) {
    if (latest.size() >= SqlActivity.MAX_LATEST) {
      latest.removeFirst();
    }
    latest.addLast(execution);
  }
}
