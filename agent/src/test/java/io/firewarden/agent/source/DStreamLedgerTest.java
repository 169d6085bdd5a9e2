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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.streaming.DStreamActivity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DStreamLedgerTest {
  private static final String ID = "app-1";
  private static final String STATISTICS = app(ID, "/streaming/statistics");
  private static final String BATCHES = app(ID, "/streaming/batches");
  private static final Instant START = Instant.parse("2026-11-23T10:23:00.839Z");
  private static final int RETAINED = 1000;

  private final FakeSpark spark = new FakeSpark();
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 22);
  private final DStreamLedger ledger = new DStreamLedger();

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Test
  void asksAnApplicationWithoutThemOnceInFourPolls() throws Exception {
    for (int poll = 0; poll < 9; poll++) {
      poll();
    }

    assertThat(spark.requests()).containsExactly(STATISTICS, STATISTICS, STATISTICS);
    assertThat(ledger.activity()).isNull();
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void findsThemWhenTheyComeLater() throws Exception {
    poll();
    context(START).complete(1);
    poll(3);
    assertThat(ledger.activity()).isNull();

    assertThat(told().completedBatches()).isEqualTo(1);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void tellsWhatSparkKnows() throws Exception {
    context(START).complete(1, 2).process(3).queue(4, 5);

    assertThat(told())
        .isEqualTo(
            new DStreamActivity(
                START,
                1000L,
                new DStreamActivity.Receivers(2, 1, null),
                null,
                2,
                1,
                2,
                50,
                20,
                3,
                200,
                2L,
                100L,
                5,
                2));
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void countsEachBatchOnce() throws Exception {
    FakeStreamingContext context = context(START).process(1).queue(2);
    poll();
    context.complete(1).process(2);
    poll();
    context.complete(2, 3);
    poll(3);

    assertThat(ledger.activity().schedulingMillis()).isEqualTo(1 + 2 + 3);
    assertThat(ledger.activity().succeededOutputs()).isEqualTo(6);
    assertThat(ledger.activity().failedOutputs()).isEqualTo(3);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void countsBatchesThatAreCompletedBeforeEarlierOnes() throws Exception {
    FakeStreamingContext context = context(START).process(1, 2).queue(3);
    context.complete(2);
    assertThat(told().schedulingMillis()).isEqualTo(2);
    context.process(3).complete(3);
    assertThat(told().schedulingMillis()).isEqualTo(2 + 3);
    context.complete(1);

    assertThat(told().schedulingMillis()).isEqualTo(2 + 3 + 1);
    assertThat(told().lastSchedulingMillis()).isEqualTo(3);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void countsNothingBeforeItIsCommitted() throws Exception {
    context(START).complete(1);
    ledger.read(requests(), "/" + ID);

    assertThat(ledger.activity()).isNull();
    assertThat(told().schedulingMillis()).isEqualTo(1);
    assertThat(told().schedulingMillis()).isEqualTo(1);
  }

  @Test
  void tellsOfBatchesThatSparkForgotBeforeTheFirstLook() throws Exception {
    new FakeStreamingContext(spark, ID, START, 2).complete(1, 2, 3);

    assertThat(told().completedBatches()).isEqualTo(3);
    assertThat(told().schedulingMillis()).isEqualTo(2 + 3);
    assertThat(ledger.missedSome()).isTrue();
  }

  @Test
  void tellsOfBatchesThatSparkForgotBetweenTwoLooks() throws Exception {
    FakeStreamingContext context = new FakeStreamingContext(spark, ID, START, 2).complete(1, 2);
    poll();
    context.complete(3, 4);
    poll();
    assertThat(ledger.missedSome()).isFalse();
    context.complete(5, 6, 7);
    poll();

    assertThat(ledger.activity().schedulingMillis()).isEqualTo(1 + 2 + 3 + 4 + 6 + 7);
    assertThat(ledger.missedSome()).isTrue();
  }

  @Test
  void readsALongListNowAndThen() throws Exception {
    FakeStreamingContext context = context(START).complete(times(1, 500));
    poll();
    spark.forgetRequests();
    context.complete(501).process(502).queue(503);
    poll(3);

    assertThat(batchRequests())
        .hasSize(3)
        .containsOnly(BATCHES + "?status=queued&status=processing");
    assertThat(ledger.activity().waitingBatches()).isEqualTo(1);
    assertThat(ledger.activity().runningBatches()).isEqualTo(1);
    assertThat(ledger.activity().completedBatches()).isEqualTo(501);
    assertThat(ledger.activity().lastSchedulingMillis()).isEqualTo(500);
    assertThat(ledger.missedSome()).isFalse();

    spark.forgetRequests();
    poll();
    assertThat(batchRequests()).containsExactly(BATCHES);
    assertThat(ledger.activity().lastSchedulingMillis()).isEqualTo(501);
    assertThat(ledger.activity().schedulingMillis()).isEqualTo(501 * 502 / 2);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void asksForNoBatchesWhenNoneCanBeNew() throws Exception {
    context(START).complete(1);
    poll();
    spark.forgetRequests();
    poll(5);

    assertThat(spark.requests()).hasSize(5).containsOnly(STATISTICS);
    assertThat(ledger.activity().schedulingMillis()).isEqualTo(1);
  }

  @Test
  void countsThoseThatWaitWithoutTheirListWhenTheyAreVeryMany() throws Exception {
    FakeStreamingContext context =
        context(START).complete(1).process(2).queue(times(3, DStreamLedger.MAX_LISTED - 2));
    assertThat(told().receivedRecords()).isEqualTo(10_000);
    context.complete(2).process(3).queue(times(1001, 3));
    spark.forgetRequests();
    poll(3);

    assertThat(batchRequests()).hasSize(3).containsOnly(BATCHES + "?status=processing");
    assertThat(ledger.activity().waitingBatches()).isEqualTo(1000);
    assertThat(ledger.activity().runningBatches()).isEqualTo(1);
    assertThat(ledger.activity().receivedRecords()).isEqualTo(10_000);

    spark.forgetRequests();
    poll();
    assertThat(batchRequests()).containsExactly(BATCHES + "?status=completed&status=processing");
    assertThat(ledger.activity().schedulingMillis()).isEqualTo(1 + 2);
    assertThat(ledger.activity().waitingBatches()).isEqualTo(1000);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void goesOnWithAnotherStreamingContext() throws Exception {
    context(START).complete(1, 2).process(3).queue(4);
    poll();
    Instant restart = START.plusSeconds(60);
    // It may do again what the first one had left, as it was recovered from a checkpoint.
    context(restart).complete(3);

    DStreamActivity told = told();

    assertThat(told.startedAt()).isEqualTo(restart);
    assertThat(told.completedBatches()).isEqualTo(3);
    assertThat(told.receivedRecords()).isEqualTo(40 + 10);
    assertThat(told.processedRecords()).isEqualTo(30);
    assertThat(told.schedulingMillis()).isEqualTo(1 + 2 + 3);
    assertThat(told.succeededOutputs()).isEqualTo(5 + 2);
    assertThat(told.failedOutputs()).isEqualTo(3);
    assertThat(told.waitingBatches()).isZero();
    assertThat(ledger.missedSome()).isTrue();
    assertThat(told()).isEqualTo(told);
  }

  @Test
  void keepsTheTotalsOfAStreamingContextThatHasGone() throws Exception {
    FakeStreamingContext context = context(START).complete(1, 2).process(3).queue(4);
    DStreamActivity before = told();
    context.stop();
    spark.forgetRequests();
    poll(5);

    DStreamActivity after = ledger.activity();
    assertThat(spark.requests()).hasSize(5).containsOnly(STATISTICS); // another may come
    assertThat(after.receivers()).isEqualTo(new DStreamActivity.Receivers(0, 3, null));
    assertThat(after.waitingBatches()).isZero();
    assertThat(after.runningBatches()).isZero();
    assertThat(after.completedBatches()).isEqualTo(2);
    assertThat(after.receivedRecords()).isEqualTo(before.receivedRecords());
    assertThat(after.succeededOutputs()).isEqualTo(before.succeededOutputs());
    assertThat(after.lastSchedulingMillis()).isNull();
    assertThat(ledger.missedSome()).isTrue();
  }

  @Test
  void goesOnWithAStreamingContextThatWasNotGone() throws Exception {
    FakeStreamingContext context = context(START).complete(1);
    poll();
    String answer = context.statistics();
    spark.answer(STATISTICS, 404, "text/html", "a proxy's own");
    poll();
    assertThat(ledger.missedSome()).isTrue();
    spark.json(STATISTICS, answer);
    poll(4);

    assertThat(ledger.activity().completedBatches()).isEqualTo(1);
    assertThat(ledger.activity().receivers().active()).isEqualTo(2);
    assertThat(ledger.activity().schedulingMillis()).isEqualTo(1);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void hasNoneWhenTheContextGoesBetweenTwoRequests() throws Exception {
    context(START).complete(1);
    spark.answer(BATCHES, 404, "text/plain", "no streaming listener");
    poll();

    assertThat(ledger.activity()).isNull();
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void knowsNoStartBeforeSparkDoes() throws Exception {
    context(Instant.ofEpochMilli(-1)).queue(1);
    assertThat(told().startedAt()).isNull();
    context(START).complete(1);

    assertThat(told().startedAt()).isEqualTo(START);
    assertThat(told().completedBatches()).isEqualTo(1);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void takesAnEarlierCountForAnotherContext() throws Exception {
    context(Instant.ofEpochMilli(-1)).complete(1, 2);
    poll();
    context(Instant.ofEpochMilli(-1)).complete(1);

    assertThat(told().completedBatches()).isEqualTo(3);
    assertThat(ledger.missedSome()).isTrue();
  }

  @Test
  void tellsNothingOldWhileTheAnswerIsBadAndGoesOnThen() throws Exception {
    context(START).complete(1);
    poll();
    spark.answer(STATISTICS, 500, "text/plain", "no");

    assertThat(told()).isNull();
    assertThat(ledger.missedSome()).isTrue();
    context(START).complete(1, 2);
    poll(Rhythm.POLLS - 1); // a pause
    assertThat(ledger.activity()).isNull();
    assertThat(told().completedBatches()).isEqualTo(2);
    assertThat(ledger.missedSome()).isFalse();
  }

  @Test
  void failsWhenTheDriverRefuses() {
    spark.answer(STATISTICS, 403, "text/plain", "not you");

    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(this::poll)
        .matches(e -> e.status() == 403);
  }

  private FakeStreamingContext context(Instant startedAt) {
    return new FakeStreamingContext(spark, ID, startedAt, RETAINED);
  }

  private DStreamActivity told() throws UnreadableException {
    poll();
    return ledger.activity();
  }

  private void poll(int times) throws UnreadableException {
    for (int i = 0; i < times; i++) {
      poll();
    }
  }

  private void poll() throws UnreadableException {
    ledger.read(requests(), "/" + ID).commit();
  }

  private PollRequests requests() {
    return new PollRequests(client, spark.url().toString(), Duration.ofMinutes(1));
  }

  private List<String> batchRequests() {
    return spark.requests().stream().filter(path -> path.startsWith(BATCHES)).toList();
  }

  private static long[] times(long first, int count) {
    return LongStream.range(first, first + count).toArray();
  }
}
