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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a poll costs a driver with 10,000 stages and 1,000 executors, and that nothing is lost. */
class BigDriverTest {
  private static final int FIRST_ID = BigDriver.JOBS - BigDriver.RUNNING;

  private final BigDriver driver;
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 64 << 20);
  private final RestSource source;

  BigDriverTest() throws IOException {
    driver = new BigDriver();
    source =
        new RestSource(client, driver.spark.url(), Duration.ofMinutes(1), InstantSource.system());
  }

  @AfterEach
  void close() {
    client.close();
    driver.close();
  }

  @Test
  void asksForLongListsWholeAtEveryFourthPollOnly() {
    read();
    List<String> first = driver.requests();
    long whole = driver.bytes();
    List<String> second = poll();
    long part = driver.bytes();
    List<String> third = poll();
    poll();
    List<String> fifth = poll();

    assertThat(first).contains("/allexecutors", "/jobs", "/storage/rdd");
    assertThat(second)
        .contains("/executors", "/jobs?status=running", "/stages?status=active&details=false")
        .doesNotContain("/allexecutors", "/jobs", "/storage/rdd")
        .hasSizeLessThanOrEqualTo(10);
    assertThat(third).doesNotContain("/allexecutors", "/jobs", "/storage/rdd");
    assertThat(fifth).contains("/allexecutors", "/jobs", "/storage/rdd");
    assertThat(whole).isGreaterThan(3_400_000);
    assertThat(part).isLessThan(1_900_000); // 1,000 live executors, 10 jobs, 20 stages
  }

  @Test
  void neverAsksForStagesThatHaveEnded() {
    for (int i = 0; i < 5; i++) {
      read();
    }

    assertThat(driver.requests())
        .filteredOn(path -> path.startsWith("/stages?") || path.equals("/stages"))
        .isNotEmpty()
        .allMatch(path -> path.equals("/stages?status=active&details=false"));
  }

  @Test
  void countsAJobThatEndsAtOnceThoughItReadsTheRunningOnesOnly() throws IOException {
    assertThat(read().jobTotals()).isEqualTo(new JobTotals(FIRST_ID, 0));
    driver.job(FIRST_ID, "FAILED");
    driver.job(FIRST_ID + 1, "SUCCEEDED");
    driver.requests();

    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.jobTotals()).isEqualTo(new JobTotals(FIRST_ID + 1, 1));
    assertThat(snapshot.jobs()).hasSize(BigDriver.RUNNING - 2);
    assertThat(driver.requests())
        .contains("/jobs/" + FIRST_ID, "/jobs/" + (FIRST_ID + 1))
        .doesNotContain("/jobs");
    read();
    read();
    assertThat(read().jobTotals()).isEqualTo(new JobTotals(FIRST_ID + 1, 1));
    assertThat(driver.requests()).contains("/jobs");
  }

  @Test
  void readsAllJobsWhenManyHaveEnded() throws IOException {
    read();
    for (int id = FIRST_ID; id < BigDriver.JOBS; id++) {
      driver.job(id, "SUCCEEDED");
    }
    driver.requests();

    assertThat(read().jobTotals()).isEqualTo(new JobTotals(BigDriver.JOBS, 0));
    assertThat(driver.requests()).contains("/jobs").noneMatch(path -> path.startsWith("/jobs/"));
  }

  @Test
  void countsJobsThatCameAndWentWithTheNextWholeList() throws IOException {
    read();
    driver.job(BigDriver.JOBS, "SUCCEEDED");
    driver.job(BigDriver.JOBS + 1, "FAILED");
    read();
    read();
    read();
    ApplicationSnapshot snapshot = read();

    assertThat(snapshot.jobTotals()).isEqualTo(new JobTotals(FIRST_ID + 1, 1));
    assertThat(snapshot.lacks(Gap.JOB_TOTALS_PARTIAL)).isFalse();
  }

  @Test
  void asksForTheDeadWhenAnExecutorHasGone() throws IOException {
    ApplicationSnapshot before = read();
    driver.executor(BigDriver.DEAD, false);
    driver.requests();

    ApplicationSnapshot snapshot = read();

    assertThat(driver.requests()).contains("/allexecutors");
    assertThat(snapshot.executorsRemoved()).isEqualTo(BigDriver.DEAD + 1);
    assertThat(snapshot.executors()).hasSize(BigDriver.EXECUTORS - 1 + 1);
    assertThat(snapshot.tasks()).isEqualTo(before.tasks());
  }

  @Test
  void asksForTheDeadWhenAnExecutorHasComeAndGone() throws IOException {
    read();
    int next = BigDriver.EXECUTORS + BigDriver.DEAD;
    driver.executor(next, false);
    driver.executor(next + 1, true);
    driver.requests();

    assertThat(read().executorsRemoved()).isEqualTo(BigDriver.DEAD + 1);
    assertThat(driver.requests()).contains("/allexecutors");
    read();
    assertThat(driver.requests()).doesNotContain("/allexecutors");
  }

  @Test
  void countsTheWorkOfLiveExecutorsFromTheirOwnList() throws IOException {
    long before = read().tasks().succeeded();
    driver.executors.get(BigDriver.DEAD).put("completedTasks", 1000 + 27);
    driver.requests();

    long after = read().tasks().succeeded();

    assertThat(driver.requests()).doesNotContain("/allexecutors");
    assertThat(after - before)
        .isEqualTo(1000 + 27 - driver.executors.get(0).get("completedTasks").asLong());
  }

  @Test
  void asksForAnOldestTaskAgainOnlyWhenATaskOfItsStageHasEnded() {
    read();
    assertThat(driver.requests()).filteredOn(BigDriverTest::isOldest).hasSize(BigDriver.ACTIVE);

    ApplicationSnapshot snapshot = read();

    assertThat(driver.requests()).noneMatch(BigDriverTest::isOldest);
    assertThat(snapshot.stages())
        .hasSize(BigDriver.ACTIVE)
        .allMatch(stage -> stage.oldestTaskStartedAt() != null);
    driver.taskEnds(BigDriver.STAGES - 1);
    read();
    assertThat(driver.requests()).filteredOn(BigDriverTest::isOldest).hasSize(1);
  }

  private static boolean isOldest(String path) {
    return path.contains("taskList?status=running");
  }

  private List<String> poll() {
    driver.requests();
    read();
    return driver.requests();
  }

  private ApplicationSnapshot read() {
    Reading reading = source.read();
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }
}
