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

import io.firewarden.agent.poll.Listening.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * When the figures of each running application last came in, from whichever source. An application
 * of which nothing has come in for longer than the patience, and of which nobody says that it runs,
 * is given up; it is told once, by the source that notices first.
 */
final class Sightings {
  private final Duration patience;
  private final ConcurrentMap<String, Sighting> byId = new ConcurrentHashMap<>();

  /**
   * @param at when it was
   * @param silentFrom from when on silence counts
   */
  private record Sighting(Instant at, Moment silentFrom) {}

  Sightings(Duration patience) {
    this.patience = patience;
  }

  /** Figures of the application came in. */
  void seen(String id, Moment at) {
    byId.put(id, new Sighting(at.at(), at));
  }

  /** It was seen by an earlier run of the agent; nobody has listened since. */
  void restore(String id, Instant at, Moment now) {
    byId.put(id, new Sighting(at, now));
  }

  /** It is known to have ended, or was given up. */
  void forget(String id) {
    byId.remove(id);
  }

  /** When it was last seen; null when it never was, has ended, or was given up. */
  @Nullable Instant lastSeen(String id) {
    Sighting last = byId.get(id);
    return last == null ? null : last.at();
  }

  /**
   * Gives an application up if its time has come.
   *
   * @return when it was last seen if it is given up by this call, otherwise null
   */
  @Nullable Instant giveUp(String id, Moment now) {
    Sighting last = byId.get(id);
    if (last == null || now.since(last.silentFrom()).compareTo(patience) < 0) {
      return null;
    }
    return byId.remove(id, last) ? last.at() : null;
  }
}
