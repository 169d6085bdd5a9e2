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

import static io.firewarden.agent.FakeSpark.app;
import static io.firewarden.agent.FakeSpark.fixture;
import static io.firewarden.agent.FakeSpark.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.source.RestJson.StageData;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.Thresholds;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Distribution;
import io.firewarden.model.Stage;
import io.firewarden.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of which stages a driver is asked how they spread over their tasks, how often, and what then. */
class TaskSpreadsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:10:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Pattern ASKED =
      Pattern.compile(".*/stages/(\\d+)/0/taskSummary\\?quantiles=0,0\\.5,0\\.95,1");

  private final Map<Integer, String> stages = new TreeMap<>();
  private FakeSpark spark = FakeSpark.driver("3.5");
  private String id = id("3.5");
  private RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 16);
  private RestSource source = source();

  @BeforeEach
  void summarise() {
    for (int stage = 1; stage < 9; stage++) {
      answer(stage, fixture("3.5", "stage_summary"));
    }
  }

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  /** All versions tell other durations too, in which tasks that run are mixed. */
  @ParameterizedTest
  @CsvSource({"3.4, 74, 125, 923", "3.5, 64, 106, 996", "4.2, 50, 108, 969"})
  void tellsWhatEachVersionAnswers(String version, double min, double median, double max) {
    spark.close();
    spark = FakeSpark.driver(version);
    id = id(version);
    source = source();
    answer(7, fixture(version, "stage_summary"));
    run(7, "08:59:59", 18);

    Stage stage = read(7);

    assertThat(stage.taskMillis()).isEqualTo(new Distribution(18, min, median, max, max));
    assertThat(stage.taskBytes()).isEqualTo(new Distribution(18, 917, 926, 928, 928));
  }

  @Test
  void isAskedForOnlyWhereATaskHasRunLongerThanItMay() {
    run(6, "09:00:00", 18);
    run(7, "08:59:59", 18);

    read();

    assertThat(asked()).containsExactly(7);
  }

  @Test
  void isNotAskedForWithoutALimit() {
    run(7, "08:00:00", 18);

    assertThat(source.read()).isInstanceOf(Reading.Read.class);

    assertThat(asked()).isEmpty();
  }

  @Test
  void isNotAskedForBeforeATaskHasSucceededNorAboutAHostOfTasks() {
    run(5, "08:00:00", 0);
    run(6, "08:00:00", TaskSpreads.MAX_ENDED + 1);
    run(7, "08:00:00", TaskSpreads.MAX_ENDED);

    read();

    assertThat(asked()).containsExactly(7);
  }

  @Test
  void isAskedForAgainWhenTwiceAsManyHaveEnded() {
    run(7, "08:00:00", 180);
    read();
    assertThat(asked()).containsExactly(7);

    answer(7, fixture("4.2", "stage_summary"));
    run(7, "08:00:00", 359);
    assertThat(read(7).taskMillis()).isEqualTo(new Distribution(180, 64, 106, 996, 996));
    assertThat(asked()).isEmpty();

    run(7, "08:00:00", 360);
    assertThat(read(7).taskMillis()).isEqualTo(new Distribution(360, 50, 108, 969, 969));
    assertThat(asked()).containsExactly(7);
  }

  @Test
  void isAskedForAgainWhenAnotherOfAFewHasEnded() {
    run(7, "08:00:00", 18);
    read();
    assertThat(asked()).containsExactly(7);
    read();
    assertThat(asked()).isEmpty();

    run(7, "08:00:00", 19);
    read();
    assertThat(asked()).containsExactly(7);
  }

  @Test
  void isAskedForOfTwoStagesAPollThoseWithTheOldestTasksFirst() {
    run(3, "08:03:00", 18);
    run(4, "08:01:00", 18);
    run(5, "08:02:00", 18);

    read();
    assertThat(asked()).containsExactly(4, 5);
    read();
    assertThat(asked()).containsExactly(3);
    read();
    assertThat(asked()).isEmpty();
  }

  @Test
  void isForgottenWithItsStage() {
    run(7, "08:00:00", 18);
    read();
    stages.clear();
    show();
    read();
    asked();

    run(7, "08:00:00", 18);
    read();

    assertThat(asked()).containsExactly(7);
  }

  @Test
  void isNotKnownAndAskedForLaterAndLaterWhenSparkHasNoneYet() {
    run(7, "08:00:00", 18);
    spark.answer(summary(7), 404, "text/plain", "No tasks reported metrics for 7 / 0 yet.");

    assertThat(read(7).taskMillis()).isNull();

    asked();
    assertThat(pollsTillAsked()).isEqualTo(TaskSpreads.PAUSE);
    assertThat(pollsTillAsked()).isEqualTo(2 * TaskSpreads.PAUSE);
  }

  @Test
  void isNotKnownWhenItDoesNotComeInTime() {
    client.close();
    client = new RestClient(Duration.ofMillis(1500), 1 << 16);
    source = source();
    run(7, "08:00:00", 18);
    spark.hang(summary(7));

    assertThat(read(7).taskMillis()).isNull();
    answer(7, fixture("3.5", "stage_summary"));
    asked();

    assertThat(pollsTillAsked()).isEqualTo(TaskSpreads.PAUSE);
    assertThat(read(7).taskMillis()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "{}",
        "{\"executorRunTime\": [1, 2, 3]}",
        "{\"executorRunTime\": [1, 2, 3, \"NaN\"]}",
        "{\"executorRunTime\": [1, null, 3, 4]}",
        "too large"
      })
  void isNotAskedForAgainWhenItCannotBeRead(String body) {
    run(7, "08:00:00", 18);
    read();
    run(7, "08:00:00", 36);
    switch (body) {
      case "too large" -> answer(7, "[" + " ".repeat(1 << 17) + "]");
      default -> answer(7, body);
    }

    assertThat(read(7).taskMillis()).isEqualTo(new Distribution(18, 64, 106, 996, 996));
    asked();
    run(7, "08:00:00", 1000);

    for (int poll = 0; poll < 10; poll++) {
      read();
    }
    assertThat(asked()).isEmpty();
  }

  @Test
  void isAskedForInTheNextPollWhenThereWasNoTimeLeft() throws UnreadableException {
    run(7, "08:00:00", 18);
    List<StageData> stages =
        requests(Duration.ofMinutes(1)).list("/" + id("3.5") + "/stages", StageData[].class);
    TaskSpreads spreads = new TaskSpreads();

    spreads.read(requests(Duration.ZERO), "/" + id("3.5"), stages);
    assertThat(spreads.millis(stages.get(0))).isNull();
    spreads.read(requests(Duration.ofMinutes(1)), "/" + id("3.5"), stages);

    assertThat(spreads.millis(stages.get(0))).isNotNull();
  }

  private PollRequests requests(Duration limit) {
    return new PollRequests(client, spark.url().toString(), limit);
  }

  @Test
  void isAskedForLaterAfterAFaultOfTheServer() {
    run(7, "08:00:00", 18);
    spark.answer(summary(7), 502, "text/html", "a proxy's own");
    read();
    answer(7, fixture("3.5", "stage_summary"));
    asked();

    assertThat(pollsTillAsked()).isEqualTo(TaskSpreads.PAUSE);
    assertThat(read(7).taskMillis()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void isNoExcuseForADriverThatRefuses(int status) {
    run(7, "08:00:00", 18);
    spark.answer(summary(7), status, "text/plain", "no");

    assertThat(source.read(name -> LIMIT))
        .isInstanceOfSatisfying(
            Reading.Unavailable.class,
            u -> assertThat(u.why()).contains("/stages/7/0/taskSummary", "HTTP " + status));
  }

  @Test
  void tellsNoBytesWhenTheyCameFromStorageAndShuffles() {
    String read = "\"bytesRead\" : [ 0.0, 0.0, 0.0, 0.0 ]";
    String summary = fixture("3.5", "stage_summary");
    assertThat(summary).contains(read);
    answer(7, summary.replace(read, "\"bytesRead\" : [ 0.0, 0.0, 0.0, 5.0 ]"));
    run(7, "08:00:00", 18);

    assertThat(read(7).taskBytes()).isNull();
    assertThat(read(7).taskMillis()).isNotNull();
  }

  @Test
  void tellsTheBytesFromStorageWhenThereWereNoOthers() {
    answer(
        7,
        """
        {"executorRunTime": [1, 2, 3, 4], "inputMetrics": {"bytesRead": [0, 6, 7, 8]},
         "shuffleReadMetrics": {"readBytes": [0, 0, 0, 0]}}""");
    run(7, "08:00:00", 18);

    assertThat(read(7).taskBytes()).isEqualTo(new Distribution(18, 0, 6, 7, 8));
  }

  @Test
  void tellsAStragglerFromAStageOfLongTasks() {
    run(7, "08:59:00", 18);
    assertThat(advice()).contains("far longer than the finished ones", "median of 0.1 s");

    answer(7, "{\"executorRunTime\": [300000, 400000, 500000, 600000]}");
    run(7, "08:59:00", 36);
    assertThat(advice()).contains("much to do by itself");
  }

  private String advice() {
    Verdict verdict =
        HealthChecks.evaluate(Window.of(read()), Thresholds.ofDefaults().defaults())
            .verdicts()
            .get(CheckId.LONG_TASK);
    assertThat(verdict).isInstanceOf(Verdict.Unhealthy.class);
    return ((Verdict.Unhealthy) verdict).findings().get(0).advice().cause();
  }

  private RestSource source() {
    return new RestSource(client, spark.url(), Duration.ofMinutes(1), () -> NOW);
  }

  private String summary(int stage) {
    return app(id, "/stages/" + stage + "/0/taskSummary");
  }

  private void answer(int stage, String body) {
    spark.json(summary(stage), body);
  }

  /** A stage in which two tasks run, the older one since then. */
  private void run(int stage, String oldest, int complete) {
    stages.put(
        stage,
        """
        {"stageId": %d, "attemptId": 0, "numTasks": 30000, "numActiveTasks": 2,
         "numCompleteTasks": %d, "firstTaskLaunchedTime": "2026-11-22T08:00:00.000GMT"}
        """
            .formatted(stage, complete));
    spark.json(
        app(id, "/stages/" + stage + "/0/taskList"),
        """
        [{"taskId": 9, "launchTime": "2026-11-22T%s.000GMT", "taskLocality": "ANY"}]
        """
            .formatted(oldest));
    show();
  }

  private void show() {
    spark.json(
        app(id, "/stages"), stages.values().stream().collect(Collectors.joining(",", "[", "]")));
  }

  private Stage read(int stage) {
    return read().stages().stream().filter(one -> one.id() == stage).findFirst().orElseThrow();
  }

  private ApplicationSnapshot read() {
    Reading reading = source.read(name -> LIMIT);
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }

  private int pollsTillAsked() {
    for (int poll = 1; poll < 100; poll++) {
      read();
      if (!asked().isEmpty()) {
        return poll;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** The stages since the last time. */
  private List<Integer> asked() {
    List<Integer> numbers =
        spark.requests().stream()
            .map(ASKED::matcher)
            .filter(Matcher::matches)
            .map(path -> Integer.valueOf(path.group(1)))
            .toList();
    spark.forgetRequests();
    return numbers;
  }
}
