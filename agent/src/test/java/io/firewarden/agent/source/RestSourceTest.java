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
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskTotals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestSourceTest extends SnapshotSourceContract {
  private static final Instant NOW = Instant.parse("2026-11-22T09:02:00Z");
  private static final String ID = id("3.5");
  private static final Set<Gap> PARTIAL =
      EnumSet.of(Gap.LOCALITY_PARTIAL, Gap.JOB_TOTALS_PARTIAL, Gap.RUNNING_TASKS);

  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private final RestSource source = source(spark);

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Override
  SnapshotSource source() {
    return source;
  }

  @Override
  void takeAway() {
    spark.answer(app(ID, "/jobs"), 404, "text/plain", "no such app");
  }

  @Override
  void bringBack() {
    spark.json(app(ID, "/jobs"), fixture("3.5", "jobs"));
  }

  @Override
  String applicationId() {
    return ID;
  }

  @ParameterizedTest
  @CsvSource({
    "3.4, 3.4.4, 1795337767450, 21402, 395",
    "3.5, 3.5.9, 1795337911153, 18819, 519",
    "4.2, 4.2.0, 1795338060000, 21114, 485"
  })
  void mapsWhatEachVersionAnswers(
      String version, String spark, long start, long taskMillis, long gcMillis) {
    try (FakeSpark driver = FakeSpark.driver(version)) {
      ApplicationSnapshot snapshot = read(source(driver));

      assertThat(snapshot.source()).isEqualTo(SourceKind.REST);
      assertThat(snapshot.takenAt()).isEqualTo(NOW);
      assertThat(snapshot.application())
          .isEqualTo(
              new Application(
                  id(version),
                  "compat",
                  "root",
                  spark,
                  false,
                  driver.url().toString(),
                  Instant.ofEpochMilli(start),
                  null));
      assertThat(snapshot.tasks())
          .isEqualTo(
              new TaskTotals(46, 8, 0, 0, taskMillis, gcMillis, new LocalityCounts(5, 0, 0, 0, 0)));
      assertThat(snapshot.jobTotals()).isEqualTo(new JobTotals(8, 2));
      assertThat(snapshot.executorsRemoved()).isZero();
      assertThat(snapshot.executors()).extracting(Executor::id).containsExactly("0", "1", "driver");
      assertThat(snapshot.gaps())
          .contains(
              Gap.KILLED_TASKS,
              Gap.LOST_TASKS,
              Gap.LOCALITY_PREFERENCES,
              Gap.DISTRIBUTIONS,
              Gap.STAGE_TOTALS)
          .doesNotContainAnyElementsOf(PARTIAL);
    }
  }

  @Test
  void mapsAnExecutor() {
    Executor executor = read(source).executors().get(0);

    assertThat(executor)
        .isEqualTo(
            new Executor(
                "0",
                "127.0.0.1",
                Instant.parse("2026-11-22T08:58:36.716Z"),
                1,
                0,
                27,
                4,
                9408,
                230,
                619678,
                133378867,
                0,
                74481024L,
                Math.round(133378867 / 0.5) + 300L * 1024 * 1024,
                0L));
  }

  @Test
  void givesTheDriverNoTaskTime() {
    Executor driver = read(source).executors().get(2);

    assertThat(driver.isDriver()).isTrue();
    assertThat(driver.taskMillis()).isZero();
    assertThat(driver.gcMillis()).isZero();
    assertThat(driver.heapPeakBytes()).isEqualTo(110915424);
  }

  @Test
  void countsTheDriversTasksInLocalModeAndOwnsUpThatItsTimesAreUnknown() {
    spark.json(
        app(ID, "/environment"), "{\"sparkProperties\": [[\"spark.master\", \"local[2]\"]]}");
    spark.json(
        app(ID, "/allexecutors"),
        """
        [{"id": "driver", "hostPort": "127.0.0.1:1", "isActive": true, "totalCores": 2,
          "addTime": "2026-11-22T08:58:36.716GMT", "completedTasks": 7, "failedTasks": 2,
          "totalDuration": 5000, "totalGCTime": 100}]""");

    ApplicationSnapshot snapshot = read(source);

    assertThat(snapshot.application().localMode()).isTrue();
    assertThat(snapshot.tasks().succeeded()).isEqualTo(7);
    assertThat(snapshot.tasks().failed()).isEqualTo(2);
    assertThat(snapshot.tasks().taskMillis()).isZero();
    assertThat(snapshot.lacks(Gap.TASK_TIME)).isTrue();
    assertThat(snapshot.executors().get(0).heapPeakBytes()).isNull();
  }

  @Test
  void mapsAnActiveStageWithItsOldestTask() {
    String running =
        fixture("3.5", "stage2_0").replaceFirst("\"numActiveTasks\" : 0", "\"numActiveTasks\" : 3");
    spark.json(app(ID, "/stages"), "[" + running + "]");

    Stage stage = read(source).stages().get(0);

    assertThat(stage.id()).isEqualTo(2);
    assertThat(stage.tasks()).isEqualTo(8);
    assertThat(stage.activeTasks()).isEqualTo(3);
    assertThat(stage.completedTasks()).isEqualTo(8);
    assertThat(stage.shuffleWriteBytes()).isEqualTo(4355);
    assertThat(stage.started()).isEqualTo(new LocalityCounts(5, 0, 0, 0, 0));
    assertThat(stage.oldestTaskStartedAt()).isEqualTo("2026-11-22T08:58:38.336Z");
    assertThat(spark.requests())
        .contains(app(ID, "/stages/2/0/taskList?status=running&sortBy=ID&offset=0&length=1"));
  }

  @Test
  void neverAsksForCostlyAnswers() {
    String running =
        fixture("3.5", "stage2_0").replaceFirst("\"numActiveTasks\" : 0", "\"numActiveTasks\" : 3");
    spark.json(app(ID, "/stages"), "[" + running + "]");
    read(source);
    assertThat(source.read(name -> Duration.ofMinutes(10))).isInstanceOf(Reading.Read.class);

    assertThat(spark.requests())
        .isNotEmpty()
        .noneMatch(path -> path.contains("details=true") || path.contains("taskSummary"))
        .filteredOn(path -> path.contains("/stages?"))
        .allMatch(path -> path.contains("details=false"));
    assertThat(spark.requests())
        .filteredOn(path -> path.contains("taskList"))
        .allMatch(path -> path.matches(".*length=([1-4]?\\d{1,2}|500)"));
  }

  @Test
  void asksForTheEnvironmentOnceOnly() {
    read(source);
    read(source);

    assertThat(spark.requests()).filteredOn(path -> path.endsWith("/environment")).hasSize(1);
  }

  @Test
  void startsAfreshWhenTheAddressGetsAnotherApplication() {
    read(source);
    spark.become("4.2");

    ApplicationSnapshot snapshot = read(source);

    assertThat(snapshot.application().id()).isEqualTo(id("4.2"));
    assertThat(snapshot.tasks().taskMillis()).isEqualTo(21114);
  }

  @Test
  void isUnavailableWhenTheApplicationEndsBetweenTwoParts() {
    spark.answer(app(ID, "/storage/rdd"), 404, "text/plain", "no such app: " + ID);

    assertThat(source.read())
        .isInstanceOfSatisfying(
            Reading.Unavailable.class,
            u -> assertThat(u.why()).contains("/storage/rdd", "404", "no such application"));
  }

  @Test
  void refusesAHistoryServer() {
    String one = fixture("3.5", "applications").strip();
    spark.json(
        "/api/v1/applications", "[" + one.substring(1, one.length() - 1) + "," + one.substring(1));

    assertThat(source.read())
        .isInstanceOfSatisfying(
            Reading.Unavailable.class, u -> assertThat(u.why()).contains("lists 2 applications"));
  }

  @Test
  void isUnavailableWhenTheAnswerLacksWhatCannotBeMissing() {
    spark.json("/api/v1/applications", "[{\"name\": \"x\"}]");

    assertThat(source.read())
        .isInstanceOfSatisfying(
            Reading.Unavailable.class, u -> assertThat(u.why()).contains(source.name(), "no id"));
  }

  @Test
  void keepsWhatDeadExecutorsDidWhenSparkForgetsThem() {
    long before = read(source).tasks().succeeded();
    String rows = fixture("3.5", "allexecutors");
    spark.json(
        app(ID, "/allexecutors"), "[ " + rows.substring(rows.indexOf("{\n  \"id\" : \"1\"")));

    ApplicationSnapshot snapshot = read(source);

    assertThat(snapshot.tasks().succeeded()).isEqualTo(before);
    assertThat(snapshot.tasks().taskMillis()).isEqualTo(18819);
    assertThat(snapshot.executorsRemoved()).isEqualTo(1);
  }

  @Test
  void tellsThatJobsWentUnseen() {
    spark.json(
        app(ID, "/jobs"), "[{\"jobId\": 12, \"status\": \"SUCCEEDED\", \"stageIds\": [30]}]");

    ApplicationSnapshot snapshot = read(source);

    assertThat(snapshot.jobTotals()).isEqualTo(new JobTotals(1, 0));
    assertThat(snapshot.gaps()).contains(Gap.JOB_TOTALS_PARTIAL, Gap.LOCALITY_PARTIAL);
  }

  @Test
  void readsTheLocalitiesOfNewTasksOnly() {
    spark.json(app(ID, "/stages"), active(7, 3));
    spark.json(app(ID, "/stages/7/0/taskList"), tasks(0, 3, "NODE_LOCAL"));
    long before = read(source).tasks().started().nodeLocal();
    spark.forgetRequests();
    spark.json(app(ID, "/stages"), active(7, 5));
    spark.json(app(ID, "/stages/7/0/taskList"), tasks(3, 2, "ANY"));

    LocalityCounts started = read(source).tasks().started();

    assertThat(before).isEqualTo(3);
    assertThat(started.nodeLocal()).isEqualTo(3);
    assertThat(started.any()).isEqualTo(2);
    assertThat(spark.requests())
        .contains(app(ID, "/stages/7/0/taskList?sortBy=ID&offset=3&length=2"));
  }

  @Test
  void skipsWhatIsBeyondItsBudgetAndSaysSo() {
    spark.json(app(ID, "/stages"), active(7, 100_000));
    spark.json(app(ID, "/stages/7/0/taskList"), tasks(0, 500, "ANY"));

    ApplicationSnapshot snapshot = read(source);

    assertThat(snapshot.lacks(Gap.LOCALITY_PARTIAL)).isTrue();
    assertThat(spark.requests())
        .filteredOn(path -> path.contains("/stages/7/0/taskList?sortBy"))
        .hasSize(LocalityLedger.MAX_FIRST_ROWS / 500)
        .first()
        .asString()
        .contains("offset=98000");
  }

  @Test
  void readsTheStagesOfAJobThatCameAndWentBetweenTwoPolls() {
    read(source);
    String jobs = fixture("3.5", "jobs").strip();
    spark.json(
        app(ID, "/jobs"),
        "[{\"jobId\": 10, \"status\": \"SUCCEEDED\", \"stageIds\": [15]}," + jobs.substring(1));
    spark.json(app(ID, "/stages/15/0/taskList"), tasks(900, 4, "RACK_LOCAL"));

    ApplicationSnapshot snapshot = read(source);
    ApplicationSnapshot later = read(source);

    assertThat(snapshot.tasks().started().rackLocal()).isEqualTo(4);
    assertThat(later.tasks().started().rackLocal()).isEqualTo(4);
    assertThat(snapshot.jobTotals().succeeded()).isEqualTo(9);
  }

  @Test
  void doesNotTakeTasksFromBeforeItsFirstLookForNewOnes() {
    RestSource late =
        new RestSource(
            client,
            spark.url(),
            Duration.ofMinutes(1),
            InstantSource.fixed(NOW.plus(Duration.ofHours(1))));
    read(late);
    String jobs = fixture("3.5", "jobs").strip();
    spark.json(
        app(ID, "/jobs"),
        "[{\"jobId\": 10, \"status\": \"SUCCEEDED\", \"stageIds\": [15]}," + jobs.substring(1));
    spark.json(app(ID, "/stages/15/0/taskList"), tasks(900, 4, "RACK_LOCAL"));

    ApplicationSnapshot snapshot = read(late);

    assertThat(snapshot.tasks().started().rackLocal()).isZero();
    assertThat(snapshot.lacks(Gap.LOCALITY_PARTIAL)).isTrue();
  }

  @Test
  void keepsNoSecretOfTheEnvironment() {
    assertThat(read(source).toString()).doesNotContain("verysecretvalue");
    spark.json(app(ID, "/environment"), "{\"sparkProperties\": [[\"a.secret\", \"verysecret");
    RestSource broken = source(spark);

    assertThat(broken.read().toString()).doesNotContain("verysecret");
  }

  private RestSource source(FakeSpark driver) {
    return new RestSource(client, driver.url(), Duration.ofMinutes(1), InstantSource.fixed(NOW));
  }

  private static String active(int stage, int started) {
    return "[{\"stageId\": "
        + stage
        + ", \"attemptId\": 0, \"numTasks\": 200000, \"numCompleteTasks\": "
        + started
        + "}]";
  }

  private static String tasks(int first, int count, String locality) {
    List<String> rows =
        IntStream.range(first, first + count)
            .mapToObj(
                id ->
                    "{\"taskId\": "
                        + id
                        + ", \"launchTime\": \"2026-11-22T09:01:00.000GMT\", \"taskLocality\": \""
                        + locality
                        + "\"}")
            .collect(Collectors.toList());
    return rows.toString();
  }
}
