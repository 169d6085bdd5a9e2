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
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver of which the answer about the tasks of one stage is always bad. */
class BadStageTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:02:00Z");
  private static final String ID = id("3.5");
  private static final String TASKS =
      "[{\"taskId\": 1, \"launchTime\": \"2026-11-22T09:00:00.000GMT\", \"taskLocality\": \"ANY\"}]";
  private static final String ENDED =
      "[{\"jobId\": 0, \"status\": \"SUCCEEDED\", \"stageIds\": [7, 8], \"numCompletedTasks\": 2}]";

  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 17);
  private final RestClient impatient = new RestClient(Duration.ofMillis(1500), 1 << 17);
  private final RestSource source = source(client);

  @BeforeEach
  void runTwoStages() {
    spark.json(app(ID, "/jobs"), "[]");
    run(7, 8);
    spark.json(tasks(8), TASKS);
  }

  @AfterEach
  void close() {
    client.close();
    impatient.close();
    spark.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"500", "<html>", "[{\"launchTime\": \"one day\"}]", "too large"})
  void isReadButForThatStage(String body) {
    bad(7, body);

    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.gaps()).contains(Gap.RUNNING_TASKS, Gap.LOCALITY_PARTIAL);
    assertThat(snapshot.stages())
        .extracting(Stage::oldestTaskStartedAt)
        .extracting(String::valueOf)
        .containsExactly("null", "2026-11-22T09:00:00Z");
    assertThat(snapshot.tasks().started().any()).isEqualTo(1);
  }

  @Test
  void isReadWholeWhenThatStageIsWellAgain() {
    bad(7, "500");
    read();
    spark.json(tasks(7), TASKS);

    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.gaps()).doesNotContain(Gap.RUNNING_TASKS, Gap.LOCALITY_PARTIAL);
    assertThat(snapshot.tasks().started().any()).isEqualTo(2);
  }

  @Test
  void isReadOnPastThatStageWhenItHasEnded() {
    bad(7, "500");
    run();
    read();
    spark.json(app(ID, "/jobs"), ENDED);

    read();
    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.tasks().started().any()).isEqualTo(1);
    assertThat(snapshot.lacks(Gap.LOCALITY_PARTIAL)).isTrue();
    spark.forgetRequests();
    read();
    assertThat(spark.requests()).noneMatch(path -> path.contains("taskList"));
  }

  @Test
  void isGivenNoMoreOfItsTimeWhenOneAnswerDoesNotCome() {
    RestSource hasty = source(impatient);
    spark.hang(tasks(7));
    spark.hang(tasks(8));

    assertThat(read(hasty).gaps()).contains(Gap.RUNNING_TASKS, Gap.LOCALITY_PARTIAL);

    assertThat(spark.requests()).filteredOn(path -> path.contains("taskList")).hasSize(2);
  }

  @Test
  void isAskedAboutTheOtherStagesFirstAfterOneThatDidNotAnswerInTime() {
    RestSource hasty = source(impatient);
    spark.hang(tasks(7));
    assertThat(read(hasty).stages())
        .extracting(Stage::oldestTaskStartedAt)
        .containsExactly(null, null);

    assertThat(read(hasty).stages())
        .extracting(Stage::oldestTaskStartedAt)
        .containsExactly(null, Instant.parse("2026-11-22T09:00:00Z"));
  }

  @Test
  void isReadOnFromAnEndedStageThatDidNotAnswerInTime() {
    RestSource hasty = source(impatient);
    run();
    spark.json(app(ID, "/jobs"), ENDED);
    spark.hang(tasks(7));
    assertThat(read(hasty).lacks(Gap.LOCALITY_PARTIAL)).isTrue();
    spark.json(tasks(7), TASKS);

    ApplicationSnapshot snapshot = read(hasty);

    assertThat(snapshot.tasks().started().any()).isEqualTo(2);
    assertThat(snapshot.lacks(Gap.LOCALITY_PARTIAL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void isNotReadWhenItRefuses(int status) {
    spark.answer(tasks(7), status, "text/plain", "no");

    assertThat(source.read())
        .isInstanceOfSatisfying(
            Reading.Unavailable.class, u -> assertThat(u.why()).contains("HTTP " + status));
  }

  private void bad(int stage, String body) {
    switch (body) {
      case "500" -> spark.answer(tasks(stage), 500, "text/plain", "a fault");
      case "too large" -> spark.json(tasks(stage), "[" + " ".repeat(1 << 18) + "]");
      default -> spark.json(tasks(stage), body);
    }
  }

  private void run(int... stages) {
    StringBuilder list = new StringBuilder();
    for (int stage : stages) {
      list.append(list.isEmpty() ? "" : ",")
          .append(
              fixture("3.5", "stage2_0")
                  .replace("\"stageId\" : 2", "\"stageId\" : " + stage)
                  .replaceFirst("\"numActiveTasks\" : \\d+", "\"numActiveTasks\" : 1")
                  .replaceFirst("\"numCompleteTasks\" : \\d+", "\"numCompleteTasks\" : 1")
                  .replaceFirst("\"numFailedTasks\" : \\d+", "\"numFailedTasks\" : 0"));
    }
    spark.json(app(ID, "/stages"), "[" + list + "]");
  }

  private static String tasks(int stage) {
    return app(ID, "/stages/" + stage + "/0/taskList");
  }

  private RestSource source(RestClient by) {
    return new RestSource(by, spark.url(), Duration.ofSeconds(20), InstantSource.fixed(NOW));
  }

  private ApplicationSnapshot read() {
    return read(source);
  }

  private static ApplicationSnapshot read(RestSource from) {
    Reading reading = from.read();
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }
}
