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

import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SnapshotLimits;
import io.firewarden.model.event.query.Doubt;
import io.firewarden.model.event.query.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The jobs that run now, and how many have ended. Holds on to the stages that they need. */
final class Jobs {
  /** Running jobs that are followed; beyond it the one submitted first gives way. */
  static final int MAX_JOBS = SnapshotLimits.JOBS;

  /** Stage ids that running jobs may have together. */
  static final int MAX_STAGE_IDS = SnapshotLimits.STAGE_IDS;

  /** How long a job may be without a stage before it is taken for one whose end was dropped. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<Integer, Entry> running = new LinkedHashMap<>();
  private final Budget knownStageIds = new Budget(MAX_STAGE_IDS);
  private final Stages stages;
  private long succeeded;
  private long failed;
  private final LeftOut leftOut = new LeftOut();

  Jobs(Stages stages) {
    this.stages = stages;
  }

  void started(int id, long time, Collection<Integer> stageIds) {
    release(running.remove(id));
    if (running.size() >= MAX_JOBS) {
      Iterator<Entry> eldest = running.values().iterator();
      release(eldest.next());
      eldest.remove();
      leftOut.add();
    }
    List<Integer> known = new ArrayList<>();
    boolean complete = true;
    for (Integer stageId : stageIds) {
      if (knownStageIds.tryTake(1)) {
        known.add(stageId);
      } else {
        complete = false;
        break;
      }
    }
    stages.needed(known);
    Job job = new Job(id, time > 0 ? Instant.ofEpochMilli(time) : null, known);
    running.put(id, new Entry(job, complete));
  }

  void ended(int id, boolean success) {
    if (success) {
      succeeded++;
    } else {
      failed++;
    }
    Entry entry = running.remove(id);
    if (entry != null) {
      knownStageIds.giveBack(entry.job().stageIds().size());
      stages.jobEnded(entry.job().stageIds(), success);
    } else {
      leftOut.ended();
    }
  }

  private void release(@Nullable Entry entry) {
    if (entry != null) {
      knownStageIds.giveBack(entry.job().stageIds().size());
      stages.released(entry.job().stageIds());
    }
  }

  void clear() {
    running.values().forEach(this::release);
    running.clear();
    leftOut.clear();
  }

  /** The running jobs may have ended unseen. */
  void eventsDropped() {
    running.values().forEach(entry -> entry.doubt(Doubt.OPEN));
    leftOut.eventsDropped();
  }

  /** Forgets the jobs of which no stage ran for {@link #PATIENCE} after events were dropped. */
  void look(Instant now) {
    leftOut.look(now);
    if (running.values().stream().noneMatch(entry -> entry.doubt().isOpen())) {
      return;
    }
    Set<Integer> followed = stages.ids(true);
    Set<Integer> alive = stages.ids(false);
    for (Iterator<Entry> each = running.values().iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      List<Integer> ids = entry.job().stageIds();
      if (ids.stream().anyMatch(alive::contains)) {
        entry.doubt(Doubt.NONE);
      } else if (ids.stream().anyMatch(followed::contains)) {
        entry.doubt(entry.doubt().isOpen() ? Doubt.OPEN : Doubt.NONE);
      } else {
        entry.doubt(entry.doubt().at(now));
      }
      if (entry.doubt().isOver(now, PATIENCE)) {
        release(entry);
        each.remove();
      }
    }
  }

  List<Job> snapshot() {
    return running.values().stream().map(Entry::job).toList();
  }

  JobTotals totals() {
    return new JobTotals(succeeded, failed);
  }

  /** Whether all running jobs are followed, with all their stages, and none has ended unseen. */
  boolean isComplete() {
    return leftOut.isNone()
        && running.values().stream().allMatch(entry -> entry.complete() && !entry.doubt().isOpen());
  }

  private static final class Entry {
    private final Job job;
    private final boolean complete;
    private Doubt doubt = Doubt.NONE;

    Entry(Job job, boolean complete) {
      this.job = job;
      this.complete = complete;
    }

    Job job() {
      return job;
    }

    boolean complete() {
      return complete;
    }

    Doubt doubt() {
      return doubt;
    }

    void doubt(Doubt value) {
      doubt = value;
    }
  }
}
