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
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A streaming query that runs now or has just ended.
 *
 * @param name its name; one that is no short identifier is sanitised, shortened and followed by the
 *     first characters of the id, which stand alone when there is none
 * @param id Spark's query id, which stays over restarts from a checkpoint
 * @param startedAt when this run started
 * @param progressedAt when its last progress was told, or null before the first
 * @param batchId its last batch; -1 before the first
 * @param batches batches that were told of since the start of this run; monotone
 * @param inputRows rows read since the start of this run; monotone
 * @param inputRowsPerSecond arrival rate in the last batch; null when unknown
 * @param processedRowsPerSecond processing rate in the last batch; null when unknown
 * @param phaseMillis phases of the last batch; those that it did not have are left out
 * @param sourceLagRows rows from where its last trigger ended to what its sources had, summed over
 *     all partitions of those sources whose offsets count rows, such as Kafka's; null when none
 *     does
 * @param watermark its event-time watermark, or null when it has none
 * @param stateRows rows in its state
 * @param stateBytes memory of its state
 * @param lateRowsDropped rows dropped since they came after the watermark, since the start of this
 *     run; monotone
 * @param end how it ended, or null while it runs
 */
public record StreamingQuery(
    String name,
    String id,
    Instant startedAt,
    @Nullable Instant progressedAt,
    long batchId,
    long batches,
    long inputRows,
    @Nullable Double inputRowsPerSecond,
    @Nullable Double processedRowsPerSecond,
    Map<BatchPhase, Long> phaseMillis,
    @Nullable Long sourceLagRows,
    @Nullable Instant watermark,
    long stateRows,
    long stateBytes,
    long lateRowsDropped,
    @Nullable QueryEnd end) {

  public StreamingQuery {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(startedAt, "startedAt");
    phaseMillis =
        phaseMillis.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(phaseMillis));
  }
}
