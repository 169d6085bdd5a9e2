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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Who is reminded now and then is told nothing twice within that time, but for what the agent
 * cannot know to have arrived: the answer got lost, or the agent was killed before it had written
 * down that it has told it. Then it is told once more, as the same alert with the same beginning.
 */
final class Repeats {
  static final Duration REPEAT = Duration.ofMinutes(20);
  private static final Duration SETTLED = Duration.ofMinutes(6);

  private final Truth truth;
  private final List<String> faults = new ArrayList<>();
  private final Map<SortedMap<String, String>, Heard> last = new HashMap<>();

  Repeats(Truth truth) {
    this.truth = truth;
  }

  /** What was told twice by one who is to be reminded. */
  List<String> faults(List<Heard> heard) {
    for (Heard one : heard) {
      Heard before = last.put(one.labels(), one);
      if (before != null && before.firing() == one.firing()) {
        again(before, one);
      }
    }
    return faults;
  }

  private void again(Heard before, Heard one) {
    boolean reminder =
        one.firing() && Duration.between(before.shownAt(), one.shownAt()).compareTo(REPEAT) >= 0;
    if (reminder || !before.answered()) {
      return;
    }
    if (truth.clocks.jumpedBetween(before.at(), one.at())) {
      return; // when it was told is not known any more, or the time is over by that clock
    }
    boolean same = before.startsAt().equals(one.startsAt());
    boolean permitted =
        same
            ? isForgotten(before, one)
            : isTorn(before, one) || hasChanged(one, before.at().minus(SETTLED), one.at());
    if (!permitted) {
      faults.add("told again: " + before + " and " + one);
    }
  }

  /** Each death explains one repetition of each alert, if it came before a write. */
  private boolean isForgotten(Heard before, Heard one) {
    return truth.deaths.stream()
        .filter(death -> isBetween(death.at(), before, one))
        .anyMatch(death -> death.unwritten().contains(one.labels()));
  }

  private boolean isTorn(Heard before, Heard one) {
    return truth.deaths.stream()
        .anyMatch(
            death ->
                death.torn()
                    && isBetween(death.at(), before, one)
                    && death.unwritten().contains(one.labels()));
  }

  private static boolean isBetween(Instant at, Heard before, Heard one) {
    return !at.isBefore(before.at()) && !at.isAfter(one.at());
  }

  /** Whether it was over and began anew, of which the end could not be told. */
  private boolean hasChanged(Heard one, Instant from, Instant to) {
    return truth.isTroubled(Trouble.WEBHOOK, from, to)
        && (one.name().equals(Oracle.UNAVAILABLE)
            || truth.subject(one.application()).anyMatch(subject -> begins(subject, from, to)));
  }

  /** Whether it fell ill within that time, or seemed to. */
  private boolean begins(Subject subject, Instant from, Instant to) {
    return truth.isLiedAbout(subject, from, to)
        || subject.ill().stream()
            .anyMatch(spell -> spell.from().isAfter(from) && spell.from().isBefore(to));
  }
}
