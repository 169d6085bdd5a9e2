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
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an earlier snapshot: only that with which a later one is compared. Takes at most
 * 50 bytes for each executor, and mostly less than half of that.
 */
final class Past {
  private static final long UNKNOWN = -1;
  private static final long[] NONE = {};

  private final Instant takenAt;
  private final SourceKind source;
  private final String appId;
  private final Instant startedAt;
  private final TaskTotals tasks;
  private final long executorsRemoved;
  private final long eventsMissed;
  private final boolean eventsLost;

  private final Names names;
  private final Figures failedTasks;
  private final Figures taskMillis;
  private final Figures gcMillis;
  private final Figures majorGcCounts;

  /**
   * @param before an earlier one, what is the same as in which is shared, or null
   */
  private Past(ApplicationSnapshot snapshot, @Nullable Past before) {
    this.takenAt = snapshot.takenAt();
    this.source = snapshot.source();
    this.appId = snapshot.application().id();
    this.startedAt = snapshot.application().startedAt();
    this.tasks = snapshot.tasks();
    this.executorsRemoved = snapshot.executorsRemoved();
    this.eventsMissed = eventsMissed(snapshot);
    this.eventsLost = snapshot.lacks(Gap.EVENTS_LOST);
    List<Executor> executors = snapshot.executors();
    Names own = new Names(snapshot);
    this.names = before != null && before.names.areThoseOf(own) ? before.names : own;
    this.failedTasks =
        Figures.of(executors, Executor::failedTasks, before == null ? null : before.failedTasks);
    this.taskMillis =
        Figures.of(executors, Executor::taskMillis, before == null ? null : before.taskMillis);
    this.gcMillis =
        Figures.of(executors, Executor::gcMillis, before == null ? null : before.gcMillis);
    this.majorGcCounts =
        Figures.of(
            executors,
            each -> each.majorGcCount() == null ? UNKNOWN : each.majorGcCount(),
            before == null ? null : before.majorGcCounts);
  }

  static Past of(ApplicationSnapshot snapshot) {
    return new Past(snapshot, null);
  }

  /** Of a snapshot that comes after this one; what has not changed is shared. */
  Past next(ApplicationSnapshot snapshot) {
    return new Past(snapshot, this);
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
    long majors = majorGcCounts.get(at);
    return Optional.of(
        new PastExecutor(
            failedTasks.get(at),
            taskMillis.get(at),
            gcMillis.get(at),
            majors == UNKNOWN ? null : majors));
  }

  /** A figure of each executor, in the order of their ids; small ones take half of the room. */
  private static final class Figures {
    private final int @Nullable [] small;
    private final long[] large;

    private Figures(long[] all) {
      boolean fit = Arrays.stream(all).allMatch(each -> each == (int) each);
      this.small = fit ? Arrays.stream(all).mapToInt(each -> (int) each).toArray() : null;
      this.large = fit ? NONE : all;
    }

    static Figures of(
        List<Executor> executors, ToLongFunction<Executor> figure, @Nullable Figures before) {
      Figures now = new Figures(executors.stream().mapToLong(figure).toArray());
      if (before != null
          && Arrays.equals(before.small, now.small)
          && Arrays.equals(before.large, now.large)) {
        return before;
      }
      return now;
    }

    long get(int at) {
      return small == null ? large[at] : small[at];
    }
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
