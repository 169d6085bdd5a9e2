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
package io.firewarden.agent.soak;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One application: when it waits, runs and is over, and what is to be seen of it. */
final class Life {
  /** How long what has ended is still listed. */
  static final Duration LISTED = Duration.ofMinutes(20);

  private static final Duration WAITS = Duration.ofMinutes(1);
  private static final Duration LAST_WORDS = Duration.ofMinutes(1);
  private static final int SHORTEST_MINUTES = 12;
  private static final int LONGEST_MINUTES = 60;
  private static final int SPREAD_MINUTES = 9;
  private static final int ONE_IN_SO_MANY_IS_LONG = 29;
  private static final long STORAGE = 1L << 30;

  private final int number;
  private final String id;
  private final Kind kind;
  private final Instant submittedAt;
  private final Instant endsAt;

  Life(int number, Instant submittedAt) {
    this.number = number;
    this.id = String.format("app-%05d", number);
    this.kind = Kind.of(number);
    this.submittedAt = submittedAt;
    this.endsAt = submittedAt.plus(Duration.ofMinutes(minutes(number, kind)));
  }

  private static int minutes(int number, Kind kind) {
    if (kind == Kind.FALLS_SILENT) {
      return LONGEST_MINUTES;
    }
    if (kind == Kind.HANGS) {
      return SPREAD_MINUTES;
    }
    return number % ONE_IN_SO_MANY_IS_LONG == 0
        ? LONGEST_MINUTES
        : SHORTEST_MINUTES + number % SPREAD_MINUTES;
  }

  /** The same by a clock that is ahead. */
  Life shifted(Duration by) {
    return new Life(number, submittedAt.plus(by));
  }

  Kind kind() {
    return kind;
  }

  String id() {
    return id;
  }

  String name() {
    return "job " + number % 500;
  }

  Instant startedAt() {
    return submittedAt.plus(WAITS);
  }

  Instant endsAt() {
    return endsAt;
  }

  boolean isWaiting(Instant now) {
    return now.isBefore(startedAt()) || (kind == Kind.ONLY_WAITS && now.isBefore(endsAt));
  }

  boolean isOver(Instant now) {
    return !now.isBefore(endsAt);
  }

  /** Whether it is over, and nobody lists it any more. */
  boolean isForgotten(Instant now) {
    return now.isAfter(endsAt.plus(LISTED));
  }

  boolean isRunning(Instant now) {
    return !isWaiting(now) && !isOver(now);
  }

  /** Whether its driver answers. */
  boolean isReadable(Instant now) {
    long minutes = Duration.between(startedAt(), now).toMinutes();
    return isRunning(now)
        && kind != Kind.IS_UNREADABLE
        && (kind != Kind.STUTTERS || minutes / 3 % 2 == 0)
        && (kind != Kind.FALLS_SILENT || minutes < LONGEST_MINUTES / 4);
  }

  /** Whether it is past the middle of its life. */
  boolean isOld(Instant now) {
    return now.isAfter(submittedAt.plus(Duration.between(submittedAt, endsAt).dividedBy(2)));
  }

  Application application(@Nullable String uiUrl) {
    return new Application(id(), name(), "soaked", "4.0.1", false, uiUrl, startedAt(), null);
  }

  /** What its driver knows. */
  ApplicationSnapshot snapshot(Instant now, SourceKind source, @Nullable String uiUrl) {
    Application application = application(uiUrl);
    if (kind == Kind.SAYS_SO_ITSELF && now.isAfter(endsAt.minus(LAST_WORDS))) {
      application = application.ended(now, kind.end());
    }
    return snapshot(now, source, application);
  }

  /** The same at its end. */
  ApplicationSnapshot lastSnapshot(Instant now) {
    return snapshot(now, SourceKind.LISTENER, application(null).ended(now, kind.end()));
  }

  private ApplicationSnapshot snapshot(Instant now, SourceKind source, Application application) {
    long done = Math.max(0, Duration.between(startedAt(), now).toSeconds());
    int tasks = (int) done;
    return new ApplicationSnapshot(
        now,
        source,
        application,
        new TaskTotals(done, 0, 0, 0, done * 1000, done, new LocalityCounts(tasks, 0, 0, 0, 0)),
        new JobTotals(done / 60, 0),
        StageTotals.NONE,
        0,
        List.of(executor("1", done, now), executor("2", done, now)),
        List.of(),
        List.of(),
        List.of(),
        Set.of());
  }

  private Executor executor(String executor, long done, Instant now) {
    return new Executor(
        executor,
        "host-" + executor,
        startedAt(),
        2,
        number % 2, // what idles is read less
        done / 2,
        0,
        done * 500,
        done / 2,
        isFaulty(now) ? STORAGE : STORAGE / 4,
        STORAGE,
        0,
        null,
        null,
        null);
  }

  /** Whether its storage memory is full. */
  private boolean isFaulty(Instant now) {
    Duration part = Duration.between(submittedAt, endsAt).dividedBy(3);
    boolean afterFirst = now.isAfter(submittedAt.plus(part));
    return (kind == Kind.IS_KILLED && afterFirst)
        || (kind == Kind.FAILS && afterFirst && now.isBefore(endsAt.minus(part)));
  }

  /** What a list knows that the driver does not. */
  Facts facts() {
    if (kind != Kind.PUSHES_AND_IS_LISTED) {
      return Facts.NONE;
    }
    RemovedExecutor killed =
        new RemovedExecutor("9", "host-9", startedAt(), RemovalReason.CONTAINER_KILLED, 137);
    return new Facts(Map.of("team", "risk"), List.of(killed));
  }

  /** How it ended, by one who tells. */
  Ending ending(String source) {
    return new Ending(kind.end(), endsAt, "as it was told to", source);
  }

  /** Where its driver is, if that is made up. */
  String address(Instant now) {
    if (kind == Kind.SHARES_AN_ADDRESS) {
      return "http://shared.example:4040";
    }
    String host = kind == Kind.MOVES && isOld(now) ? "moved-" + id() : id();
    return "http://" + host + ".example:4040";
  }
}
