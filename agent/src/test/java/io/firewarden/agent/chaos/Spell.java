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
package io.firewarden.agent.chaos;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from its first moment
 * @param to the first moment after it
 */
record Spell(Instant from, Instant to) {
  boolean has(Instant moment) {
    return !moment.isBefore(from) && moment.isBefore(to);
  }

  /** Whether a moment of it is from start to end, which are both moments that count. */
  boolean overlaps(Instant start, Instant end) {
    return !from.isAfter(end) && start.isBefore(to);
  }

  /** How much of it is over by then. */
  Duration passed(Instant moment) {
    if (moment.isBefore(from)) {
      return Duration.ZERO;
    }
    return Duration.between(from, moment.isBefore(to) ? moment : to);
  }
}
