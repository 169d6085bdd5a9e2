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

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Two snapshots of one application, between which rates are taken. Without an earlier one there is
 * no rate, and a check that needs one cannot conclude.
 */
public final class Window {
  private final @Nullable Instant from;
  private final @Nullable Past earlier;
  private final ApplicationSnapshot current;

  private Window(@Nullable Instant from, @Nullable Past earlier, ApplicationSnapshot current) {
    this.from = from;
    this.earlier = earlier;
    this.current = Objects.requireNonNull(current, "current");
  }

  /**
   * The window between two snapshots of the same application and source.
   *
   * @throws IllegalArgumentException if they are of different applications or in the wrong order
   */
  public static Window between(ApplicationSnapshot earlier, ApplicationSnapshot current) {
    return between(Past.of(earlier), current);
  }

  static Window between(Past earlier, ApplicationSnapshot current) {
    if (!earlier.appId().equals(current.application().id())) {
      throw new IllegalArgumentException(
          "a window needs two snapshots of one application, but got "
              + earlier.appId()
              + " and "
              + current.application().id());
    }
    if (!earlier.takenAt().isBefore(current.takenAt())) {
      throw new IllegalArgumentException(
          "the earlier snapshot must be older than the current one, but is of "
              + earlier.takenAt()
              + " and the current of "
              + current.takenAt());
    }
    return new Window(earlier.takenAt(), earlier, current);
  }

  /** The window from the application's start, when all totals were 0, to a snapshot. */
  public static Window sinceStart(ApplicationSnapshot current) {
    return new Window(current.application().startedAt(), null, current);
  }

  /** A single snapshot: states can be judged, rates cannot. */
  public static Window of(ApplicationSnapshot current) {
    return new Window(null, null, current);
  }

  /** The newer snapshot. */
  public ApplicationSnapshot current() {
    return current;
  }

  /**
   * How long the window is, or empty when there is no earlier reading. Never negative, also when
   * the clocks of reader and driver differ.
   */
  public Optional<Duration> length() {
    if (from == null) {
      return Optional.empty();
    }
    Duration length = Duration.between(from, current.takenAt());
    return Optional.of(length.isNegative() ? Duration.ZERO : length);
  }

  /** What the tasks did within the window, or empty when there is no earlier reading. */
  public Optional<TaskTotals> tasks() {
    if (from == null) {
      return Optional.empty();
    }
    return Optional.of(current.tasks().minus(earlier == null ? TaskTotals.NONE : earlier.tasks()));
  }

  /** Executors that went within the window, or empty when there is no earlier reading. */
  public Optional<Long> executorsRemoved() {
    if (from == null) {
      return Optional.empty();
    }
    return Optional.of(
        current.executorsRemoved() - (earlier == null ? 0 : earlier.executorsRemoved()));
  }

  /**
   * Events of the window that are known to be lost, so that its rates may be wrong; 1 when their
   * number is not known.
   */
  public long eventsMissed() {
    return earlier == null ? Past.eventsMissed(current) : earlier.eventsMissedUntil(current);
  }

  /**
   * An executor of the current snapshot as it was at the window's start; empty when it was not
   * there yet, or was another one with the same id, so that all its counters fall into the window.
   */
  public Optional<PastExecutor> earlierExecutor(Executor executor) {
    return earlier == null ? Optional.empty() : earlier.executor(executor.id(), executor.addedAt());
  }
}
