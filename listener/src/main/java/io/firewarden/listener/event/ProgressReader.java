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
package io.firewarden.listener.event;

import io.firewarden.model.event.query.QueryProgress;
import io.firewarden.model.streaming.BatchPhase;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;

/** What a streaming query's progress says, in our terms. */
final class ProgressReader {
  private ProgressReader() {}

  static QueryProgress read(StreamingQueryProgress progress) {
    Map<BatchPhase, Long> phases = phases(progress.durationMs());
    long rows = progress.numInputRows();
    return new QueryProgress(
        time(progress.timestamp()).plusMillis(Math.max(0, progress.batchDuration())),
        progress.batchId(),
        phases.containsKey(BatchPhase.ADD_BATCH) || rows > 0,
        rows,
        finite(progress.inputRowsPerSecond()),
        finite(progress.processedRowsPerSecond()),
        phases,
        lag(progress.sources()),
        watermark(progress.eventTime()),
        state(progress.stateOperators()));
  }

  private static Map<BatchPhase, Long> phases(Map<String, Long> durations) {
    Map<BatchPhase, Long> phases = new EnumMap<>(BatchPhase.class);
    durations.forEach(
        (name, millis) -> {
          BatchPhase phase = phase(name);
          if (phase != null && millis != null) {
            phases.put(phase, millis);
          }
        });
    return phases;
  }

  /** Spark's names; those that have no place in ours are left out. */
  private static @Nullable BatchPhase phase(String name) {
    return switch (name) {
      case "triggerExecution" -> BatchPhase.TRIGGER_EXECUTION;
      case "latestOffset" -> BatchPhase.LATEST_OFFSET;
      case "getBatch" -> BatchPhase.GET_BATCH;
      case "queryPlanning" -> BatchPhase.QUERY_PLANNING;
      case "walCommit" -> BatchPhase.WAL_COMMIT;
      case "addBatch" -> BatchPhase.ADD_BATCH;
      case "commitOffsets" -> BatchPhase.COMMIT_OFFSETS;
      default -> null;
    };
  }

  /** A rate over no time is infinite, and one of nothing is no number. */
  private static @Nullable Double finite(double rate) {
    return Double.isFinite(rate) ? rate : null;
  }

  /** Of those sources that tell it; null when none does. */
  static @Nullable Long lag(SourceProgress[] sources) {
    Long sum = null;
    for (SourceProgress source : sources) {
      Long lag = SourceLag.of(source.endOffset(), source.latestOffset());
      if (lag != null) {
        sum = (sum == null ? 0 : sum) + lag;
      }
    }
    return sum;
  }

  private static @Nullable Instant watermark(Map<String, String> eventTime) {
    String text = eventTime.get("watermark");
    Instant watermark = text == null ? null : parse(text);
    // Spark starts with the epoch, before it has seen any event.
    return Instant.EPOCH.equals(watermark) ? null : watermark;
  }

  private static QueryProgress.State state(StateOperatorProgress[] operators) {
    long rows = 0;
    long bytes = 0;
    long dropped = 0;
    for (StateOperatorProgress operator : operators) {
      rows += operator.numRowsTotal();
      bytes += operator.memoryUsedBytes();
      dropped += operator.numRowsDroppedByWatermark();
    }
    return new QueryProgress.State(rows, bytes, dropped);
  }

  /** The time that Spark tells, or now when it tells none. */
  static Instant time(@Nullable String text) {
    Instant time = text == null ? null : parse(text);
    return time == null ? Instant.now() : time;
  }

  private static @Nullable Instant parse(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
