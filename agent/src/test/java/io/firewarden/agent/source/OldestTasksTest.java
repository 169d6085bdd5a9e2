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
import static io.firewarden.agent.FakeSpark.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a driver is asked for the oldest running task of a stage, and what is told till then. */
class OldestTasksTest {
  private static final String ID = id("3.5");
  private static final String TASKS = app(ID, "/stages/7/0/taskList");
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private Instant now = Instant.parse("2026-11-22T09:02:00Z");
  private final RestSource source =
      new RestSource(client, spark.url(), Duration.ofMinutes(1), () -> now);

  @BeforeEach
  void runTasks() {
    oldest("09:01:59");
  }

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Test
  void isTheFirstTaskUntilOneHasEnded() {
    stage("09:00:00", 0);

    assertThat(started(LIMIT)).isEqualTo("2026-11-22T09:00:00Z");

    assertThat(asked()).isZero();
  }

  @Test
  void isNotAskedForWhileItMustBeYounger() {
    stage("09:01:01", 1);

    assertThat(started(LIMIT)).isEqualTo("2026-11-22T09:01:01Z");

    assertThat(asked()).isZero();
  }

  @Test
  void isAskedForOnceItMayBeAMinuteOldAndATaskHasEnded() {
    stage("09:01:00", 1);
    assertThat(started(LIMIT)).isEqualTo("2026-11-22T09:01:59Z");
    assertThat(asked()).isEqualTo(1);

    pass(Duration.ofSeconds(58));
    stage("09:01:00", 6);
    oldest("09:02:50");
    assertThat(started(LIMIT)).isEqualTo("2026-11-22T09:01:59Z");
    assertThat(asked()).isZero();

    pass(Duration.ofSeconds(3));
    assertThat(started(LIMIT)).isEqualTo("2026-11-22T09:02:50Z");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void isAskedForOnceItMayHaveRunForAQuarterOfTheLimit() {
    stage("09:01:50", 1);
    assertThat(started(Duration.ofSeconds(41))).isEqualTo("2026-11-22T09:01:50Z");

    assertThat(started(Duration.ofSeconds(40))).isEqualTo("2026-11-22T09:01:59Z");
  }

  @Test
  void isAskedForWhenTheDriversClockIsAhead() {
    stage("10:00:00", 1);
    oldest("10:00:30");

    assertThat(started(LIMIT)).isEqualTo("2026-11-22T10:00:30Z");
  }

  @Test
  void isAskedForWhenOurClockWasSetBack() {
    stage("09:01:50", 1);
    started(LIMIT);

    pass(Duration.ofHours(-1));
    stage("09:01:50", 2);
    assertThat(started(LIMIT)).isEqualTo("2026-11-22T09:01:59Z");
  }

  private void stage(String firstLaunch, int ended) {
    spark.json(
        app(ID, "/stages"),
        """
        [{"stageId": 7, "attemptId": 0, "numTasks": 100, "numActiveTasks": 2,
          "numCompleteTasks": %d, "firstTaskLaunchedTime": "2026-11-22T%s.000GMT"}]
        """
            .formatted(ended, firstLaunch));
  }

  private void oldest(String launched) {
    spark.json(
        TASKS,
        """
        [{"taskId": 9, "launchTime": "2026-11-22T%s.000GMT", "taskLocality": "ANY"}]
        """
            .formatted(launched));
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
  }

  private Instant started(Duration limit) {
    Reading reading = source.read(name -> limit);
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot().stages().get(0).oldestTaskStartedAt();
  }

  /** How often since the last time. */
  private long asked() {
    long count = spark.requests().stream().filter(path -> path.contains("status=running&")).count();
    spark.forgetRequests();
    return count;
  }
}
