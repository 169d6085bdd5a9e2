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
package io.firewarden.demo;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Snapshots made comparable: what a source declares that it cannot know is taken out of both, and
 * nothing else. Taken out of every snapshot are only its time, its source and its gaps, and the
 * height of sampled peaks.
 */
final class Neutral {
  private final Set<Gap> gaps;

  private Neutral(Set<Gap> gaps) {
    this.gaps = gaps;
  }

  /** To compare two snapshots: without what either of them lacks. */
  static Neutral of(ApplicationSnapshot one, ApplicationSnapshot other) {
    EnumSet<Gap> gaps = EnumSet.noneOf(Gap.class);
    gaps.addAll(one.gaps());
    gaps.addAll(other.gaps());
    return new Neutral(gaps);
  }

  ApplicationSnapshot neutralise(ApplicationSnapshot snapshot) {
    if (gaps.contains(Gap.EVENTS_LOST)) {
      throw new IllegalArgumentException("with lost events nothing can be compared");
    }
    return new ApplicationSnapshot(
        Instant.EPOCH,
        SourceKind.LISTENER,
        snapshot.application(),
        tasks(snapshot),
        gaps.contains(Gap.JOB_TOTALS_PARTIAL) ? new JobTotals(0, 0) : snapshot.jobTotals(),
        gaps.contains(Gap.STAGE_TOTALS) ? StageTotals.NONE : snapshot.stageTotals(),
        snapshot.executorsRemoved(),
        snapshot.executors().stream().map(this::executor).toList(),
        snapshot.jobs(),
        snapshot.stages().stream().map(this::stage).toList(),
        snapshot.cachedRdds(),
        Set.of(),
        null,
        null,
        snapshot.sql() == null || isEmpty(snapshot.sql()) ? null : sql(snapshot.sql()),
        null,
        null,
        null);
  }

  /** Of an application without SQL one source says nothing, and another that there was none. */
  private static boolean isEmpty(SqlActivity sql) {
    return sql.succeeded() + sql.failed() + sql.unknown() == 0 && sql.running().isEmpty();
  }

  /** What plans do and what executions spilled is not compared: a source may not know. */
  private SqlActivity sql(SqlActivity sql) {
    boolean counted = !gaps.contains(Gap.SQL_NESTED) && !gaps.contains(Gap.SQL_TOTALS_PARTIAL);
    return new SqlActivity(
        counted ? sql.succeeded() : 0,
        counted ? sql.failed() : 0,
        counted ? sql.unknown() : 0,
        counted ? sql.millis() : 0,
        null,
        null,
        executions(sql.running()),
        counted ? executions(sql.latest()) : List.of());
  }

  private static List<SqlExecution> executions(List<SqlExecution> executions) {
    return executions.stream()
        .map(
            each ->
                new SqlExecution(
                    each.id(), each.startedAt(), each.endedAt(), each.outcome(), null, null))
        .toList();
  }

  private TaskTotals tasks(ApplicationSnapshot snapshot) {
    TaskTotals tasks = snapshot.tasks();
    boolean lostAreFailed = gaps.contains(Gap.LOST_TASKS);
    boolean someAreMissing = lostAreFailed && snapshot.executorsRemoved() > 0;
    boolean noTimes = gaps.contains(Gap.TASK_TIME);
    return new TaskTotals(
        tasks.succeeded(),
        someAreMissing ? 0 : tasks.failed() + (lostAreFailed ? tasks.lost() : 0),
        gaps.contains(Gap.KILLED_TASKS) ? 0 : tasks.killed(),
        lostAreFailed ? 0 : tasks.lost(),
        noTimes || someAreMissing ? 0 : tasks.taskMillis(),
        noTimes ? 0 : tasks.gcMillis(),
        localities(tasks.started()));
  }

  private LocalityCounts localities(LocalityCounts counts) {
    if (gaps.contains(Gap.LOCALITY_PARTIAL)) {
      return LocalityCounts.NONE;
    }
    return gaps.contains(Gap.LOCALITY_PREFERENCES)
        ? new LocalityCounts(
            0,
            counts.nodeLocal(),
            counts.noPref() + counts.processLocal(),
            counts.rackLocal(),
            counts.any())
        : counts;
  }

  private Executor executor(Executor executor) {
    boolean noTimes = gaps.contains(Gap.TASK_TIME);
    boolean noPeaks = gaps.contains(Gap.EXECUTOR_PEAKS);
    return new Executor(
        executor.id(),
        executor.host(),
        executor.addedAt(),
        executor.totalCores(),
        executor.activeTasks(),
        executor.succeededTasks(),
        executor.failedTasks(),
        noTimes ? 0 : executor.taskMillis(),
        noTimes ? 0 : executor.gcMillis(),
        executor.storageUsedBytes(),
        executor.storageMaxBytes(),
        executor.diskUsedBytes(),
        sampled(noPeaks ? null : executor.heapPeakBytes()),
        executor.heapMaxBytes(),
        sampled(noPeaks ? null : executor.majorGcCount()));
  }

  /** Whether it was sampled at all; the samples of two moments may differ. */
  private static Long sampled(Long value) {
    return value == null ? null : 1L;
  }

  private Stage stage(Stage stage) {
    return new Stage(
        stage.id(),
        stage.attempt(),
        stage.name(),
        stage.submittedAt(),
        stage.tasks(),
        stage.activeTasks(),
        stage.completedTasks(),
        stage.failedTasks(),
        localities(stage.started()),
        stage.inputBytes(),
        stage.shuffleReadBytes(),
        stage.shuffleWriteBytes(),
        stage.spilledDiskBytes(),
        gaps.contains(Gap.RUNNING_TASKS) ? null : stage.oldestTaskStartedAt(),
        gaps.contains(Gap.DISTRIBUTIONS) ? null : stage.taskMillis());
  }

  /** The gaps that are neutralised. */
  List<Gap> gaps() {
    return List.copyOf(gaps);
  }
}
