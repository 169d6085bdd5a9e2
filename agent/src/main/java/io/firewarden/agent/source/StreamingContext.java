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

import io.firewarden.agent.source.RestJson.StreamingStatistics;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A streaming context, as Spark tells of it at one moment. Its figures count from its own start.
 *
 * @param startedAt null when Spark has not heard of its start yet
 * @param batchMillis the time from one batch to the next, in ms
 * @param openBatches how many wait or run
 * @param receivedRecords records in the batches that were started
 * @param processedRecords records in the batches that were completed
 */
record StreamingContext(
    @Nullable Instant startedAt,
    long batchMillis,
    int activeReceivers,
    int inactiveReceivers,
    long completedBatches,
    long openBatches,
    long receivedRecords,
    long processedRecords) {
  /** What Spark answers for the moment of the start before it has heard of that. */
  private static final Instant UNHEARD = Instant.ofEpochMilli(-1);

  /**
   * The context in the answer.
   *
   * @throws UnreadableException when one of its figures is missing: none may be
   */
  static StreamingContext of(StreamingStatistics told) throws UnreadableException {
    Instant startedAt = there(SparkTime.parse(told.startTime()), "startTime");
    return new StreamingContext(
        startedAt.equals(UNHEARD) ? null : startedAt,
        there(told.batchDuration(), "batchDuration"),
        there(told.numActiveReceivers(), "numActiveReceivers"),
        there(told.numInactiveReceivers(), "numInactiveReceivers"),
        there(told.numTotalCompletedBatches(), "numTotalCompletedBatches"),
        there(told.numActiveBatches(), "numActiveBatches"),
        there(told.numReceivedRecords(), "numReceivedRecords"),
        there(told.numProcessedRecords(), "numProcessedRecords"));
  }

  /** Whether this is the same one as that was, later. */
  boolean continues(StreamingContext earlier) {
    boolean same = earlier.startedAt == null || earlier.startedAt.equals(startedAt);
    return same
        && completedBatches >= earlier.completedBatches
        && receivedRecords >= earlier.receivedRecords
        && processedRecords >= earlier.processedRecords;
  }

  private static <T> T there(@Nullable T value, String name) throws UnreadableException {
    if (value == null) {
      throw new UnreadableException(
          Kind.NOT_JSON, "the answer of streaming/statistics has no " + name);
    }
    return value;
  }
}
