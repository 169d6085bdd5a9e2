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
import java.util.function.DoubleSupplier;

/** When the next attempt comes: at the interval, spread a little, and later after failures. */
final class Cadence {
  private static final double SPREAD = 0.1;
  private static final int MAX_DOUBLINGS = 10;
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

  private final Duration interval;
  private final DoubleSupplier random;

  /**
   * @param interval from start to start
   * @param random numbers from 0 to 1
   */
  Cadence(Duration interval, DoubleSupplier random) {
    this.interval = interval;
    this.random = random;
  }

  /**
   * How long to wait.
   *
   * @param failures attempts in a row that failed
   * @param taken how long the last attempt took
   */
  Duration next(int failures, Duration taken) {
    Duration wait = interval;
    if (failures > 1) {
      Duration longest = interval.compareTo(LONGEST_BACK_OFF) > 0 ? interval : LONGEST_BACK_OFF;
      Duration doubled = interval.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
      wait = doubled.compareTo(longest) > 0 ? longest : doubled;
    }
    double factor = 1 + SPREAD * (2 * random.getAsDouble() - 1);
    Duration spread = Duration.ofNanos((long) (wait.toNanos() * factor));
    Duration left = spread.minus(taken);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
