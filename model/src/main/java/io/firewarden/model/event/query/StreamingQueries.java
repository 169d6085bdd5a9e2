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

import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streaming queries of an application: those that run now, the last that have ended, and how
 * many; and its {@link DStreams}. A query of which progress is told before its start, or without
 * it, is taken for started at its first progress.
 *
 * <p>Thread-safe.
 */
public final class StreamingQueries {
  /** Running queries that are followed; those that come when it is reached are left out. */
  static final int MAX_RUNNING = 1_000;

  /** Ended queries that are kept; the one that ended first gives way. */
  static final int MAX_ENDED = 20;

  private final Map<UUID, RunningQuery> running = new LinkedHashMap<>();
  private final Deque<Ended> ended = new ArrayDeque<>();
  private final DStreams dstreams = new DStreams();
  private long succeeded;
  private long failed;
  private final LeftOut leftOut = new LeftOut();
  private boolean over;

  /** The part that follows DStreams, Spark's older way of streaming. */
  public DStreams dstreams() {
    return dstreams;
  }

  /** A run was started. It takes the place of an earlier run of the same query. */
  public synchronized void started(QueryRun run, Instant at) {
    if (over || running.containsKey(run.runId()) || hasEnded(run.runId())) {
      return;
    }
    if (add(run, at) == null) {
      leftOut.add();
    }
  }

  /** A run tells of its last trigger. */
  public synchronized void progressed(QueryRun run, QueryProgress progress) {
    RunningQuery query = running.get(run.runId());
    if (query == null && !over && !hasEnded(run.runId())) {
      query = add(run, progress.at());
      if (query != null) {
        leftOut.ended();
      }
    }
    if (query != null) {
      query.progressed(progress);
    }
  }

  /** A run waits for data. */
  public synchronized void idle(UUID runId, Instant at) {
    RunningQuery query = running.get(runId);
    if (query != null) {
      query.idle(at);
    }
  }

  /** A run has ended. */
  public synchronized void ended(UUID runId, QueryEnd end) {
    if (hasEnded(runId)) {
      return;
    }
    if (end.failed()) {
      failed++;
    } else {
      succeeded++;
    }
    RunningQuery query = running.remove(runId);
    if (query != null) {
      if (ended.size() >= MAX_ENDED) {
        ended.removeFirst();
      }
      ended.addLast(new Ended(runId, query.snapshot(end)));
    } else {
      leftOut.ended();
    }
  }

  /** Nothing runs any more; how the last queries ended is not told. */
  public synchronized void applicationEnded() {
    over = true;
    running.clear();
    leftOut.clear();
    dstreams.applicationEnded();
  }

  /** Spark has dropped events: what runs may have ended unseen. */
  public synchronized void eventsDropped() {
    running.values().forEach(query -> query.doubt(Doubt.OPEN));
    leftOut.eventsDropped();
    dstreams.eventsDropped();
  }

  /**
   * What is known now. A query that gave no sign of life for long after events were dropped is not
   * shown any more.
   */
  public synchronized StreamingActivity snapshot(Instant now) {
    leftOut.look(now);
    for (Iterator<RunningQuery> each = running.values().iterator(); each.hasNext(); ) {
      RunningQuery query = each.next();
      query.doubt(query.doubt().at(now));
      if (query.doubt().isOver(now)) {
        each.remove();
      }
    }
    Stream<StreamingQuery> all =
        Stream.concat(
            running.values().stream().map(query -> query.snapshot(null)),
            ended.stream().map(Ended::query));
    return new StreamingActivity(succeeded, failed, all.toList());
  }

  /** Whether all running queries and open batches are followed, and none may have ended unseen. */
  public synchronized boolean isComplete() {
    return leftOut.isNone()
        && dstreams.isComplete()
        && running.values().stream().noneMatch(each -> each.doubt().isOpen());
  }

  private @Nullable RunningQuery add(QueryRun run, Instant at) {
    String id = run.id().toString();
    running.values().removeIf(query -> query.id().equals(id));
    if (running.size() >= MAX_RUNNING) {
      return null;
    }
    String name = name(run);
    ended.removeIf(each -> each.query().name().equals(name));
    RunningQuery query = new RunningQuery(name, id, at);
    running.put(run.runId(), query);
    return query;
  }

  /** Two sessions may run queries of one name. */
  private String name(QueryRun run) {
    String name = run.label();
    boolean taken = running.values().stream().anyMatch(query -> query.name().equals(name));
    return taken ? run.labelWithId() : name;
  }

  private boolean hasEnded(UUID runId) {
    return ended.stream().anyMatch(each -> each.runId().equals(runId));
  }

  private record Ended(UUID runId, StreamingQuery query) {
    Ended {
      Objects.requireNonNull(runId, "runId");
    }
  }
}
