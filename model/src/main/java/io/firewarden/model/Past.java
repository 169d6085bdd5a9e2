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
package io.firewarden.model;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What is kept of an earlier snapshot: only that with which a later one is compared. Takes about 50
 * bytes for each executor.
 */
final class Past {
  private static final long UNKNOWN = -1;

  private final Instant takenAt;
  private final SourceKind source;
  private final String appId;
  private final Instant startedAt;
  private final TaskTotals tasks;
  private final long executorsRemoved;
  private final long eventsMissed;
  private final boolean eventsLost;

  private final Names names;
  private final long[] failedTasks;
  private final long[] taskMillis;
  private final long[] gcMillis;
  private final long[] majorGcCounts;

  private Past(ApplicationSnapshot snapshot, Names names) {
    this.takenAt = snapshot.takenAt();
    this.source = snapshot.source();
    this.appId = snapshot.application().id();
    this.startedAt = snapshot.application().startedAt();
    this.tasks = snapshot.tasks();
    this.executorsRemoved = snapshot.executorsRemoved();
    this.eventsMissed = eventsMissed(snapshot);
    this.eventsLost = snapshot.lacks(Gap.EVENTS_LOST);
    List<Executor> executors = snapshot.executors();
    this.names = names;
    this.failedTasks = column(executors, Executor::failedTasks);
    this.taskMillis = column(executors, Executor::taskMillis);
    this.gcMillis = column(executors, Executor::gcMillis);
    this.majorGcCounts =
        column(executors, each -> each.majorGcCount() == null ? UNKNOWN : each.majorGcCount());
  }

  static Past of(ApplicationSnapshot snapshot) {
    return new Past(snapshot, new Names(snapshot));
  }

  /** Of a snapshot that comes after this one; what names its executors is shared if it can be. */
  Past next(ApplicationSnapshot snapshot) {
    Names later = new Names(snapshot);
    return new Past(snapshot, names.areThoseOf(later) ? names : later);
  }

  private static long[] column(List<Executor> executors, ToLongFunction<Executor> figure) {
    return executors.stream().mapToLong(figure).toArray();
  }

  Instant takenAt() {
    return takenAt;
  }

  String appId() {
    return appId;
  }

  TaskTotals tasks() {
    return tasks;
  }

  long executorsRemoved() {
    return executorsRemoved;
  }

  /** Whether a snapshot is a later one of the same life of the same application. */
  boolean isContinuedBy(ApplicationSnapshot current) {
    return appId.equals(current.application().id())
        && startedAt.equals(current.application().startedAt())
        && source == current.source()
        && takenAt.isBefore(current.takenAt())
        && current.executorsRemoved() >= executorsRemoved
        && current.tasks().minus(tasks).isPossible();
  }

  /** Events that were lost since. */
  long eventsMissedUntil(ApplicationSnapshot current) {
    long missed = Math.max(0, eventsMissed(current) - eventsMissed);
    boolean begun = current.lacks(Gap.EVENTS_LOST) && !eventsLost;
    return begun ? Math.max(1, missed) : missed;
  }

  static long eventsMissed(ApplicationSnapshot snapshot) {
    return snapshot.bus() == null ? 0 : snapshot.bus().missed();
  }

  /** An executor as it was, if it is the one that was added then. */
  Optional<PastExecutor> executor(String id, Instant added) {
    int at = Arrays.binarySearch(names.ids, id);
    if (at < 0 || !names.addedAt[at].equals(added)) {
      return Optional.empty();
    }
    long majors = majorGcCounts[at];
    return Optional.of(
        new PastExecutor(
            failedTasks[at], taskMillis[at], gcMillis[at], majors == UNKNOWN ? null : majors));
  }

  /** What tells executors apart, in the order of their ids. */
  private static final class Names {
    private final String[] ids;
    private final Instant[] addedAt;

    Names(ApplicationSnapshot snapshot) {
      ids = snapshot.executors().stream().map(Executor::id).toArray(String[]::new);
      addedAt = snapshot.executors().stream().map(Executor::addedAt).toArray(Instant[]::new);
    }

    boolean areThoseOf(Names other) {
      return Arrays.equals(ids, other.ids) && Arrays.equals(addedAt, other.addedAt);
    }
  }
}
