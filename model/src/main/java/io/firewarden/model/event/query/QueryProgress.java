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

import io.firewarden.model.streaming.BatchPhase;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a streaming query tells of its last trigger.
 *
 * @param at when the trigger ended
 * @param batchId the batch that it ran, or would run next
 * @param ranBatch whether it ran a batch; otherwise there was nothing to do
 * @param inputRows rows that it read
 * @param inputRowsPerSecond arrival rate; null when unknown
 * @param processedRowsPerSecond processing rate; null when unknown
 * @param phaseMillis phases of the batch
 * @param sourceLagRows rows that its sources are behind; null when none tells
 * @param watermark its event-time watermark, or null when it has none
 * @param state what it keeps
 */
public record QueryProgress(
    Instant at,
    long batchId,
    boolean ranBatch,
    long inputRows,
    @Nullable Double inputRowsPerSecond,
    @Nullable Double processedRowsPerSecond,
    Map<BatchPhase, Long> phaseMillis,
    @Nullable Long sourceLagRows,
    @Nullable Instant watermark,
    State state) {

  public QueryProgress {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(state, "state");
    phaseMillis = Map.copyOf(phaseMillis);
  }

  /**
   * State of all its operators.
   *
   * @param rows rows kept
   * @param bytes memory that they take
   * @param lateRowsDropped rows dropped in the batch since they came after the watermark
   */
  public record State(long rows, long bytes, long lateRowsDropped) {
    /** No operator keeps state. */
    public static final State NONE = new State(0, 0, 0);
  }
}
