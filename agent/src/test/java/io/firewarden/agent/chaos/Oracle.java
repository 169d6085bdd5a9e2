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
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what the receivers accepted against what was true. */
final class Oracle {
  static final String UNAVAILABLE = "FirewardenSourceUnavailable";

  /**
   * How long something must be so, and be readable, until it must be told: the longest time to
   * hold, a window, the longest pauses after failures, and some polls.
   */
  private static final Duration NEEDED = Duration.ofMinutes(8);

  /** How long a receiver must take alerts until it must have been told: the longest pauses. */
  private static final Duration TAKING = Duration.ofMinutes(6);

  /** After so long no reading of before counts any more: a window, and what is kept firing. */
  private static final Duration LAG = Duration.ofMinutes(5);

  /** In which tasks are counted; as old as that is an application by all that it has counted. */
  private static final Duration WINDOW = Duration.ofMinutes(2);

  /** After so long each reading shows an illness: a window, and a pause between two readings. */
  private static final Duration VISIBLE = Duration.ofMinutes(3);

  /** So far the clock of the agent's host may be set without being noticed. */
  private static final Duration UNNOTICED = Duration.ofSeconds(5);

  /** After so long a part that failed and was not tried again is not held to fail any more. */
  private static final Duration UNTRIED = Duration.ofMinutes(20);

  /** How long an Alertmanager believes what it is not told again. */
  private static final Duration VALID = Duration.ofMinutes(4);

  private final Truth truth;
  private final Map<String, List<Heard>> heard;
  private final Map<String, List<Ends>> ends = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private int demands;

  Oracle(Truth truth, List<Heard> all) {
    this.truth = truth;
    this.heard = all.stream().collect(Collectors.groupingBy(Heard::receiver));
    for (String receiver : List.of(Trouble.WEBHOOK, Trouble.ALERTMANAGER)) {
      heard.putIfAbsent(receiver, List.of());
      ends.put(receiver, Ends.of(heard.get(receiver), truth.clocks));
    }
  }

  /** All that is not as it should be. */
  List<String> faults() {
    heard.keySet().forEach(this::judge);
    new Repeats(truth).faults(heard.get(Trouble.WEBHOOK)).forEach(faults::add);
    return faults;
  }

  /** How often something had to be told; known after the faults. */
  int demands() {
    return demands;
  }

  private void judge(String receiver) {
    for (Subject subject : truth.scenario.subjects) {
      subject.ill().forEach(spell -> mustBeTold(receiver, subject, spell));
      truth.scenario.of(subject.id()).stream()
          .filter(trouble -> trouble.whole() && isBlinding(trouble.kind()))
          .forEach(trouble -> mustBeToldBlind(receiver, subject, trouble.spell()));
    }
    Map<SortedMap<String, String>, Heard> last = new HashMap<>();
    for (Heard one : heard.get(receiver)) {
      Heard before = last.put(one.labels(), one);
      if (one.firing() && !isKnown(before, one)) {
        mustBeTrue(one);
      }
      if (one.firing() && one.isAlertmanager()) {
        mustLast(one);
      }
    }
    ends.get(receiver).forEach(end -> mustNotBeOver(receiver, end));
    ends.get(receiver).stream()
        .filter(end -> end.to().isAfter(Scenario.END))
        .filter(end -> !isOrphan(end))
        .forEach(end -> fault(receiver, Scenario.END, "was never over: " + end.labels()));
  }

  private static boolean isBlinding(Trouble.Kind kind) {
    return !kind.isLie() && kind != Trouble.Kind.OTHER_APPLICATION;
  }

  private void fault(String receiver, Instant at, String what) {
    faults.add(receiver + " at " + at + ": " + what);
  }

  /** No fault is lost. */
  private void mustBeTold(String receiver, Subject subject, Spell spell) {
    for (Instant from : truth.turns(spell)) {
      Instant seen = from.plus(NEEDED);
      if (!spell.has(seen)
          || !truth.isSteady(from, seen)
          || !truth.isReadable(subject, from, seen)
          || truth.isLiedAbout(subject, from.minus(LAG), seen)) {
        continue;
      }
      Instant told = takes(receiver, seen);
      boolean steady = told.isBefore(spell.to()) && truth.isReadable(subject, from, told);
      boolean late = told.isAfter(spell.to().plus(Duration.ofMinutes(10)));
      if (truth.isTornBetween(from, told)
          || (!steady && (late || truth.clocks.jumpedBetween(from, told)))) {
        return; // an older state was taken up; or it came and went while nobody could be told
      }
      demands++;
      if (!isTold(receiver, subject, spell.from(), told, steady)) {
        fault(receiver, told, subject.illness().alert + " was lost: " + subject + " from " + from);
      }
      return;
    }
  }

  private boolean isTold(
      String receiver, Subject subject, Instant from, Instant to, boolean stillFiring) {
    boolean fires =
        ends.get(receiver).stream()
            .anyMatch(
                end ->
                    end.name().equals(subject.illness().alert)
                        && end.label("app_id").equals(subject.id())
                        && end.isAt(to));
    return fires
        || (!stillFiring
            && heard.get(receiver).stream()
                .filter(one -> one.application().equals(subject.id()))
                .filter(one -> one.name().equals(subject.illness().alert))
                .anyMatch(one -> !one.at().isBefore(from) && !one.at().isAfter(to)));
  }

  /** That a source cannot be read is not lost either. */
  private void mustBeToldBlind(String receiver, Subject subject, Spell spell) {
    Instant seen = spell.from().plus(NEEDED);
    if (truth.scenario.listed
        || tellsSomething(subject, spell.from(), seen)
        || !spell.has(seen)
        || !truth.isSteady(spell.from(), seen)) {
      return;
    }
    Instant told = takes(receiver, seen);
    String source = String.valueOf(truth.addresses.get(subject.id()));
    if (!told.isBefore(spell.to())
        || tellsSomething(subject, seen, told)
        || truth.isTornBetween(seen, told)
        || !truth.isSteady(seen, told)) {
      return;
    }
    demands++;
    if (ends.get(receiver).stream()
        .noneMatch(end -> end.label("source").equals(source) && end.isAt(told))) {
      fault(receiver, told, UNAVAILABLE + " was lost: " + subject.id() + " " + spell);
    }
  }

  /** Whether a lie came between answers that cannot be read. */
  private boolean tellsSomething(Subject subject, Instant from, Instant to) {
    return truth.scenario.of(subject.id()).stream()
        .anyMatch(each -> !isBlinding(each.kind()) && each.spell().overlaps(from, to));
  }

  /** When a receiver must have been told of what was to be told from then on. */
  private Instant takes(String receiver, Instant from) {
    Instant at = from;
    while (at.isBefore(Scenario.END)
        && (truth.isTroubled(receiver, at.minus(TAKING), at)
            || truth.clocks.jumpedBetween(at.minus(TAKING.multipliedBy(2)), at)
            || truth.isTroubled(Trouble.DISK, at.minus(Duration.ofMinutes(1)), at)
            || !lives(at.minus(TAKING), at))) {
      at = at.plusSeconds(15);
    }
    return at;
  }

  private boolean lives(Instant from, Instant to) {
    return truth.lives.stream()
        .anyMatch(life -> !life.from().isAfter(from) && !life.to().isBefore(to));
  }

  /** Whether the receiver was told before, and has not forgotten it. */
  private static boolean isKnown(@Nullable Heard before, Heard one) {
    return before != null
        && before.firing()
        && !(one.isAlertmanager() && before.at().plus(VALID).isBefore(one.at()));
  }

  /** It is believed until it is told again, also when a few messages get lost. */
  private void mustLast(Heard one) {
    boolean shortly = Duration.between(one.shownAt(), one.endsAt()).compareTo(VALID) < 0;
    if (shortly && !truth.clocks.jumpedBetween(one.at(), one.at())) {
      fault(one.receiver(), one.at(), "is forgotten too early: " + one);
    }
  }

  /** Nobody is told of what is not so. */
  private void mustBeTrue(Heard one) {
    Heard told = asTold(one);
    List<Instant> since = truth.clocks.whenShown(told.startsAt(), told.at());
    String suspect = ofItself(one);
    if (!suspect.isEmpty()) {
      if (since.stream()
          .noneMatch(moment -> truth.isTroubled(suspect, moment.minus(UNTRIED), one.at()))) {
        fault(one.receiver(), one.at(), suspect + " was well: " + one);
      }
      return;
    }
    if (one.name().equals(UNAVAILABLE)) {
      if (since.stream().noneMatch(moment -> mayBeBlind(one.source(), moment))) {
        fault(one.receiver(), one.at(), "nothing was wrong with the source of " + one);
      }
      return;
    }
    Subject subject = truth.subject(one.application()).findFirst().orElse(null);
    if (subject == null) {
      fault(one.receiver(), one.at(), "nobody is called so: " + one);
    } else if (since.stream().noneMatch(moment -> mayFire(subject, one, moment))) {
      fault(one.receiver(), one.at(), "it was well: " + one + " " + subject);
    }
  }

  /**
   * As somebody was told first of an alert that is not over since. By a clock that was set back it
   * begins later than now, and is told as if it began now.
   */
  private Heard asTold(Heard one) {
    for (List<Heard> all : heard.values()) {
      Heard first = null;
      for (Heard other : all) {
        if (other.labels().equals(one.labels()) && !other.at().isAfter(one.at())) {
          first = !other.firing() ? null : first == null ? other : first;
        }
      }
      if (first != null && first.startsAt().isAfter(one.startsAt())) {
        return first;
      }
    }
    return one;
  }

  /** Of which part of its own work the agent tells; empty when the alert is not about that. */
  private static String ofItself(Heard one) {
    return switch (one.name()) {
      case "FirewardenNotificationsFailing" ->
          one.labels().getOrDefault("notifier", "").startsWith("webhook")
              ? Trouble.WEBHOOK
              : Trouble.ALERTMANAGER;
      case "FirewardenStateNotWritten" -> Trouble.DISK;
      default -> "";
    };
  }

  private boolean mayFire(Subject subject, Heard one, Instant moment) {
    boolean ill =
        one.name().equals(subject.illness().alert)
            && subject.ill().stream()
                .anyMatch(spell -> spell.overlaps(moment.minus(LAG), one.at().plusSeconds(1)));
    return ill
        || seemsYoung(subject, one)
        || truth.scenario.of(subject.id()).stream()
            .filter(
                trouble ->
                    trouble.kind() == Trouble.Kind.OTHER_EXECUTORS
                        || (trouble.kind() == Trouble.Kind.GOES_BACK
                            && one.name().equals(subject.illness().alert)))
            .anyMatch(trouble -> trouble.spell().overlaps(moment.minus(LAG), one.at()));
  }

  /** By a clock that was set back it has just begun, and all that it has ever counted is new. */
  private boolean seemsYoung(Subject subject, Heard one) {
    return one.name().equals(subject.illness().alert)
        && truth.clocks.jumpedBetween(Scenario.START, one.at())
        && Duration.between(subject.startedAt(), one.startsAt()).abs().compareTo(WINDOW) <= 0;
  }

  private boolean mayBeBlind(String source, Instant moment) {
    List<String> hidden =
        truth.scenario.listed
            ? truth.scenario.subjects.stream().map(Subject::id).toList()
            : truth.at(source).map(Subject::id).toList();
    Instant from = moment.minus(Duration.ofMinutes(5));
    return hidden.stream().anyMatch(id -> truth.isTroubled(id, from, moment))
        || truth.isTroubled(Trouble.MASTER, from, moment)
        || truth.scenario.subjects.stream()
            .anyMatch(each -> each.endsAt().isBefore(moment) && each.endsAt().isAfter(from));
  }

  /** Nothing is over that goes on. */
  private void mustNotBeOver(String receiver, Ends end) {
    if (end.expired()
        && (truth.isTroubled(receiver, end.to().minus(NEEDED), end.to())
            || !truth.isSteady(end.to().minus(LAG), end.to()))) {
      return; // nobody could tell it again
    }
    if (end.to().isAfter(Scenario.CALM.plus(LAG))) {
      return;
    }
    boolean goesOn =
        end.name().equals(UNAVAILABLE)
            ? end.decided().stream().allMatch(moment -> isBlind(end.label("source"), moment))
            : truth
                .subject(end.label("app_id"))
                .anyMatch(
                    of ->
                        end.decided().stream()
                            .allMatch(at -> goesOn(of, end, at) && !wasOver(of, end, at)));
    if (goesOn) {
      fault(receiver, end.to(), "is not over: " + end);
    }
  }

  /**
   * Whether it was rightly seen to be over, and an agent has kept it firing for long enough since,
   * without any reading that said otherwise: then it ends, although nothing can be read any more.
   */
  private boolean wasOver(Subject subject, Ends end, Instant moment) {
    return truth
        .readings
        .over(end, moment)
        .filter(over -> !isIllFor(subject, VISIBLE, over.last()))
        .filter(
            over -> truth.lived(over.first(), moment).plus(UNNOTICED).compareTo(over.kept()) >= 0)
        .isPresent();
  }

  private static boolean isIllFor(Subject subject, Duration least, Instant moment) {
    return subject.ill().stream()
        .anyMatch(spell -> spell.has(moment) && spell.passed(moment).compareTo(least) >= 0);
  }

  private boolean goesOn(Subject subject, Ends end, Instant moment) {
    boolean lesser =
        subject.illness() == Illness.COLLECTOR && end.label("severity").equals("warning");
    return !lesser
        && !subject.isOver(moment)
        && end.name().equals(subject.illness().alert)
        && isIllFor(subject, LAG, moment)
        && !truth.isLiedAbout(subject, moment.minus(LAG), moment)
        && !mayBeForgotten(subject, moment);
  }

  /** A master that leads and does not know what also does not answer. */
  private boolean mayBeForgotten(Subject subject, Instant moment) {
    Instant from = moment.minus(LAG.multipliedBy(2));
    return truth.scenario.of(Trouble.MASTER).stream()
            .anyMatch(
                each -> each.kind() == Trouble.Kind.FORGETS && each.spell().overlaps(from, moment))
        && (truth.isTroubled(subject.id(), from, moment) || !lives(from, moment));
  }

  private boolean isBlind(String source, Instant moment) {
    return !truth.scenario.listed
        && truth
            .at(source)
            .filter(subject -> !tellsSomething(subject, moment.minus(LAG), moment))
            .flatMap(subject -> truth.scenario.of(subject.id()).stream())
            .filter(trouble -> trouble.whole() && isBlinding(trouble.kind()))
            .anyMatch(
                trouble ->
                    trouble.isAt(moment) && trouble.spell().passed(moment).compareTo(LAG) >= 0);
  }

  /** Whether what the webhook was told of it was lost with a damaged file. */
  private boolean isOrphan(Ends end) {
    return truth.deaths.stream()
        .anyMatch(
            death ->
                death.torn()
                    && !death.at().isBefore(end.from())
                    && death.unwritten().contains(end.labels()));
  }
}
