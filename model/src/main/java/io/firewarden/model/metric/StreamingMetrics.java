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
package io.firewarden.model.metric;

import static io.firewarden.model.metric.Figures.flag;
import static io.firewarden.model.metric.Figures.is;
import static io.firewarden.model.metric.Figures.known;
import static io.firewarden.model.metric.Figures.seconds;
import static io.firewarden.model.metric.Figures.time;

import io.firewarden.model.metric.Figures.Tagged;
import io.firewarden.model.streaming.BatchPhase;
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics about the streaming queries of an application, by name. What tells of now, such as
 * rates and lag, is shown of a query that runs; what adds up stays until the query is forgotten.
 */
final class StreamingMetrics {
  /** Those that run before those that ended, and of them the one whose progress is oldest. */
  private static final Comparator<StreamingQuery> STALEST_FIRST =
      Comparator.comparing((StreamingQuery query) -> query.end() != null)
          .thenComparing(
              StreamingQuery::progressedAt,
              Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparing(StreamingQuery::startedAt);

  /** Of several runs by the same name that which runs, else the last. */
  private static final Comparator<StreamingQuery> BY_RUN =
      Comparator.comparing((StreamingQuery query) -> query.end() != null)
          .thenComparing(Comparator.comparing(StreamingQuery::startedAt).reversed());

  static final Figures<StreamingActivity> TOTALS =
      Figures.<StreamingActivity>ofApplication()
          .gauge(
              "spark_streaming_queries_active",
              "Streaming queries that run now.",
              Folding.LEFT_OUT,
              streaming ->
                  streaming.queries().stream().filter(query -> query.end() == null).count())
          .counters(
              "spark_streaming_queries_finished_total",
              "Streaming queries that ended: succeeded (stopped, or came to their end) or failed.",
              "result",
              List.of(
                  is(Result.SUCCEEDED, StreamingActivity::succeeded),
                  is(Result.FAILED, StreamingActivity::failed)));

  static final Figures<StreamingQuery> FIGURES = figures();

  private StreamingMetrics() {}

  /** One run of each query by name, in the order of the names. */
  static List<StreamingQuery> runs(StreamingActivity streaming) {
    return streaming.queries().stream()
        .sorted(Comparator.comparing(StreamingMetrics::name).thenComparing(BY_RUN))
        .toList();
  }

  /** The label value; the one of {@link Folding#OTHER} is taken. */
  static String name(StreamingQuery query) {
    return query.name().equals(Folding.OTHER) ? Folding.OTHER + " (query)" : query.name();
  }

  static Iterator<Integer> worstFirst(List<StreamingQuery> queries) {
    return WorstFirst.of(queries, STALEST_FIRST);
  }

  private static Figures<StreamingQuery> figures() {
    Figures<StreamingQuery> figures = Figures.ofPart("query");
    addLife(figures);
    addRates(figures);
    addBatch(figures);
    addState(figures);
    return figures;
  }

  private static void addLife(Figures<StreamingQuery> figures) {
    figures
        .gauge(
            "spark_streaming_query_active",
            "1 while the query runs, else 0; the number of running ones for several together.",
            Folding.SUM,
            query -> flag(query.end() == null))
        .gauge(
            "spark_streaming_query_start_timestamp_seconds",
            "When the query's latest run started, in seconds since the epoch.",
            Folding.MIN,
            query -> time(query.startedAt()))
        .keyed(
            figures.define(
                "spark_streaming_query_end_timestamp_seconds",
                "When the query ended, succeeded or failed (with Spark's error class, if it tells),"
                    + " in seconds since the epoch; absent while it runs.",
                Folding.MAX,
                "result",
                "error_class"),
            StreamingMetrics::end,
            (query, cells) -> {
              QueryEnd end = query.end();
              if (end != null) {
                cells.accept(new Ending(end.failed(), end.errorClass()), time(end.at()));
              }
            })
        .gauge(
            "spark_streaming_last_progress_timestamp_seconds",
            "When a running query last told of its progress, in seconds since the epoch.",
            Folding.MIN,
            running(query -> time(query.progressedAt())));
  }

  private static void addRates(Figures<StreamingQuery> figures) {
    figures
        .counter(
            "spark_streaming_input_rows_total",
            "Rows that the query read since its latest run started.",
            StreamingQuery::inputRows)
        .gauge(
            "spark_streaming_input_rows_per_second",
            "Arrival rate of rows in the last batch of a running query.",
            Folding.SUM,
            running(query -> rate(query.inputRowsPerSecond())))
        .gauge(
            "spark_streaming_processed_rows_per_second",
            "Processing rate of rows in the last batch of a running query.",
            Folding.SUM,
            running(query -> rate(query.processedRowsPerSecond())))
        .foldTogether(2)
        .gauge(
            "spark_streaming_source_lag_records",
            "Records that the sources of a running query had beyond its last trigger, over all"
                + " partitions; absent unless their offsets count records, as Kafka's do.",
            Folding.SUM,
            running(query -> known(query.sourceLagRows())));
  }

  private static void addBatch(Figures<StreamingQuery> figures) {
    figures
        .counter(
            "spark_streaming_batches_total",
            "Batches of the query since its latest run started.",
            StreamingQuery::batches)
        .gauge(
            "spark_streaming_last_batch_id",
            "Number of the query's last batch, which goes on from run to run.",
            Folding.LEFT_OUT,
            query -> query.batchId() < 0 ? Double.NaN : query.batchId())
        .gauge(
            "spark_streaming_last_batch_duration_seconds",
            "Duration of the last batch of a running query, in seconds.",
            Folding.MAX,
            running(query -> phase(query, BatchPhase.TRIGGER_EXECUTION)))
        .gauges(
            figures.define(
                "spark_streaming_batch_phase_seconds",
                "Duration of a phase of the last batch of a running query, in seconds.",
                Folding.MAX,
                "phase"),
            phases());
  }

  private static void addState(Figures<StreamingQuery> figures) {
    figures
        .gauge(
            "spark_streaming_watermark_timestamp_seconds",
            "Event-time watermark of a running query, in seconds since the epoch; absent when it"
                + " has none.",
            Folding.MIN,
            running(query -> time(query.watermark())))
        .gauge(
            "spark_streaming_state_rows",
            "Rows in the state of a running query.",
            Folding.SUM,
            running(StreamingQuery::stateRows))
        .gauge(
            "spark_streaming_state_memory_bytes",
            "Memory of the state of a running query, in bytes.",
            Folding.SUM,
            running(StreamingQuery::stateBytes))
        .counter(
            "spark_streaming_state_rows_dropped_total",
            "Rows that came after the watermark and were dropped, since the query's latest run"
                + " started.",
            StreamingQuery::lateRowsDropped);
  }

  private static ToDoubleFunction<StreamingQuery> running(ToDoubleFunction<StreamingQuery> figure) {
    return query -> query.end() == null ? figure.applyAsDouble(query) : Double.NaN;
  }

  /** The parts of a batch; the whole has a metric of its own, so that these can be added up. */
  private static List<Tagged<StreamingQuery>> phases() {
    return Arrays.stream(BatchPhase.values())
        .filter(phase -> phase != BatchPhase.TRIGGER_EXECUTION)
        .map(phase -> is(phase.label(), running(query -> phase(query, phase))))
        .toList();
  }

  private static double phase(StreamingQuery query, BatchPhase phase) {
    return seconds(query.phaseMillis().get(phase));
  }

  private static double rate(@Nullable Double perSecond) {
    return perSecond == null ? Double.NaN : perSecond;
  }

  private static Tag end(Ending ending) {
    return Tag.of(
        List.of("result", "error_class"),
        List.of(
            ending.failed() ? Result.FAILED : Result.SUCCEEDED,
            Objects.requireNonNullElse(ending.errorClass(), "")));
  }

  /** How a query can end. */
  private record Ending(boolean failed, @Nullable String errorClass) {}
}
