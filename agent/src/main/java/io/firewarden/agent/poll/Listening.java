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
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time for which the agent has listened, by which silence is measured. The wall clock is set
 * forward and back, and goes on while the whole process stands still; neither is silence of anybody
 * else. So of what the clock went on between two questions only a little counts, and somebody must
 * ask often. Thread-safe.
 */
final class Listening {
  /** Somebody asks at least that often, unless all threads are busy. */
  static final Duration ASKED = Duration.ofSeconds(15);

  /** What counts at most between two questions. */
  private static final Duration MOST = Duration.ofSeconds(20);

  private final InstantSource clock;
  private final AtomicReference<Moment> asked;

  Listening(InstantSource clock) {
    this.clock = clock;
    this.asked = new AtomicReference<>(new Moment(clock.instant(), Duration.ZERO));
  }

  /**
   * A point in time.
   *
   * @param at by the wall clock, to be shown
   * @param listened for how long the agent had listened then
   */
  record Moment(Instant at, Duration listened) {

    /** For how long the agent had listened between an earlier one and this; maybe negative. */
    Duration since(Moment earlier) {
      return listened.minus(earlier.listened);
    }

    private Moment next(Instant now) {
      Duration passed = Duration.between(at, now);
      Duration most = passed.compareTo(MOST) < 0 ? passed : MOST;
      return new Moment(now, most.isNegative() ? listened : listened.plus(most));
    }
  }

  /** Takes no lock. */
  Moment now() {
    return asked.updateAndGet(last -> last.next(clock.instant()));
  }
}
