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
package io.firewarden.model.streaming;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The DStreams (Spark Streaming) of an application. Whatever adds up does so since the
 * application's start and is monotone.
 *
 * @param startedAt when its latest streaming context started; null when that was not seen
 * @param batchIntervalMillis the time from one batch to the next, in ms: the shortest that was seen
 *     where Spark does not tell; null before the second batch
 * @param receivers receivers of the latest streaming context
 * @param receiverErrors how often a receiver told of an error or was stopped by one; null when the
 *     source cannot know
 * @param waitingBatches batches that wait to be processed
 * @param runningBatches batches that are processed now
 * @param completedBatches batches that were processed
 * @param receivedRecords records in the batches that were made
 * @param processedRecords records in the batches that were processed
 * @param schedulingMillis for how long the processed batches had waited, in ms
 * @param processingMillis for how long they were processed, in ms
 * @param lastSchedulingMillis for how long the last processed batch had waited, in ms; null before
 * @param lastProcessingMillis for how long it was processed, in ms; null before
 * @param succeededOutputs output operations that succeeded
 * @param failedOutputs output operations that failed
 */
public record DStreamActivity(
    @Nullable Instant startedAt,
    @Nullable Long batchIntervalMillis,
    Receivers receivers,
    @Nullable Long receiverErrors,
    long waitingBatches,
    long runningBatches,
    long completedBatches,
    long receivedRecords,
    long processedRecords,
    long schedulingMillis,
    long processingMillis,
    @Nullable Long lastSchedulingMillis,
    @Nullable Long lastProcessingMillis,
    long succeededOutputs,
    long failedOutputs) {

  public DStreamActivity {
    Objects.requireNonNull(receivers, "receivers");
  }

  /**
   * Receivers by what they are.
   *
   * @param active those that run
   * @param inactive those that do not, and were not stopped by an error
   * @param failed those that an error has stopped; null when the source cannot tell them from the
   *     inactive
   */
  public record Receivers(int active, int inactive, @Nullable Integer failed) {}
}
