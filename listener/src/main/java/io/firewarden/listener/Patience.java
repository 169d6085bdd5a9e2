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
package io.firewarden.listener;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What is left of the time for which the end of an application may be held up by us: all waits
 * together, those that overlap counted once.
 */
final class Patience {
  private final LongSupplier nanoTime;
  private long leftNanos;
  private int waiting;
  private long since;

  Patience(Duration all) {
    this(all, System::nanoTime);
  }

  Patience(Duration all, LongSupplier nanoTime) {
    this.leftNanos = all.toNanos();
    this.nanoTime = nanoTime;
  }

  /** A wait begins. */
  synchronized void begin() {
    if (waiting++ == 0) {
      since = nanoTime.getAsLong();
    }
  }

  /** A wait that began has ended. */
  synchronized void end() {
    if (--waiting == 0) {
      leftNanos -= nanoTime.getAsLong() - since;
    }
  }

  /** How long may still be waited; zero when it is used up. */
  synchronized Duration left() {
    long running = waiting == 0 ? 0 : nanoTime.getAsLong() - since;
    return Duration.ofNanos(Math.max(0, leftNanos - running));
  }
}
