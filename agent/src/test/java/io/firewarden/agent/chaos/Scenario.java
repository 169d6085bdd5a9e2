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

import io.firewarden.agent.chaos.Trouble.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What happens in one round: all of it follows from the seed. */
final class Scenario {
  static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
  static final Instant CALM = START.plus(Duration.ofMinutes(40));
  static final Instant END = CALM.plus(Duration.ofMinutes(22));
  private static final Instant NEVER = END.plus(Duration.ofDays(1));

  private static final List<Kind> OF_DRIVERS =
      List.of(
          Kind.CUTS,
          Kind.ANSWERS_HTML,
          Kind.ANSWERS_GARBAGE,
          Kind.FAILS,
          Kind.ANSWERS_TOO_MUCH,
          Kind.OTHER_EXECUTORS,
          Kind.GOES_BACK);

  private static final List<Kind> OF_MASTERS =
      List.of(
          Kind.CUTS,
          Kind.ANSWERS_HTML,
          Kind.ANSWERS_GARBAGE,
          Kind.FAILS,
          Kind.STANDS_BY,
          Kind.FORGETS);

  private static final List<Kind> OF_RECEIVERS =
      List.of(Kind.IS_DOWN, Kind.IS_DOWN, Kind.IS_FLAKY, Kind.IS_FLAKY, Kind.REFUSES);

  /**
   * The clock of the agent's host jumps.
   *
   * @param looks how often it is looked at until then
   */
  record Jump(Instant at, Duration by, int looks) {}

  /**
   * The agent is killed.
   *
   * @param at soon after this
   * @param touches how often it touches the world until then
   * @param downFor how long no agent runs
   * @param torn whether the newest state file is damaged
   */
  record Kill(Instant at, int touches, Duration downFor, boolean torn) {}

  final long seed;
  final boolean listed;
  final List<Subject> subjects = new ArrayList<>();
  final List<Trouble> troubles = new ArrayList<>();
  final List<Jump> jumps = new ArrayList<>();
  final List<Kill> kills = new ArrayList<>();
  private final Random random;

  Scenario(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.listed = random.nextInt(3) == 0;
    IntStream.range(0, random.nextInt(3) == 0 ? 3 : 2).forEach(this::addSubject);
    subjects.forEach(this::troubleDriver);
    if (listed) {
      trouble(Trouble.MASTER, OF_MASTERS, 2, 8);
    }
    trouble(Trouble.WEBHOOK, OF_RECEIVERS, 2, 12);
    trouble(Trouble.ALERTMANAGER, OF_RECEIVERS, 2, 12);
    if (random.nextInt(8) == 0) {
      trouble(Trouble.DISK, List.of(Kind.IS_FULL), 1, 8);
    }
    addJumps();
    addKills();
  }

  private Duration upTo(int minutes) {
    return Duration.ofSeconds(10L + random.nextInt(60 * minutes));
  }

  private Instant moment() {
    return START.plusSeconds(60L + random.nextInt((int) Duration.between(START, CALM).toSeconds()));
  }

  /** A moment in which an alert may be pending. */
  private Instant onset() {
    List<Spell> ill = subjects.get(random.nextInt(subjects.size())).ill();
    Instant at = ill.isEmpty() ? CALM : ill.get(random.nextInt(ill.size())).from().plus(upTo(3));
    return at.isBefore(CALM) ? at : moment();
  }

  private Spell spell(Instant from, Duration length) {
    Instant to = from.plus(length);
    return new Spell(from, to.isBefore(CALM) ? to : CALM);
  }

  private void addSubject(int number) {
    boolean young = random.nextInt(4) == 0;
    Instant started = START.minus(young ? upTo(10) : Duration.ofHours(5));
    Illness illness = Illness.ALL.get(random.nextInt(Illness.ALL.size()));
    List<Spell> ill = new ArrayList<>();
    Instant at = START.plus(upTo(10));
    while (illness != Illness.NONE && at.isBefore(CALM)) {
      Spell next = spell(at, random.nextInt(3) == 0 ? upTo(4) : upTo(25));
      ill.add(next);
      at = next.to().plus(random.nextInt(3) == 0 ? upTo(2) : upTo(12));
    }
    Instant ends = listed && random.nextInt(5) == 0 ? moment() : NEVER;
    String id = "app-" + Long.toUnsignedString(seed, 36) + "-" + number;
    subjects.add(new Subject(id, illness, started, ill, ends));
  }

  private void troubleDriver(Subject subject) {
    trouble(subject.id(), OF_DRIVERS, 4, 12);
    if (listed && random.nextInt(3) == 0) {
      add(Kind.OTHER_APPLICATION, subject.id(), upTo(10), true);
    }
    if (random.nextInt(20) == 0) { // it costs real time
      add(Kind.HANGS, subject.id(), upTo(3), true);
    }
  }

  private void trouble(String target, List<Kind> kinds, int most, int minutes) {
    int number = random.nextInt(most + 1);
    for (int i = 0; i < number; i++) {
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      Duration length = random.nextInt(4) == 0 ? Duration.ofMinutes(minutes) : upTo(minutes);
      add(kind, target, length, random.nextInt(3) > 0);
    }
  }

  private void add(Kind kind, String target, Duration length, boolean whole) {
    Instant from = moment();
    if (from.isBefore(CALM)) {
      troubles.add(new Trouble(kind, target, spell(from, length), whole));
    }
  }

  private void addJumps() {
    int number = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
    for (int i = 0; i < number; i++) {
      long seconds = Math.round(Math.exp(Math.log(5) + random.nextDouble() * Math.log(2000)));
      Duration by = Duration.ofSeconds(random.nextBoolean() ? seconds : -seconds);
      jumps.add(new Jump(random.nextBoolean() ? moment() : onset(), by, random.nextInt(12)));
    }
  }

  private void addKills() {
    int number = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(4);
    for (int i = 0; i < number; i++) {
      Kill kill =
          new Kill(
              moment(),
              random.nextInt(random.nextBoolean() ? 10 : 60),
              upTo(random.nextInt(3) == 0 ? 8 : 1),
              random.nextInt(5) == 0);
      boolean unwritten =
          of(Trouble.DISK).stream()
              .anyMatch(
                  full -> full.spell().overlaps(kill.at(), kill.at().plus(Duration.ofMinutes(2))));
      if (!unwritten && kill.at().isBefore(CALM)) { // a restart forgets what no disk took
        kills.add(kill);
      }
    }
  }

  List<Trouble> of(String target) {
    return troubles.stream().filter(trouble -> trouble.target().equals(target)).toList();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(listed ? "listed by a master" : "given addresses");
    subjects.forEach(each -> text.append("\n  ").append(each));
    troubles.forEach(each -> text.append("\n  ").append(each));
    jumps.forEach(each -> text.append("\n  ").append(each));
    kills.forEach(each -> text.append("\n  ").append(each));
    return text.toString();
  }
}
