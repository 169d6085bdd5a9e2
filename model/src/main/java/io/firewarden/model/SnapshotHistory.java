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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * What the last few snapshots of one application had counted, from which the window for the checks
 * is cut. Holds at most {@value #KEPT} of them whatever the polling interval. Not thread-safe.
 */
public final class SnapshotHistory {
  private static final int KEPT = 7;

  private final Duration span;
  private final Duration spacing;
  private final Deque<Past> kept = new ArrayDeque<>(KEPT);

  /** Whether its start was once further from now than the span, and so was before the span. */
  private boolean old;

  /**
   * @param span the wanted length of a window; must be positive
   */
  public SnapshotHistory(Duration span) {
    this.span = Objects.requireNonNull(span, "span");
    if (span.isZero() || span.isNegative()) {
      throw new IllegalArgumentException("span must be positive, but is " + span);
    }
    this.spacing = span.dividedBy(KEPT - 2);
  }

  /**
   * Takes in a newer snapshot and cuts the window that ends with it. The window starts at the
   * oldest snapshot that is within the span; at the application's start when that is within the
   * span and always was; and has no start when this is the first snapshot of an older application,
   * or when the counters have gone back (another source, another attempt).
   */
  public Window add(ApplicationSnapshot current) {
    if (!kept.isEmpty() && !kept.getLast().isContinuedBy(current)) {
      kept.clear();
      old = false;
    }
    while (!kept.isEmpty()
        && Duration.between(kept.getFirst().takenAt(), current.takenAt()).compareTo(span) > 0) {
      kept.removeFirst();
    }
    Window window = cut(current);
    if (kept.isEmpty()
        || Duration.between(kept.getLast().takenAt(), current.takenAt()).compareTo(spacing) >= 0) {
      kept.addLast(kept.isEmpty() ? Past.of(current) : kept.getLast().next(current));
    }
    return window;
  }

  private Window cut(ApplicationSnapshot current) {
    // One that will start is as old as any: the reader's clock was set back, far behind its own.
    // Nor is it young when that clock passes the moment at which it began by its own.
    Duration age = Duration.between(current.application().startedAt(), current.takenAt()).abs();
    old |= age.compareTo(span) > 0;
    if (!old) {
      return Window.sinceStart(current);
    }
    return kept.isEmpty() ? Window.of(current) : Window.between(kept.getFirst(), current);
  }
}
