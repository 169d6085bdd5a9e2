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

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Times of the day that come again, as the five fields of Unix cron say them.
 *
 * <p>The fields are asked about the clock on the wall as if no clock were ever changed, and what
 * they answer is then looked up in the zone. So a time that is skipped in spring is taken as many
 * minutes later as were skipped, and one that comes twice in autumn is taken the first time.
 */
public final class CronTimes {
  /** No clocks are changed by more at once. */
  private static final Duration CHANGE = Duration.ofHours(3);

  private static final int MOST_CANDIDATES = 1000;

  private final String text;
  private final ExecutionTime times;

  private CronTimes(String text, ExecutionTime times) {
    this.text = text;
    this.times = times;
  }

  /**
   * Reads the five fields.
   *
   * @throws IllegalArgumentException if that is not what they are; its message says why
   */
  static CronTimes of(String text) {
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    return new CronTimes(text, ExecutionTime.forCron(parser.parse(text).validate()));
  }

  /** The last time that is not after now, in a zone. */
  Optional<Instant> last(Instant now, ZoneId zone) {
    ZonedDateTime wall = wall(now, zone);
    // Near a change of the clocks, one that reads later on the wall can be earlier in truth.
    Optional<ZonedDateTime> at = times.lastExecution(wall.plus(CHANGE));
    for (int i = 0; at.isPresent() && i < MOST_CANDIDATES; i++) {
      Instant instant = at.get().toLocalDateTime().atZone(zone).toInstant();
      if (!instant.isAfter(now)) {
        return Optional.of(instant);
      }
      at = times.lastExecution(at.get());
    }
    return Optional.empty();
  }

  /** The first time after now, in a zone. */
  Optional<Instant> next(Instant now, ZoneId zone) {
    Optional<ZonedDateTime> at = times.nextExecution(wall(now, zone).minus(CHANGE));
    for (int i = 0; at.isPresent() && i < MOST_CANDIDATES; i++) {
      Instant instant = at.get().toLocalDateTime().atZone(zone).toInstant();
      if (instant.isAfter(now)) {
        return Optional.of(instant);
      }
      at = times.nextExecution(at.get());
    }
    return Optional.empty();
  }

  private static ZonedDateTime wall(Instant now, ZoneId zone) {
    return now.atZone(zone).toLocalDateTime().atZone(ZoneOffset.UTC);
  }

  @Override
  public String toString() {
    return text;
  }
}
