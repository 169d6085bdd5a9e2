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
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How late polls start: a poll that is due waits when as many run as may run at a time. Says so
 * when that goes on, for then everything is known later than the interval promises. Thread-safe.
 */
final class Lateness {
  /** Intervals in a row with late polls that are no accident any more. */
  static final int ROUNDS = 3;

  /** When none has started for so long, nobody is polled any more: idle drivers are, too. */
  static final Duration NOBODY = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(Lateness.class);

  private final int concurrency;
  private final int perHost;
  private final Set<String> late = new HashSet<>();
  private Duration most = Duration.ZERO;
  private Duration before = Duration.ZERO;
  private boolean begun;
  private long roundBegan;
  private long lastStart;
  private long nobodyAfter;
  private int lateRounds;
  private boolean warned;

  Lateness(AgentConfig.Poll poll) {
    this.concurrency = poll.concurrency();
    this.perHost = poll.perHost();
  }

  /**
   * A poll starts.
   *
   * @param server whom it asks
   * @param due when it was to start, in nanoseconds of any clock
   * @param now the time of the same clock
   * @param interval that of polls, of which half is too late
   */
  synchronized void started(String server, long due, long now, Duration interval) {
    if (!begun) {
      begun = true;
      roundBegan = now;
    } else if (now - roundBegan >= interval.toNanos()) {
      endRound();
      roundBegan = now;
    }
    lastStart = now;
    nobodyAfter = Math.max(NOBODY.toNanos(), interval.multipliedBy(ROUNDS).toNanos());
    Duration by = Duration.ofNanos(Math.max(0, now - due));
    if (by.compareTo(most) > 0) {
      most = by;
    }
    if (by.compareTo(interval.dividedBy(2)) > 0) {
      late.add(server);
    }
  }

  private void endRound() {
    lateRounds = late.isEmpty() ? 0 : lateRounds + 1;
    if (lateRounds >= ROUNDS && !warned) {
      warn();
      warned = true;
    } else if (lateRounds == 0 && warned) {
      log.info("polls start in time again");
      warned = false;
    }
    before = most;
    most = Duration.ZERO;
    late.clear();
  }

  private void warn() {
    String seconds = String.valueOf(most.toMillis() / 1e3);
    if (late.size() == 1) {
      log.warn(
          "polls of {} start up to {} s late: poll.per-host is {}, and answers take too long for"
              + " that; raise it if that server bears more requests at a time, or poll.interval",
          late.iterator().next(),
          seconds,
          perHost);
    } else {
      log.warn(
          "polls of {} servers start up to {} s late: poll.concurrency is {}, and answers take too"
              + " long for that, or the processor is full; raise it, or poll.interval, or split the"
              + " applications by shard",
          late.size(),
          seconds,
          concurrency);
    }
  }

  /**
   * The latest start of this round and the one before; zero when nobody is polled any more.
   *
   * @param now the time of the same clock
   */
  synchronized Duration latest(long now) {
    if (now - lastStart > nobodyAfter) {
      return Duration.ZERO;
    }
    return most.compareTo(before) > 0 ? most : before;
  }
}
