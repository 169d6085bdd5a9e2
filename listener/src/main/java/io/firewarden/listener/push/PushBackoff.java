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
package io.firewarden.listener.push;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When to push next: at the interval, spread a little so that drivers that started together do not
 * stay together; after failures ever later.
 */
final class PushBackoff {
  /**
   * Shorter than the agent's {@code push.expire}, so that a healed way is not taken for silence.
   */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** However long the agent asks for. */
  static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private static final double SPREAD = 0.1;
  private static final int MAX_DOUBLINGS = 10;

  private final Duration interval;
  private final DoubleSupplier random;

  /**
   * @param random numbers from 0 to 1
   */
  PushBackoff(Duration interval, DoubleSupplier random) {
    this.interval = interval;
    this.random = random;
  }

  /** How long to wait after a push that was delivered. */
  Duration afterSuccess() {
    return times(interval, 1 + SPREAD * (2 * random.getAsDouble() - 1));
  }

  /**
   * How long to wait after one that was not.
   *
   * @param failures how many in a row, with this one
   * @param asked how long the agent wants to be left alone
   */
  Duration afterFailure(int failures, Duration asked) {
    Duration longest = interval.compareTo(LONGEST) > 0 ? interval : LONGEST;
    Duration doubled = interval.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    Duration wait = doubled.compareTo(longest) > 0 ? longest : doubled;
    Duration floor = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    Duration spread = times(wait, 0.5 + random.getAsDouble() / 2);
    return spread.compareTo(floor) < 0 ? floor.plus(times(interval, random.getAsDouble())) : spread;
  }

  private static Duration times(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }
}
