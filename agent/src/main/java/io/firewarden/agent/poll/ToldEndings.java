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

import io.firewarden.agent.discovery.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Of the applications that one discovery lists as ended, what was told of how, so that it is not
 * told again at each look. Forgotten when they have not been listed for a while: to be told of one
 * again does no harm. Not thread-safe.
 */
final class ToldEndings {
  static final int MAX_TOLD = 20_000;
  static final Duration KEPT = Duration.ofHours(1);

  private record Told(Ending ending, Instant listedAt) {}

  /** Those that were listed last come last. */
  private final Map<String, Told> byId = new Recent<>(MAX_TOLD);

  /** Whether an ending that is listed now was not told before. */
  boolean isNews(String id, Ending ending, Instant now) {
    Told before = byId.remove(id);
    byId.put(id, new Told(ending, now));
    return before == null || !before.ending().equals(ending);
  }

  /** It runs, or waits. */
  void forget(String id) {
    byId.remove(id);
  }

  /** Forgets those that are not in a list which has all there is. */
  void retain(Set<String> listed) {
    byId.keySet().retainAll(listed);
  }

  /** Forgets those that have not been listed for a while. */
  void forgetUnlisted(Instant now) {
    Iterator<Told> oldest = byId.values().iterator();
    while (oldest.hasNext() && oldest.next().listedAt().plus(KEPT).isBefore(now)) {
      oldest.remove();
    }
  }

  /** How many are remembered. */
  int size() {
    return byId.size();
  }
}
