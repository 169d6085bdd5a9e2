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

import io.firewarden.agent.config.AgentConfig;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When the next attempt comes: at the interval, spread a little; later after failures, when nothing
 * runs, and when the last attempt took its server long.
 */
final class Cadence {
  private static final double SPREAD = 0.1;
  private static final int MAX_DOUBLINGS = 10;
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

  /** Attempts in a row without anything that runs, after which the interval is doubled. */
  private static final int PATIENCE = 4;

  private static final Duration SLOW = Duration.ofSeconds(2);

  /** A slow server is busy with us for a tenth of its time at most. */
  private static final int SHARE = 10;

  /** Any later, and a source that answers would be taken for one that does not. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Duration interval;
  private final Duration idle;
  private final Duration longest;
  private final AgentConfig.Poll poll;
  private final DoubleSupplier random;

  /**
   * @param poll the interval, and that when nothing runs
   * @param window of which two attempts must lie within, lest there is nothing to compare
   * @param random numbers from 0 to 1
   */
  Cadence(AgentConfig.Poll poll, Duration window, DoubleSupplier random) {
    Duration most = min(LONGEST, window.dividedBy(2));
    this.interval = poll.interval();
    this.idle = max(interval, min(poll.idleInterval(), most));
    this.longest = max(interval, most);
    this.poll = poll;
    this.random = random;
  }

  /** How old a reading may be to tell of now, for one who reads at an interval. */
  Duration staleAfter(Duration interval) {
    return poll.staleAfter(interval);
  }

  /** The interval when all is well. */
  Duration interval() {
    return interval;
  }

  /**
   * The interval that suits what is read.
   *
   * @param quiet attempts in a row that found nothing running
   * @param taken how long the last attempt took
   */
  Duration interval(int quiet, Duration taken) {
    int doublings = Math.min(quiet / PATIENCE, MAX_DOUBLINGS);
    Duration wait = min(interval.multipliedBy(1L << doublings), idle);
    return taken.compareTo(SLOW) <= 0 ? wait : max(wait, min(taken.multipliedBy(SHARE), longest));
  }

  /**
   * How long to wait.
   *
   * @param failures attempts in a row that failed
   * @param taken how long the last attempt took
   */
  Duration next(int failures, Duration taken) {
    return next(interval, failures, taken);
  }

  /**
   * How long to wait.
   *
   * @param suited the interval that suits what is read; counts unless attempts fail
   */
  Duration next(Duration suited, int failures, Duration taken) {
    Duration wait = failures > 0 ? interval : suited;
    if (failures > 1) {
      Duration doubled = interval.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
      wait = min(doubled, max(interval, LONGEST_BACK_OFF));
    }
    double factor = 1 + SPREAD * (2 * random.getAsDouble() - 1);
    Duration spread = Duration.ofNanos((long) (wait.toNanos() * factor));
    // A clock that was set back meanwhile must not make anybody wait for as long as the step.
    return max(spread.minus(max(taken, Duration.ZERO)), Duration.ZERO);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
