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

import io.firewarden.model.Gap;
import io.firewarden.model.event.query.SqlExecutions;
import io.firewarden.model.event.query.StreamingQueries;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which parts of the state are whole. Events that were lost leave two kinds of doubt: what is
 * counted since the start is too low for ever, and nothing but that is said of it; what runs now is
 * unsure until each part has given a sign of life, or is given up.
 */
final class Wholeness {
  private final Parts parts;
  private boolean late;
  private boolean lost;
  private boolean queriesUnread;
  private boolean tasksDoubted;
  private long failed;

  Wholeness(Parts parts) {
    this.parts = parts;
  }

  /** What happened until now is not known, so that nothing that runs is known for sure. */
  void startMissed() {
    late = true;
    eventsDropped();
  }

  /** Events were dropped, of whatever kind. */
  void eventsDropped() {
    lost = true;
    tasksDoubted = true;
    parts.jobs.eventsDropped();
    parts.stages.eventsDropped();
    parts.executors.eventsDropped();
    parts.rdds.eventsDropped();
    parts.sql.eventsDropped();
    parts.streaming.eventsDropped();
  }

  /** An event could not be taken in. */
  void eventFailed(boolean ofQuery) {
    failed++;
    if (!ofQuery) {
      eventsDropped();
      return;
    }
    lost = true;
    parts.sql.eventsDropped();
    parts.streaming.eventsDropped();
  }

  /** No event of SQL executions or of streaming queries is taken in any more. */
  void queriesUnread() {
    lost = true;
    queriesUnread = true;
  }

  /** Gives up what gave no sign of life for long after events were lost. */
  void look(Instant now) {
    if (!lost) {
      return;
    }
    parts.stages.look(now);
    parts.jobs.look(now);
    parts.executors.look(now).forEach(parts.rdds::executorGone);
    if (tasksDoubted && !parts.stages.hasUnsure()) {
      parts.executors.forgetDoubtedTasks();
      tasksDoubted = false;
    }
  }

  /** Whether each event since the start has been counted. */
  boolean isCounted() {
    return !lost;
  }

  /** Events that could not be taken in. */
  long failed() {
    return failed;
  }

  /** What is not known now. */
  Set<Gap> gaps(boolean started) {
    EnumSet<Gap> gaps = EnumSet.noneOf(Gap.class);
    boolean blind = late || !started;
    boolean queriesBlind = blind || queriesUnread;
    boolean allCounted = parts.rdds.countsAllMemory();
    add(gaps, Gap.EVENTS_LOST, lost || !started);
    add(gaps, Gap.RUNNING_JOBS, blind || !parts.jobs.isComplete());
    add(gaps, Gap.RUNNING_STAGES, blind || !parts.stages.isComplete());
    add(gaps, Gap.EXECUTORS, blind || !parts.executors.isComplete());
    add(gaps, Gap.STORAGE_MEMORY, blind || !parts.executors.knowsStorage(allCounted));
    add(gaps, Gap.CACHED_BLOCKS, blind || !parts.rdds.isComplete());
    add(gaps, Gap.SQL_EXECUTIONS, queriesBlind || !parts.sql.isComplete());
    add(gaps, Gap.STREAMING_QUERIES, queriesBlind || !parts.streaming.isComplete());
    add(gaps, Gap.RUNNING_TASKS, !parts.stages.knowsTasks());
    return gaps;
  }

  private static void add(Set<Gap> gaps, Gap gap, boolean isThere) {
    if (isThere) {
      gaps.add(gap);
    }
  }

  /** The parts of the state. */
  record Parts(
      Jobs jobs,
      Stages stages,
      Executors executors,
      Rdds rdds,
      SqlExecutions sql,
      StreamingQueries streaming) {}
}
