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
package io.firewarden.model.event.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.event.Retained;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.DStreamActivity.Receivers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DStreamsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long FIRST = NOW.toEpochMilli();

  private final StreamingQueries queries = new StreamingQueries();
  private final DStreams streams = queries.dstreams();

  @Test
  void tellsNothingOfAnApplicationWithoutDStreams() {
    assertThat(told()).isNull();
    streams.started(NOW);
    assertThat(told()).isNotNull();
    assertThat(told().startedAt()).isEqualTo(NOW);
    assertThat(told().batchIntervalMillis()).isNull();
    assertThat(told().lastProcessingMillis()).isNull();
  }

  @Test
  void followsBatchesFromWaitingToCompleted() {
    streams.submitted(waiting(1));
    streams.submitted(waiting(2));
    streams.submitted(waiting(3));
    streams.started(running(1));

    assertThat(told().waitingBatches()).isEqualTo(2);
    assertThat(told().runningBatches()).isEqualTo(1);
    assertThat(told().receivedRecords()).isEqualTo(30);
    assertThat(told().processedRecords()).isZero();
    assertThat(told().batchIntervalMillis()).isEqualTo(1_000);

    streams.completed(ended(1));
    assertThat(told().runningBatches()).isZero();
    assertThat(told().completedBatches()).isEqualTo(1);
    assertThat(told().receivedRecords()).isEqualTo(30);
    assertThat(told().processedRecords()).isEqualTo(10);
  }

  @Test
  void addsUpDelaysAndKeepsTheLast() {
    streams.completed(new DStreamBatch(FIRST, FIRST, FIRST + 20, FIRST + 320, 5));
    streams.completed(new DStreamBatch(FIRST + 1, FIRST, FIRST + 30, FIRST + 430, 5));
    streams.completed(new DStreamBatch(FIRST + 2, FIRST, FIRST + 40, FIRST + 140, 5));

    assertThat(told().schedulingMillis()).isEqualTo(90);
    assertThat(told().processingMillis()).isEqualTo(800);
    assertThat(told().lastSchedulingMillis()).isEqualTo(40);
    assertThat(told().lastProcessingMillis()).isEqualTo(100);
    assertThat(told().receivedRecords()).isEqualTo(15);
  }

  @Test
  void countsOutputOperationsByResult() {
    streams.outputEnded(true);
    streams.outputEnded(true);
    streams.outputEnded(false);

    assertThat(told().succeededOutputs()).isEqualTo(2);
    assertThat(told().failedOutputs()).isEqualTo(1);
  }

  @Test
  void tellsReceiversThatAnErrorHasStoppedFromThoseThatWereStopped() {
    streams.receiver(0, true, false);
    streams.receiver(1, true, false);
    streams.receiver(2, true, true);
    assertThat(told().receivers()).isEqualTo(new Receivers(3, 0, 0));

    streams.receiver(0, false, false);
    streams.receiver(1, false, true);
    assertThat(told().receivers()).isEqualTo(new Receivers(1, 1, 1));
    assertThat(told().receiverErrors()).isEqualTo(2);

    streams.receiver(1, true, false);
    assertThat(told().receivers()).isEqualTo(new Receivers(2, 1, 0));
    assertThat(told().receiverErrors()).isEqualTo(2);
  }

  @Test
  void forgetsWhatAnEarlierContextLeft() {
    streams.started(NOW);
    streams.receiver(0, true, false);
    streams.submitted(waiting(1));
    streams.started(NOW.plusSeconds(60));
    streams.submitted(waiting(60));

    assertThat(told().receivers()).isEqualTo(new Receivers(0, 0, 0));
    assertThat(told().waitingBatches()).isEqualTo(1);
    assertThat(told().batchIntervalMillis()).isNull();
    assertThat(told().receivedRecords()).isEqualTo(20);
  }

  @Test
  void forgetsABatchThatMayHaveEndedUnseenWhenALaterOneEnds() {
    streams.submitted(waiting(1));
    streams.started(running(1));
    queries.eventsDropped();
    streams.submitted(waiting(2));
    assertThat(told().runningBatches()).isEqualTo(1);

    streams.completed(ended(2));
    assertThat(told().runningBatches()).isZero();
    assertThat(told().waitingBatches()).isZero();
  }

  @Test
  void keepsABatchThatAFasterOneOvertook() {
    streams.started(running(1));
    streams.started(running(2));
    streams.completed(ended(2));

    assertThat(told().runningBatches()).isEqualTo(1);
  }

  @Test
  void leavesNothingOpenBehindWhenTheApplicationEnds() {
    streams.started(NOW);
    streams.receiver(0, true, false);
    streams.submitted(waiting(1));
    queries.applicationEnded();
    streams.submitted(waiting(2));

    assertThat(told().waitingBatches()).isZero();
    assertThat(told().receivers()).isEqualTo(new Receivers(0, 0, 0));
    assertThat(told().receivedRecords()).isEqualTo(20);
  }

  @Test
  void isBoundedAndSaysWhatItLeavesOut() {
    for (int i = 0; i < DStreams.MAX_BATCHES + 5; i++) {
      streams.submitted(waiting(i));
      streams.receiver(i, true, false);
    }
    assertThat(queries.isComplete()).isFalse();
    assertThat(Retained.entries(streams))
        .isLessThanOrEqualTo(DStreams.MAX_BATCHES + DStreams.MAX_RECEIVERS + 10L);
    assertThat(told().receivedRecords()).isEqualTo(10L * (DStreams.MAX_BATCHES + 5));

    for (int i = 0; i < DStreams.MAX_BATCHES + 5; i++) {
      streams.started(running(i));
      streams.completed(ended(i));
    }
    assertThat(queries.isComplete()).isTrue();
    assertThat(told().waitingBatches()).isZero();
    assertThat(told().completedBatches()).isEqualTo(DStreams.MAX_BATCHES + 5L);
  }

  private DStreamActivity told() {
    return streams.snapshot();
  }

  private static DStreamBatch waiting(int number) {
    return batch(number, null, null);
  }

  private static DStreamBatch running(int number) {
    return batch(number, time(number) + 10, null);
  }

  private static DStreamBatch ended(int number) {
    return batch(number, time(number) + 10, time(number) + 110);
  }

  private static DStreamBatch batch(int number, Long start, Long end) {
    return new DStreamBatch(time(number), time(number), start, end, 10);
  }

  private static long time(int number) {
    return FIRST + 1_000L * number;
  }
}
