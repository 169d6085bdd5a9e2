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
package io.firewarden.agent.poll;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By how much the clock of a driver that pushes is wrong, taking the agent's for right. Prometheus
 * compares the times that are exported with its own clock: those of a driver that is minutes behind
 * would all look too old to be judged, without a word.
 */
public final class DriverClock {
  /** What a push may take to arrive, and what clocks differ by that are kept right. */
  private static final Duration TOLERATED = Duration.ofMinutes(1);

  private static final long SECONDS_PER_MINUTE = 60;

  private final Duration behind;

  /**
   * Of the driver that made a snapshot.
   *
   * @param receivedAt when it came in, by the agent's clock
   */
  public DriverClock(ApplicationSnapshot snapshot, Instant receivedAt) {
    Duration age = Duration.between(snapshot.takenAt(), receivedAt);
    // Whole minutes, so that the start of an application does not change with each push.
    this.behind =
        snapshot.source() != SourceKind.LISTENER || age.abs().compareTo(TOLERATED) <= 0
            ? Duration.ZERO
            : Duration.ofMinutes(Math.round(age.toSeconds() / (double) SECONDS_PER_MINUTE));
  }

  /** How far it is behind, in whole minutes; negative when it is ahead, 0 when it is right. */
  public Duration behind() {
    return behind;
  }

  /** The snapshot with those times that are exported by the agent's clock. */
  public ApplicationSnapshot corrected(ApplicationSnapshot of) {
    if (behind.isZero()) {
      return of;
    }
    return new ApplicationSnapshot(
        of.takenAt().plus(behind),
        of.source(),
        corrected(of.application()),
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        of.executorsRemoved(),
        of.executors().stream().map(this::corrected).toList(),
        of.jobs(),
        of.stages().stream().map(this::corrected).toList(),
        of.cachedRdds(),
        of.gaps(),
        of.breakdown(),
        of.losses(),
        of.sql() == null ? null : corrected(of.sql()),
        of.streaming() == null ? null : corrected(of.streaming()),
        of.dstreams() == null ? null : corrected(of.dstreams()),
        of.bus());
  }

  private @Nullable Instant corrected(@Nullable Instant time) {
    return time == null ? null : time.plus(behind);
  }

  private Application corrected(Application of) {
    return new Application(
        of.id(),
        of.name(),
        of.user(),
        of.sparkVersion(),
        of.localMode(),
        of.uiUrl(),
        of.startedAt().plus(behind),
        corrected(of.endedAt()),
        of.finalStatus(),
        of.labels());
  }

  private Executor corrected(Executor of) {
    return new Executor(
        of.id(),
        of.host(),
        of.addedAt().plus(behind),
        of.totalCores(),
        of.activeTasks(),
        of.succeededTasks(),
        of.failedTasks(),
        of.taskMillis(),
        of.gcMillis(),
        of.storageUsedBytes(),
        of.storageMaxBytes(),
        of.diskUsedBytes(),
        of.heapPeakBytes(),
        of.heapMaxBytes(),
        of.majorGcCount(),
        of.detail(),
        of.process()); // its time is that of the executor's host
  }

  private Stage corrected(Stage of) {
    return new Stage(
        of.id(),
        of.attempt(),
        of.name(),
        corrected(of.submittedAt()),
        of.tasks(),
        of.activeTasks(),
        of.completedTasks(),
        of.failedTasks(),
        of.started(),
        of.inputBytes(),
        of.shuffleReadBytes(),
        of.shuffleWriteBytes(),
        of.spilledDiskBytes(),
        corrected(of.oldestTaskStartedAt()),
        of.taskMillis(),
        of.taskBytes(),
        of.breakdown());
  }

  private SqlActivity corrected(SqlActivity of) {
    return new SqlActivity(
        of.succeeded(),
        of.failed(),
        of.unknown(),
        of.millis(),
        of.spilledDiskBytes(),
        of.plans(),
        executions(of.running()),
        executions(of.latest()));
  }

  private List<SqlExecution> executions(List<SqlExecution> of) {
    return of.stream()
        .map(
            each ->
                new SqlExecution(
                    each.id(),
                    each.startedAt().plus(behind),
                    corrected(each.endedAt()),
                    each.outcome(),
                    each.plan(),
                    each.spilledDiskBytes()))
        .toList();
  }

  private StreamingActivity corrected(StreamingActivity of) {
    return new StreamingActivity(
        of.succeeded(), of.failed(), of.queries().stream().map(this::corrected).toList());
  }

  private DStreamActivity corrected(DStreamActivity of) {
    return new DStreamActivity(
        corrected(of.startedAt()),
        of.batchIntervalMillis(),
        of.receivers(),
        of.receiverErrors(),
        of.waitingBatches(),
        of.runningBatches(),
        of.completedBatches(),
        of.receivedRecords(),
        of.processedRecords(),
        of.schedulingMillis(),
        of.processingMillis(),
        of.lastSchedulingMillis(),
        of.lastProcessingMillis(),
        of.succeededOutputs(),
        of.failedOutputs());
  }

  private StreamingQuery corrected(StreamingQuery of) {
    QueryEnd end = of.end();
    return new StreamingQuery(
        of.name(),
        of.id(),
        of.startedAt().plus(behind),
        corrected(of.progressedAt()),
        of.batchId(),
        of.batches(),
        of.inputRows(),
        of.inputRowsPerSecond(),
        of.processedRowsPerSecond(),
        of.phaseMillis(),
        of.sourceLagRows(),
        of.watermark(), // a time in its data
        of.stateRows(),
        of.stateBytes(),
        of.lateRowsDropped(),
        end == null ? null : new QueryEnd(end.at().plus(behind), end.failed(), end.errorClass()));
  }
}
