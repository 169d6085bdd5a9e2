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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.Gap;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.sql.SqlOutcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqlLedgerTest {
  private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
  private static final String PATH = "/app-1";
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final FakeSpark spark = new FakeSpark();
  private final FakeSqlList list = new FakeSqlList(spark, FakeSpark.app("app-1", "/sql"), START);
  private final RestClient client = new RestClient(DEADLINE, 1 << 20);
  private final SqlLedger sql = new SqlLedger(Instant.EPOCH, true);

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Test
  void seesOneThatIsListedAfterThoseThatCameLater() throws UnreadableException {
    list.ended(3, "COMPLETED");
    poll();
    long planned = list.plan();
    list.running(1);

    assertThat(poll().running()).hasSize(1);
    assertThat(sql.gaps()).containsExactlyInAnyOrder(Gap.SQL_EXECUTIONS, Gap.SQL_TOTALS_PARTIAL);
    list.planned(planned).ended(5, "COMPLETED");
    assertThat(poll().running()).extracting(SqlExecution::id).containsExactly(3L, 4L);
    assertThat(poll().succeeded()).isEqualTo(8);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void doesNotWaitForOneThatNeverComes() throws UnreadableException {
    list.ended(3, "COMPLETED");
    poll();
    list.plan();
    list.ended(1, "COMPLETED");
    for (int poll = 0; poll < SqlList.PATIENCE; poll++) {
      poll();
      assertThat(sql.gaps()).contains(Gap.SQL_EXECUTIONS);
    }
    poll();

    assertThat(sql.gaps()).containsExactly(Gap.SQL_TOTALS_PARTIAL);
  }

  @Test
  void goesOnWhenOneCannotBeLookedUp() throws UnreadableException {
    list.running(2).ended(60, "COMPLETED");
    poll();
    spark.answer(list.path() + "/0", 500, "text/plain", "a fault of Spark's");
    list.end(1, "FAILED");

    SqlActivity told = poll();

    assertThat(told.failed()).isEqualTo(1);
    assertThat(told.running()).extracting(SqlExecution::id).containsExactly(0L);
    assertThat(sql.gaps()).containsExactly(Gap.SQL_EXECUTIONS);
  }

  @Test
  void countsEachExecutionOnce() throws UnreadableException {
    list.ended(3, "COMPLETED").ended(1, "FAILED").running(1);
    poll();
    list.end(4, "COMPLETED").ended(2, "COMPLETED").running(1);
    poll();

    SqlActivity told = poll();

    assertThat(told.succeeded()).isEqualTo(6);
    assertThat(told.failed()).isEqualTo(1);
    assertThat(told.unknown()).isZero();
    assertThat(told.millis()).isEqualTo(7 * FakeSqlList.MILLIS);
    assertThat(told.running())
        .containsExactly(new SqlExecution(7, START.plusSeconds(7), null, null, null, null));
    assertThat(told.latest())
        .extracting(SqlExecution::id)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(told.plans()).isNull();
    assertThat(told.spilledDiskBytes()).isNull();
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void asksFromTheLastKnownOneOnAndForOldRunningOnesById() throws UnreadableException {
    list.ended(5, "COMPLETED").running(1).ended(54, "COMPLETED");
    poll();
    spark.forgetRequests();
    list.ended(1, "COMPLETED");

    poll();

    assertThat(spark.requests())
        .containsExactly(
            list.path() + "?details=false&planDescription=false&offset=59&length=100",
            list.path() + "/5?details=false&planDescription=false");
  }

  @Test
  void asksOnceForNewOnesAndForThoseThatCameShortlyBeforeAndRun() throws UnreadableException {
    list.ended(5, "COMPLETED").running(2).ended(4, "COMPLETED");
    poll();
    spark.forgetRequests();
    list.end(6, "FAILED").ended(1, "COMPLETED");

    assertThat(poll().failed()).isEqualTo(1);
    assertThat(spark.requests())
        .containsExactly(list.path() + "?details=false&planDescription=false&offset=5&length=100");
  }

  @Test
  void readsAListOfManyPages() throws UnreadableException {
    list.ended(250, "COMPLETED").running(1);

    SqlActivity told = poll();

    assertThat(told.succeeded()).isEqualTo(250);
    assertThat(told.running()).extracting(SqlExecution::id).containsExactly(250L);
    assertThat(told.latest())
        .hasSize(SqlActivity.MAX_LATEST)
        .extracting(SqlExecution::id)
        .startsWith(230L)
        .endsWith(249L);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void findsItsPlaceAgainWhenSparkHasForgottenSome() throws UnreadableException {
    list.ended(300, "COMPLETED");
    poll();
    for (int round = 1; round <= 3; round++) {
      list.ended(40, "FAILED").forget(40);

      assertThat(poll().failed()).isEqualTo(40L * round);
    }
    list.ended(200, "FAILED").forget(200);

    assertThat(poll().failed()).isEqualTo(320);
    assertThat(poll().succeeded()).isEqualTo(300);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void asksAtTheSamePriceWhileSparkForgetsAsManyAsCome() throws UnreadableException {
    list.ended(300, "COMPLETED");
    poll();
    list.ended(10, "COMPLETED").forget(10);
    poll();
    spark.forgetRequests();
    list.ended(10, "COMPLETED").forget(10);

    poll();

    assertThat(spark.requests()).hasSize(1);
  }

  @Test
  void ownsUpToExecutionsThatSparkForgotBeforeTheyWereSeen() throws UnreadableException {
    list.ended(5, "COMPLETED").forget(2);

    assertThat(poll().succeeded()).isEqualTo(3);
    assertThat(sql.gaps()).containsExactly(Gap.SQL_TOTALS_PARTIAL);
    list.ended(300, "COMPLETED").forget(250);
    assertThat(poll().succeeded()).isEqualTo(56);
  }

  @Test
  void countsAsUnknownWhatWasForgottenWhileItWasTakenToRun() throws UnreadableException {
    list.running(1).ended(1, "COMPLETED");
    poll();
    list.forget(1);

    SqlActivity told = poll();

    assertThat(told.unknown()).isEqualTo(1);
    assertThat(told.succeeded()).isEqualTo(1);
    assertThat(told.running()).isEmpty();
  }

  @Test
  void looksRunningOnesUpInTurnAndSaysThatItIsBehind() throws UnreadableException {
    list.running(20).ended(100, "COMPLETED");
    poll();
    spark.forgetRequests();
    for (int id = 0; id < 20; id++) {
      list.end(id, "FAILED");
    }

    assertThat(poll().failed()).isEqualTo(SqlLedger.MAX_BY_ID);
    assertThat(sql.gaps()).containsExactly(Gap.SQL_EXECUTIONS);
    assertThat(poll().failed()).isEqualTo(2 * SqlLedger.MAX_BY_ID);
    assertThat(poll().failed()).isEqualTo(20);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void looksUpThoseThatRunOnInTurnToo() throws UnreadableException {
    list.running(20).ended(100, "COMPLETED");
    poll();
    poll();
    list.end(19, "COMPLETED");
    poll();

    assertThat(poll().running()).hasSize(19);
  }

  @Test
  void countsNothingThatEndedLongBeforeItWasRead() throws UnreadableException {
    SqlLedger late = new SqlLedger(START.plusSeconds(5000), true);
    list.ended(1500, "COMPLETED");

    assertThat(poll(late).succeeded()).isEqualTo(991); // ten pages that overlap by one
    assertThat(late.gaps()).containsExactly(Gap.SQL_EXECUTIONS);
    assertThat(poll(late).succeeded()).isEqualTo(991);
    assertThat(late.gaps()).containsExactly(Gap.SQL_TOTALS_PARTIAL);
  }

  @Test
  void leavesOutWhatRunsWithinAnotherWhereSparkTells() throws UnreadableException {
    list.ended(1, "COMPLETED").within(0, "COMPLETED").within(0, "FAILED");

    SqlActivity told = poll();

    assertThat(told.succeeded()).isEqualTo(1);
    assertThat(told.failed()).isZero();
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void tellsHowOneEndedThatSparkHasANewWordFor() throws UnreadableException {
    list.ended(1, "EVAPORATED");

    assertThat(poll().latest())
        .extracting(SqlExecution::outcome)
        .containsExactly(SqlOutcome.UNKNOWN);
  }

  @Test
  void asksSeldomWhereThereIsNone() throws UnreadableException {
    for (int i = 0; i < 2 * Rhythm.POLLS; i++) {
      assertThat(poll()).isNull();
    }

    assertThat(spark.requests()).hasSize(2);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void asksSeldomWhereSparkHasNoSuchList() throws UnreadableException {
    spark.answer(list.path(), 404, "text/html", "no such path");
    for (int i = 0; i < 2 * Rhythm.POLLS; i++) {
      assertThat(poll()).isNull();
    }

    assertThat(spark.requests()).hasSize(2);
    assertThat(sql.gaps()).containsExactly(Gap.SQL_EXECUTIONS);
  }

  @Test
  void tellsNothingOldWhileTheAnswerIsBadAndGoesOnThen() throws UnreadableException {
    list.ended(2, "COMPLETED").running(1);
    poll();
    spark.answer(list.path(), 500, "text/html", "a fault of Spark's");

    assertThat(poll()).isNull();
    assertThat(sql.gaps()).containsExactly(Gap.SQL_EXECUTIONS);
    list.ended(1, "FAILED").serve();
    for (int poll = 1; poll < Rhythm.POLLS; poll++) {
      assertThat(poll()).isNull(); // a pause
    }
    assertThat(poll().succeeded()).isEqualTo(2);
    assertThat(poll().failed()).isEqualTo(1);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void takesNothingFromAnAnswerThatBreaksOff() throws UnreadableException {
    list.ended(4, "COMPLETED");
    spark.json(list.path(), list.json(0, 2).replaceFirst("]$", ", {\"id\": 2}]"));
    for (int poll = 0; poll < Rhythm.POLLS; poll++) {
      assertThat(poll()).isNull();
    }
    list.serve();

    assertThat(poll().succeeded()).isEqualTo(4);
    assertThat(sql.gaps()).isEmpty();
  }

  @Test
  void failsThePollWhenTheDriverRefuses() {
    spark.answer(list.path(), 403, "text/plain", "not you");

    assertThatThrownBy(this::poll)
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.status()).isEqualTo(403));
  }

  @Test
  void keepsToItsLimitOfRunningOnes() throws UnreadableException {
    list.running(1_005);
    poll();

    assertThat(poll().running()).hasSize(1_000);
    assertThat(sql.gaps()).contains(Gap.SQL_EXECUTIONS);
  }

  private SqlActivity poll() throws UnreadableException {
    return poll(sql);
  }

  private SqlActivity poll(SqlLedger ledger) throws UnreadableException {
    ledger.read(new PollRequests(client, spark.url().toString(), DEADLINE), PATH);
    return ledger.activity();
  }
}
