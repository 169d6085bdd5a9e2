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
package io.firewarden.agent.source;

import io.firewarden.agent.source.RestJson.StageData;
import io.firewarden.agent.source.RestJson.TaskData;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The oldest running task of each active stage. Until a task of the stage has ended, that is the
 * one that was launched first. Later it is asked for, and again when some task of the stage has
 * ended since; but not before the one that is known must have run for a minute, or a quarter of the
 * time that a task may take when that is less, since Spark goes through the stage's tasks to tell.
 */
final class OldestTasks {
  /** The most stages that are asked for in one poll. */
  static final int MAX_STAGES = 32;

  /** A task that is younger is taken for the oldest though it may have ended. */
  private static final Duration YOUNG = Duration.ofMinutes(1);

  /** So is one only before it has run for such a part of the time that a task may take. */
  private static final int SHARE = 4;

  /**
   * @param ended attempts of the stage that had ended before it was asked for
   */
  private record Oldest(int ended, Instant launched) {
    boolean isYoung(Instant now, Duration limit) {
      Duration share = limit.dividedBy(SHARE);
      Duration young = share.compareTo(YOUNG) < 0 ? share : YOUNG;
      return !launched.isAfter(now) // else one of the clocks is wrong
          && Duration.between(launched, now).compareTo(young) < 0;
    }
  }

  private Map<StageKey, Oldest> known = new HashMap<>();
  private boolean complete = true;
  private @Nullable StageKey late;

  /**
   * Looks at the stages that there are now, as far as the time of a poll lasts.
   *
   * @param limit how long a task may run
   */
  void read(PollRequests requests, String path, List<StageData> stages, Instant now, Duration limit)
      throws UnreadableException {
    List<StageData> running = inTurn(stages);
    Map<StageKey, Oldest> found = stillOldest(running, now, limit);
    try {
      complete = ask(requests, path, running, found);
    } catch (UnreadableException e) {
      if (!e.isOutOfTime()) {
        throw e;
      }
      complete = false;
    }
    known = found;
  }

  private Map<StageKey, Oldest> stillOldest(List<StageData> running, Instant now, Duration limit)
      throws UnreadableException {
    Map<StageKey, Oldest> still = new HashMap<>();
    for (StageData stage : running) {
      Oldest oldest = known.get(StageKey.of(stage));
      if (oldest == null) {
        oldest = first(stage);
      }
      if (oldest != null
          && (oldest.ended() == stage.endedAttempts() || oldest.isYoung(now, limit))) {
        still.put(StageKey.of(stage), oldest);
      }
    }
    return still;
  }

  /** It was the oldest at least until the stage's first task could end. */
  private static @Nullable Oldest first(StageData stage) throws UnreadableException {
    Instant launched = SparkTime.parse(stage.firstTaskLaunchedTime());
    return launched == null ? null : new Oldest(0, launched);
  }

  /** Asks for those that are not found yet; says whether that was all. */
  private boolean ask(
      PollRequests requests, String path, List<StageData> running, Map<StageKey, Oldest> found)
      throws UnreadableException {
    late = null;
    boolean all = true;
    int left = MAX_STAGES;
    for (StageData stage : running) {
      if (found.containsKey(StageKey.of(stage))) {
        continue;
      }
      if (left-- <= 0) {
        return false;
      }
      try {
        Instant launched = ask(requests, path, stage);
        if (launched != null) {
          found.put(StageKey.of(stage), new Oldest(stage.endedAttempts(), launched));
        }
      } catch (UnreadableException e) {
        late = e.kind() == Kind.TIMEOUT ? StageKey.of(stage) : null;
        if (e.isOutOfTime() || !e.isOfOneAnswer()) {
          throw e;
        }
        all = false;
      }
    }
    return all;
  }

  /** When the oldest running task of a stage was launched, or null when that is not known. */
  @Nullable Instant of(StageData stage) {
    Oldest oldest = known.get(StageKey.of(stage));
    return oldest == null ? null : oldest.launched();
  }

  /**
   * The stages in which a task is known to have run longer, the one with the oldest first; none
   * when there is no limit.
   */
  List<StageData> overdue(List<StageData> stages, Instant now, Duration limit) {
    if (limit.isZero()) {
      return List.of();
    }
    return stages.stream()
        .filter(
            stage -> {
              Instant launched = of(stage);
              return launched != null && Duration.between(launched, now).compareTo(limit) > 0;
            })
        .sorted(Comparator.comparing(this::of, Comparator.nullsLast(Comparator.naturalOrder())))
        .toList();
  }

  /** Whether every stage was looked at. */
  boolean isComplete() {
    return complete;
  }

  /** Task ids are given in the order of launch, so the lowest running one is the oldest. */
  private static @Nullable Instant ask(PollRequests requests, String path, StageData stage)
      throws UnreadableException {
    String list = path + StageKey.of(stage).path() + "/taskList";
    List<TaskData> first =
        requests.list(list + "?status=running&sortBy=ID&offset=0&length=1", TaskData[].class);
    return first.isEmpty() ? null : SparkTime.parse(first.get(0).launchTime());
  }

  /**
   * The oldest stages first, since theirs are the tasks that may have run too long; but one that
   * took too much time in the last poll after all others.
   */
  private List<StageData> inTurn(List<StageData> stages) {
    return stages.stream()
        .filter(stage -> stage.numActiveTasks() > 0)
        .sorted(
            Comparator.comparing((StageData stage) -> StageKey.of(stage).equals(late))
                .thenComparing(stage -> Objects.requireNonNullElse(stage.submissionTime(), "")))
        .toList();
  }
}
