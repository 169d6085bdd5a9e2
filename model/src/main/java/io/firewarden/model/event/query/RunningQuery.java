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
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingQuery;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A streaming query that runs now. */
final class RunningQuery {
  private final String name;
  private final String id;
  private final Instant startedAt;
  private @Nullable Instant progressedAt;
  private long batchId = -1;
  private long batches;
  private long inputRows;
  private @Nullable Double inputRowsPerSecond;
  private @Nullable Double processedRowsPerSecond;
  private Map<BatchPhase, Long> phaseMillis = Map.of();
  private @Nullable Long sourceLagRows;
  private @Nullable Instant watermark;
  private QueryProgress.State state = QueryProgress.State.NONE;
  private long lateRowsDropped;
  private Doubt doubt = Doubt.NONE;

  RunningQuery(String name, String id, Instant startedAt) {
    this.name = name;
    this.id = id;
    this.startedAt = startedAt;
  }

  String name() {
    return name;
  }

  String id() {
    return id;
  }

  void progressed(QueryProgress progress) {
    progressedAt = progress.at();
    if (progress.ranBatch()) {
      batchId = progress.batchId();
      batches++;
      phaseMillis = progress.phaseMillis();
    }
    inputRows += Math.max(0, progress.inputRows());
    inputRowsPerSecond = progress.inputRowsPerSecond();
    processedRowsPerSecond = progress.processedRowsPerSecond();
    sourceLagRows = progress.sourceLagRows();
    watermark = progress.watermark();
    state = progress.state();
    lateRowsDropped += Math.max(0, state.lateRowsDropped());
    doubt = Doubt.NONE;
  }

  /** It lives, and no data come; older Sparks tell the same by a progress without a batch. */
  void idle(Instant at) {
    progressedAt = at;
    inputRowsPerSecond = 0.0;
    processedRowsPerSecond = 0.0;
    doubt = Doubt.NONE;
  }

  Doubt doubt() {
    return doubt;
  }

  void doubt(Doubt value) {
    doubt = value;
  }

  StreamingQuery snapshot(@Nullable QueryEnd end) {
    return new StreamingQuery(
        name,
        id,
        startedAt,
        progressedAt,
        batchId,
        batches,
        inputRows,
        inputRowsPerSecond,
        processedRowsPerSecond,
        phaseMillis,
        sourceLagRows,
        watermark,
        state.rows(),
        state.bytes(),
        lateRowsDropped,
        end);
  }
}
