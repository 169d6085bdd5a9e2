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

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What versions of Spark tell, and do not tell, of SQL executions. */
class SqlOfVersionsTest {
  private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final FakeSpark spark = new FakeSpark();
  private final FakeSqlList list = new FakeSqlList(spark, FakeSpark.app("app-1", "/sql"), START);
  private final RestClient client = new RestClient(DEADLINE, 1 << 20);
  private final SqlLedger sqlOf34 = new SqlLedger(Instant.EPOCH, false);

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  /** The recorded application made two tables, each in two executions of which one is nested. */
  @ParameterizedTest
  @CsvSource({"3.5, 7, true, 5384", "4.2, 5, false, 8067"})
  void mapsTheSqlExecutionsThatEachVersionTells(
      String version, long succeeded, boolean nested, long millis) {
    try (FakeSpark driver = FakeSpark.driver(version)) {
      ApplicationSnapshot snapshot = read(driver);

      SqlActivity told = snapshot.sql();
      assertThat(told.succeeded()).isEqualTo(succeeded);
      assertThat(told.failed()).isEqualTo(1);
      assertThat(told.unknown()).isZero();
      assertThat(told.millis()).isEqualTo(millis);
      assertThat(told.running()).extracting(SqlExecution::id).containsExactly(8L);
      assertThat(snapshot.lacks(Gap.SQL_NESTED)).isEqualTo(nested);
      assertThat(snapshot.gaps()).doesNotContain(Gap.SQL_EXECUTIONS, Gap.SQL_TOTALS_PARTIAL);
    }
  }

  /** The recorded one had just been asked for the first time. */
  @Test
  void mapsWhatSpark34Tells() {
    try (FakeSpark driver = FakeSpark.driver("3.4")) {
      SqlActivity told = read(driver).sql();

      assertThat(told.succeeded() + told.failed()).isZero();
      assertThat(told.unknown()).isEqualTo(8);
      assertThat(told.millis()).isEqualTo(5099);
      assertThat(told.running()).isEmpty();
      assertThat(read(driver).gaps()).contains(Gap.SQL_EXECUTIONS, Gap.SQL_NESTED);
    }
  }

  private ApplicationSnapshot read(FakeSpark driver) {
    RestSource source = new RestSource(client, driver.url(), DEADLINE, () -> START);
    return ((Reading.Read) source.read()).snapshot();
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.0, true",
    "3.10.1, true",
    "4.0.0-preview1, true",
    "10.0, true",
    "3.4.4, false",
    "3.4.1-amzn-2, false",
    "2.4.8, false",
    "'', false",
    "custom, false"
  })
  void knowsWhichSparkTellsHowExecutionsEnd(String version, boolean told) {
    assertThat(SqlLedger.isStatusTold(version)).isEqualTo(told);
  }

  @Test
  void findsOutItselfWhatRunsWhereSparkSaysThatItHasCompleted() throws UnreadableException {
    list.ended(2, "COMPLETED").runningAs(1, "COMPLETED").ended(60, "FAILED").runningAs(1, "FAILED");

    SqlActivity first = poll();

    assertThat(first.running()).isEmpty();
    assertThat(sqlOf34.gaps()).containsExactly(Gap.SQL_EXECUTIONS);
    list.wait(Duration.ofSeconds(15));
    assertThat(poll().running()).extracting(SqlExecution::id).containsExactly(2L, 63L);
    assertThat(sqlOf34.gaps()).isEmpty();
    list.wait(Duration.ofSeconds(15)).end(2, "COMPLETED");
    SqlActivity last = poll();
    assertThat(last.running()).extracting(SqlExecution::id).containsExactly(63L);
    assertThat(last.unknown()).isEqualTo(63);
    assertThat(last.succeeded() + last.failed()).isZero();
  }

  @Test
  void takesWhatDoesNotGoOnForEndedWhereSparkDoesNotTell() throws UnreadableException {
    list.ended(1, "COMPLETED");
    poll();
    assertThat(sqlOf34.gaps()).containsExactly(Gap.SQL_EXECUTIONS);

    assertThat(poll().unknown()).isEqualTo(1);
    assertThat(sqlOf34.gaps()).isEmpty();
  }

  private SqlActivity poll() throws UnreadableException {
    sqlOf34.read(new PollRequests(client, spark.url().toString(), DEADLINE), "/app-1");
    return sqlOf34.activity();
  }
}
