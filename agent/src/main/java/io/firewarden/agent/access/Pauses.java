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
package io.firewarden.agent.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hosts for which something is not tried again for a while, each with the reason. Of too many at
 * once the last ones have no pause. Thread-safe.
 */
final class Pauses {
  private static final int MAX_HOSTS = 1000;

  private record Pause(String why, Span span) {}

  private final Duration length;
  private final Map<String, Pause> byHost = new ConcurrentHashMap<>();

  Pauses(Duration length) {
    this.length = length;
  }

  void begin(String host, String why, Instant now) {
    if (byHost.size() >= MAX_HOSTS) {
      byHost.values().removeIf(pause -> !pause.span().holds(now));
    }
    if (byHost.size() < MAX_HOSTS) {
      byHost.put(host, new Pause(why, new Span(now, length)));
    }
  }

  /** Why a host has a pause; empty when it has none. */
  Optional<String> why(String host, Instant now) {
    return Optional.ofNullable(byHost.get(host))
        .filter(pause -> pause.span().holds(now))
        .map(Pause::why);
  }

  void clear() {
    byHost.clear();
  }
}
