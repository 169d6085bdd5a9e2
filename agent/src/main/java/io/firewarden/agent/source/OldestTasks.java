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
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The oldest running task of each active stage. It stays the oldest until it ends, so that it is
 * asked for again only when some task of its stage has ended since.
 */
final class OldestTasks {
  /** The most stages that are asked for in one poll. */
  static final int MAX_STAGES = 32;

  private record Key(int stage, int attempt) {}

  /**
   * @param ended attempts of the stage that had ended before it was asked for
   */
  private record Oldest(int ended, Instant launched) {}

  private Map<Key, Oldest> known = new HashMap<>();
  private boolean complete = true;

  /** Looks at the stages that there are now, as far as the time of a poll lasts. */
  void read(PollRequests requests, String path, List<StageData> stages) throws UnreadableException {
    Map<Key, Oldest> now = new HashMap<>();
    try {
      read(requests, path, stages, now);
    } catch (UnreadableException e) {
      if (e.kind() != Kind.TIMEOUT) {
        throw e;
      }
      complete = false;
    }
    known = now;
  }

  private void read(
      PollRequests requests, String path, List<StageData> stages, Map<Key, Oldest> now)
      throws UnreadableException {
    int left = MAX_STAGES;
    complete = true;
    now.putAll(stillOldest(stages));
    for (StageData stage : running(stages)) {
      if (now.containsKey(key(stage))) {
        continue;
      }
      complete &= left > 0;
      Oldest oldest = left-- > 0 ? ask(requests, path, stage) : null;
      if (oldest != null) {
        now.put(key(stage), oldest);
      }
    }
  }

  private Map<Key, Oldest> stillOldest(List<StageData> stages) {
    Map<Key, Oldest> still = new HashMap<>();
    for (StageData stage : running(stages)) {
      Oldest oldest = known.get(key(stage));
      if (oldest != null && oldest.ended() == stage.endedAttempts()) {
        still.put(key(stage), oldest);
      }
    }
    return still;
  }

  /** When the oldest running task of a stage was launched, or null when that is not known. */
  @Nullable Instant of(StageData stage) {
    Oldest oldest = known.get(key(stage));
    return oldest == null ? null : oldest.launched();
  }

  /** Whether every stage was looked at. */
  boolean isComplete() {
    return complete;
  }

  /** Task ids are given in the order of launch, so the lowest running one is the oldest. */
  private static @Nullable Oldest ask(PollRequests requests, String path, StageData stage)
      throws UnreadableException {
    String list = path + "/stages/" + stage.stageId() + "/" + stage.attemptId() + "/taskList";
    List<TaskData> first =
        requests.list(list + "?status=running&sortBy=ID&offset=0&length=1", TaskData[].class);
    Instant launched = first.isEmpty() ? null : SparkTime.parse(first.get(0).launchTime());
    return launched == null ? null : new Oldest(stage.endedAttempts(), launched);
  }

  /** The oldest stages first: theirs are the tasks that may have run too long. */
  private static List<StageData> running(List<StageData> stages) {
    return stages.stream()
        .filter(stage -> stage.numActiveTasks() > 0)
        .sorted(
            Comparator.comparing(stage -> Objects.requireNonNullElse(stage.submissionTime(), "")))
        .toList();
  }

  private static Key key(StageData stage) {
    return new Key(stage.stageId(), stage.attemptId());
  }
}
