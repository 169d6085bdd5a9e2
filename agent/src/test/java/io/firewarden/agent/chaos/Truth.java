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

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/** What was true in one round, whatever the agent could know of it. */
final class Truth {
  /**
   * One death of the agent.
   *
   * @param torn whether the newest state file was damaged with it
   * @param unwritten the alerts of which the webhook was told, which the state file that is left
   *     does not know
   */
  record Death(Instant at, boolean torn, Set<SortedMap<String, String>> unwritten) {}

  final Scenario scenario;
  final Clocks clocks;
  final List<Spell> lives = new ArrayList<>();
  final List<Death> deaths = new ArrayList<>();
  final Readings readings = new Readings();
  final Map<String, URI> addresses = new HashMap<>();

  Truth(Scenario scenario, Clocks clocks) {
    this.scenario = scenario;
    this.clocks = clocks;
  }

  /** Whether one agent lives all that time, by a clock that goes evenly. */
  boolean isSteady(Instant from, Instant to) {
    return !clocks.jumpedBetween(from, to)
        && lives.stream().anyMatch(life -> !life.from().isAfter(from) && !life.to().isBefore(to));
  }

  /** For how long within that time an agent lived. */
  Duration lived(Instant from, Instant to) {
    return lives.stream()
        .map(life -> life.passed(to).minus(life.passed(from)))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Whether all that time an application could be read as it is. */
  boolean isReadable(Subject subject, Instant from, Instant to) {
    return !subject.isOver(to)
        && scenario.troubles.stream()
            .filter(trouble -> trouble.spell().overlaps(from, to))
            .noneMatch(
                trouble ->
                    trouble.target().equals(subject.id())
                        || trouble.target().equals(Trouble.MASTER)
                        || (scenario.listed && trouble.kind() == Trouble.Kind.HANGS));
  }

  boolean isTroubled(String target, Instant from, Instant to) {
    return scenario.of(target).stream().anyMatch(trouble -> trouble.spell().overlaps(from, to));
  }

  /** Whether figures of the application may have been wrong within that time. */
  boolean isLiedAbout(Subject subject, Instant from, Instant to) {
    return scenario.of(subject.id()).stream()
        .anyMatch(each -> each.kind().isLie() && each.spell().overlaps(from, to));
  }

  boolean isTornBetween(Instant from, Instant to) {
    return deaths.stream()
        .anyMatch(death -> death.torn() && !death.at().isBefore(from) && death.at().isBefore(to));
  }

  Stream<Subject> subject(String id) {
    return scenario.subjects.stream().filter(subject -> subject.id().equals(id));
  }

  /** Whose driver is at an address. */
  Stream<Subject> at(String source) {
    return scenario.subjects.stream()
        .filter(subject -> String.valueOf(addresses.get(subject.id())).equals(source));
  }

  /** Times at which something begins or ends, from which on it may be calm. */
  List<Instant> turns(Spell within) {
    List<Instant> turns = new ArrayList<>(List.of(within.from()));
    scenario.troubles.forEach(trouble -> turns.add(trouble.spell().to()));
    clocks.jumpTimes().forEach(at -> turns.add(at.plusSeconds(10)));
    lives.forEach(life -> turns.add(life.from()));
    return turns.stream().filter(within::has).sorted().toList();
  }
}
