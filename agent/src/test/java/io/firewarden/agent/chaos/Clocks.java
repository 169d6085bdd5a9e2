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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** True time, and what the agent's host takes for it. For one thread, but for the time itself. */
final class Clocks {
  /** From then on the host's clock was so much ahead. */
  private record Setting(Instant since, Duration ahead) {}

  /** It will be ahead by so much more. */
  private record Coming(Duration by, int looks) {}

  private final Deque<Coming> coming = new ArrayDeque<>();
  private final List<Setting> settings = new ArrayList<>();
  private volatile Instant now;
  private volatile Duration ahead = Duration.ZERO;
  private volatile List<Duration> aheads = List.of(Duration.ZERO); // at this moment

  Clocks(Instant start) {
    now = start;
    settings.add(new Setting(start, Duration.ZERO));
  }

  Instant now() {
    return now;
  }

  /** True time since the start. */
  long nanos() {
    return Duration.between(settings.get(0).since(), now).toNanos();
  }

  InstantSource time() {
    return () -> now;
  }

  /** What the host's clock shows. */
  Instant shown() {
    return now.plus(ahead);
  }

  /**
   * Whether a time was to come when it was written, which was at this moment: after the earliest
   * that the host's clock has shown in it, and nothing that it has shown itself.
   */
  boolean wasToCome(Instant time) {
    Duration ahead = Duration.between(now, time);
    return !aheads.contains(ahead) && ahead.compareTo(Collections.min(aheads)) > 0;
  }

  void advance(Duration by) {
    now = now.plus(by);
    aheads = List.of(ahead);
  }

  /** The host's clock jumps, after it was looked at so often. */
  void jump(Duration by, int looks) {
    coming.add(new Coming(by, looks));
  }

  /** What somebody sees who looks at the host's clock. */
  Instant look() {
    Coming next = coming.peek();
    if (next != null) {
      coming.remove();
      if (next.looks() > 0) {
        coming.push(new Coming(next.by(), next.looks() - 1));
      } else {
        ahead = ahead.plus(next.by());
        aheads = Stream.concat(aheads.stream(), Stream.of(ahead)).toList();
        settings.add(new Setting(now, ahead));
      }
    }
    return shown();
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
    if (all.isEmpty()) {
      all.add(upTo);
    }
    return all;
  }

  List<Instant> jumpTimes() {
    return settings.stream().skip(1).map(Setting::since).toList();
  }

  boolean jumpedBetween(Instant from, Instant to) {
    return jumpTimes().stream().anyMatch(at -> !at.isBefore(from) && !at.isAfter(to));
  }
}
