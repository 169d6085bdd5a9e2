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
package io.firewarden.agent.poll;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer, and its clock, that go on only when told to. */
final class ManualTimer implements Timer, InstantSource {
  private record Entry(Instant at, long order, Runnable task) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::order));
  private volatile Instant now = Instant.parse("2026-11-22T09:02:00Z");
  private long order;
  private boolean closed;

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    if (!closed) {
      entries.add(new Entry(now.plus(delay), order++, task));
    }
  }

  @Override
  public long nanos() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  /** Lets time pass and runs what is due meanwhile. */
  void advance(Duration duration) {
    Instant end = now.plus(duration);
    for (Entry next = entries.peek();
        next != null && !next.at().isAfter(end);
        next = entries.peek()) {
      entries.remove();
      now = next.at().isAfter(now) ? next.at() : now;
      next.task().run();
    }
    now = end.isAfter(now) ? end : now;
  }

  /** Lets time pass within a task. */
  void pass(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public void close() {
    closed = true;
    entries.clear();
  }
}
