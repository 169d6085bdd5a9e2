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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** True time, and what the agent's host takes for it. */
final class Clocks {
  /** From then on the host's clock was so much ahead. */
  private record Setting(Instant since, Duration ahead) {}

  private final List<Setting> settings = new ArrayList<>();
  private volatile Instant now;
  private volatile Duration ahead = Duration.ZERO;

  Clocks(Instant start) {
    now = start;
    settings.add(new Setting(start, Duration.ZERO));
  }

  Instant now() {
    return now;
  }

  InstantSource time() {
    return () -> now;
  }

  /** What the host's clock shows. */
  Instant shown() {
    return now.plus(ahead);
  }

  void advance(Duration by) {
    now = now.plus(by);
  }

  void jump(Duration by) {
    ahead = ahead.plus(by);
    settings.add(new Setting(now, ahead));
  }

  /** When the host's clock may have shown that, up to a moment; that moment when it never has. */
  List<Instant> whenShown(Instant shown, Instant upTo) {
    List<Instant> all = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      Setting setting = settings.get(i);
      Instant end = i + 1 < settings.size() ? settings.get(i + 1).since() : now;
      Instant moment = shown.minus(setting.ahead());
      boolean within = !moment.isBefore(setting.since()) && !moment.isAfter(end);
      if (within && !moment.isAfter(upTo)) {
        all.add(moment);
      }
    }
    return all.isEmpty() ? List.of(upTo) : all;
  }

  boolean jumpedBetween(Instant from, Instant to) {
    return settings.stream().skip(1).anyMatch(s -> !s.since().isBefore(from) && s.since().isBefore(to));
  }
}
