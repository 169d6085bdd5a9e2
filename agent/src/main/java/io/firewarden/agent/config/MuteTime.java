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
package io.firewarden.agent.config;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** At what times something is muted. */
public sealed interface MuteTime {

  /** When the mute that is in force at a time ends; empty when none is. */
  Optional<Instant> until(Instant now);

  /** When a mute begins next after a time; empty when none ever will. */
  Optional<Instant> next(Instant now);

  /**
   * From one time to another.
   *
   * @param from included
   * @param to after {@code from}; not included
   */
  record Range(Instant from, Instant to) implements MuteTime {
    @Override
    public Optional<Instant> until(Instant now) {
      return now.isBefore(from) || !now.isBefore(to) ? Optional.empty() : Optional.of(to);
    }

    @Override
    public Optional<Instant> next(Instant now) {
      return now.isBefore(from) ? Optional.of(from) : Optional.empty();
    }
  }

  /**
   * Again and again.
   *
   * @param begins when it begins
   * @param duration how long it lasts, by elapsed time
   * @param zone whose clocks are meant
   */
  record Recurring(CronTimes begins, Duration duration, ZoneId zone) implements MuteTime {
    @Override
    public Optional<Instant> until(Instant now) {
      return begins
          .last(now, zone)
          .map(begin -> begin.plus(duration))
          .filter(end -> now.isBefore(end));
    }

    @Override
    public Optional<Instant> next(Instant now) {
      return begins.next(now, zone);
    }
  }
}
