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

import static io.firewarden.model.metric.Figures.is;
import static io.firewarden.model.metric.Figures.known;
import static io.firewarden.model.metric.Figures.seconds;
import static io.firewarden.model.metric.Figures.time;
import static io.firewarden.model.metric.Figures.within;

import io.firewarden.model.streaming.DStreamActivity;
import java.util.List;

/** The metrics about the DStreams of an application, all streams together. */
final class DStreamMetrics {
  static final Figures<DStreamActivity> FIGURES = figures();

  private DStreamMetrics() {}

  private static Figures<DStreamActivity> figures() {
    Figures<DStreamActivity> figures = Figures.ofApplication();
    addReceivers(figures);
    addBatches(figures);
    addDelays(figures);
    return figures;
  }

  private static void addReceivers(Figures<DStreamActivity> figures) {
    figures
        .gauge(
            "spark_dstream_start_timestamp_seconds",
            "When the latest streaming context (DStreams) started, in seconds since the epoch.",
            Folding.LEFT_OUT,
            streams -> time(streams.startedAt()))
        .gauge(
            "spark_dstream_batch_interval_seconds",
            "Time from one batch of DStreams to the next, in seconds: as Spark tells, or the"
                + " shortest that was seen; absent before that.",
            Folding.LEFT_OUT,
            streams -> seconds(streams.batchIntervalMillis()))
        .gauges(
            figures.define(
                "spark_dstream_receivers",
                "Receivers of DStreams by state: active, inactive, or failed (an error has stopped"
                    + " it).",
                Folding.LEFT_OUT,
                "state"),
            List.of(
                is("active", streams -> streams.receivers().active()),
                is("inactive", streams -> streams.receivers().inactive()),
                is(
                    Result.FAILED,
                    streams -> within(streams.receivers().failed(), Integer::doubleValue))))
        .counter(
            "spark_dstream_receiver_errors_total",
            "How often a receiver told of an error or was stopped by one.",
            streams -> known(streams.receiverErrors()));
  }

  private static void addBatches(Figures<DStreamActivity> figures) {
    figures
        .gauges(
            figures.define(
                "spark_dstream_batches",
                "Batches of DStreams that are not finished: waiting or running.",
                Folding.LEFT_OUT,
                "state"),
            List.of(
                is("waiting", DStreamActivity::waitingBatches),
                is("running", DStreamActivity::runningBatches)))
        .counter(
            "spark_dstream_batches_completed_total",
            "Batches of DStreams that were processed.",
            DStreamActivity::completedBatches)
        .counter(
            "spark_dstream_records_received_total",
            "Records in the batches of DStreams that were made.",
            DStreamActivity::receivedRecords)
        .counter(
            "spark_dstream_records_processed_total",
            "Records in the batches of DStreams that were processed.",
            DStreamActivity::processedRecords)
        .counters(
            "spark_dstream_output_operations_total",
            "Output operations of batches that ended: succeeded or failed.",
            "result",
            List.of(
                is(Result.SUCCEEDED, DStreamActivity::succeededOutputs),
                is(Result.FAILED, DStreamActivity::failedOutputs)));
  }

  private static void addDelays(Figures<DStreamActivity> figures) {
    figures
        .counter(
            "spark_dstream_scheduling_delay_seconds_total",
            "For how long the processed batches had waited, in seconds; the total delay is this"
                + " and the processing together.",
            streams -> seconds(streams.schedulingMillis()))
        .counter(
            "spark_dstream_processing_seconds_total",
            "For how long batches of DStreams were processed, in seconds.",
            streams -> seconds(streams.processingMillis()))
        .gauge(
            "spark_dstream_last_scheduling_delay_seconds",
            "For how long the last processed batch had waited, in seconds.",
            Folding.LEFT_OUT,
            streams -> seconds(streams.lastSchedulingMillis()))
        .gauge(
            "spark_dstream_last_processing_seconds",
            "For how long the last processed batch was processed, in seconds.",
            Folding.LEFT_OUT,
            streams -> seconds(streams.lastProcessingMillis()));
  }
}
