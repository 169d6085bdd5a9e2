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
import io.firewarden.agent.source.RestJson.TaskSummary;
import io.firewarden.agent.source.UnreadableException.Kind;
import io.firewarden.model.Distribution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How evenly the work of some stages is spread over their tasks: of those in which a task has run
 * longer than it may. To tell, Spark sorts all tasks of the stage once for each of its thirty
 * metrics: with 10,000 that took 0.3 s of the driver's processor, and 1.3 s the first time. So a
 * poll asks for {@value #MAX_STAGES} stages at most, a stage is asked again only when twice as many
 * attempts have ended (with fewer than {@value #FEW}, when another one has), and one of which more
 * than {@value #MAX_ENDED} have ended not at all. The quantiles are some that Spark keeps until
 * another task has ended.
 *
 * <p>Durations are told as time in the executor. What Spark calls the duration is not that of the
 * tasks that succeeded: running and failed ones are sorted in among them.
 */
final class TaskSpreads {
  /** The most stages that are asked for in one poll. */
  static final int MAX_STAGES = 2;

  /** The most ended attempts of a stage that is asked for. */
  static final int MAX_ENDED = 20_000;

  /** With fewer ended attempts it costs nothing to ask whenever another has ended. */
  static final int FEW = 100;

  /** In which poll after one without an answer it is asked again; twice as late each time. */
  static final int PAUSE = 4;

  private static final int LONGEST_PAUSE = 256;
  private static final String QUERY = "/taskSummary?quantiles=0,0.5,0.95,1";
  private static final int QUANTILES = 4;
  private static final Logger log = LoggerFactory.getLogger(TaskSpreads.class);

  /** What is known of one stage, and when it is asked for again. */
  private static final class Known {
    private @Nullable Distribution millis;
    private @Nullable Distribution bytes;
    private long nextAtEnded;
    private int pause = PAUSE;
    private int pollsToWait;

    boolean isDue(StageData stage) {
      return pollsToWait == 0 && stage.endedAttempts() >= nextAtEnded;
    }

    void pollComes() {
      pollsToWait = Math.max(0, pollsToWait - 1);
    }

    void answered(StageData stage) {
      int ended = stage.endedAttempts();
      nextAtEnded = ended < FEW ? ended + 1L : 2L * ended;
      pause = PAUSE;
    }

    void unanswered() {
      pollsToWait = pause;
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }

    void unanswerable() {
      nextAtEnded = Long.MAX_VALUE;
    }
  }

  private final Map<StageKey, Known> known = new HashMap<>();

  /**
   * Asks for what is due, and forgets the stages of which none does any more. Whether or not it is
   * answered, the poll goes on.
   *
   * @param overdue the stages in which a task runs too long, in the order to ask in
   * @throws UnreadableException if the driver is gone or refuses to answer
   */
  void read(PollRequests requests, String path, List<StageData> overdue)
      throws UnreadableException {
    known.keySet().retainAll(overdue.stream().map(StageKey::of).collect(Collectors.toSet()));
    known.values().forEach(Known::pollComes);
    List<StageData> due = overdue.stream().filter(this::isDue).limit(MAX_STAGES).toList();
    for (StageData stage : due) {
      Known spread = known.computeIfAbsent(StageKey.of(stage), key -> new Known());
      try {
        ask(requests, path, stage, spread);
      } catch (UnreadableException e) {
        takeIn(e, spread);
      }
    }
  }

  /** The durations of a stage's succeeded tasks in ms, or null when they are not known. */
  @Nullable Distribution millis(StageData stage) {
    Known spread = known.get(StageKey.of(stage));
    return spread == null ? null : spread.millis;
  }

  /** The bytes that a stage's succeeded tasks read, or null when they are not known. */
  @Nullable Distribution bytes(StageData stage) {
    Known spread = known.get(StageKey.of(stage));
    return spread == null ? null : spread.bytes;
  }

  private boolean isDue(StageData stage) {
    if (stage.numCompleteTasks() < 1 || stage.endedAttempts() > MAX_ENDED) {
      return false;
    }
    Known spread = known.get(StageKey.of(stage));
    return spread == null || spread.isDue(stage);
  }

  private static void takeIn(UnreadableException e, Known spread) throws UnreadableException {
    switch (e.kind()) {
      case OUT_OF_TIME -> {
        // It was not asked, and is in the next poll.
      }
      case NOT_JSON, TOO_LARGE -> spread.unanswerable();
      default -> {
        if (!e.isOfOneAnswer()) {
          throw e;
        }
        spread.unanswered();
      }
    }
    log.debug("How unevenly the tasks of a stage run is not known: {}", e.why());
  }

  private static void ask(PollRequests requests, String path, StageData stage, Known spread)
      throws UnreadableException {
    String address = path + StageKey.of(stage).path() + QUERY;
    TaskSummary summary = requests.get(address, TaskSummary.class);
    int count = stage.numCompleteTasks();
    Distribution millis = distribution(count, summary.executorRunTime());
    if (millis == null) {
      throw new UnreadableException(
          Kind.NOT_JSON, "the summary of stage " + stage.stageId() + " lacks executorRunTime");
    }
    spread.millis = millis;
    spread.bytes =
        read(distribution(count, summary.input()), distribution(count, summary.shuffle()));
    spread.answered(stage);
  }

  /** Two distributions do not tell that of the sum, unless all values of one are 0. */
  private static @Nullable Distribution read(
      @Nullable Distribution input, @Nullable Distribution shuffle) {
    if (input == null || shuffle == null) {
      return null;
    }
    if (input.max() == 0) {
      return shuffle;
    }
    return shuffle.max() == 0 ? input : null;
  }

  private static @Nullable Distribution distribution(int count, List<Double> quantiles) {
    boolean whole =
        quantiles.size() == QUANTILES
            && quantiles.stream().allMatch(value -> value != null && value >= 0);
    return whole
        ? new Distribution(
            count, quantiles.get(0), quantiles.get(1), quantiles.get(2), quantiles.get(3))
        : null;
  }
}
