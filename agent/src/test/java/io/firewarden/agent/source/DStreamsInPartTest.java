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

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.streaming.DStreamActivity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers about DStreams that lack something. */
class DStreamsInPartTest {
  private static final String ID = "app-1";
  private static final String STATISTICS = app(ID, "/streaming/statistics");
  private static final String BATCHES = app(ID, "/streaming/batches");
  private static final Instant START = Instant.parse("2026-11-23T10:23:00.839Z");

  private final FakeSpark spark = new FakeSpark();
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 22);
  private final DStreamLedger ledger = new DStreamLedger();
  private final FakeStreamingContext context = new FakeStreamingContext(spark, ID, START, 1000);

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "startTime",
        "batchDuration",
        "numActiveReceivers",
        "numInactiveReceivers",
        "numTotalCompletedBatches",
        "numActiveBatches",
        "numProcessedRecords",
        "numReceivedRecords"
      })
  void takesNoStatisticsThatLack(String name) throws Exception {
    spark.json(STATISTICS, context.statistics().replace('"' + name + '"', "\"other\""));

    assertThat(told()).isNull();
    assertThat(ledger.missedSome()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"batchId", "status", "inputSize", "numCompletedOutputOps", "numFailedOutputOps"})
  void takesNoBatchesThatLack(String name) throws Exception {
    context.complete(1).queue(2);
    String rows =
        """
        [{"batchId": 1, "status": "COMPLETED", "inputSize": 0, "schedulingDelay": 4,
          "processingTime": 5, "numCompletedOutputOps": 1, "numFailedOutputOps": 0},
         {"batchId": 2, "status": "QUEUED", "inputSize": 0}]""";
    spark.json(BATCHES, rows.replace('"' + name + '"', "\"other\""));

    assertThat(told()).isNull();
    assertThat(ledger.missedSome()).isTrue();
  }

  @Test
  void doesNotTakeAMissingDelayForNone() throws Exception {
    context.complete(1);
    spark.json(
        BATCHES,
        """
        [{"batchId": 1, "status": "COMPLETED", "numCompletedOutputOps": 1,
          "numFailedOutputOps": 0}]""");

    assertThat(told().lastSchedulingMillis()).isNull();
    assertThat(told().lastProcessingMillis()).isNull();
    assertThat(told().succeededOutputs()).isEqualTo(1);
  }

  private DStreamActivity told() throws UnreadableException {
    PollRequests requests = new PollRequests(client, spark.url().toString(), Duration.ofMinutes(1));
    ledger.read(requests, "/" + ID).commit();
    return ledger.activity();
  }
}
