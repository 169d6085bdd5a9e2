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
package io.firewarden.model;

import io.firewarden.model.bus.EventBus;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.task.TaskBreakdown;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about one application at one moment. Immutable; lists are sorted by id, so that
 * two snapshots of the same state are equal whatever their source.
 *
 * @param takenAt when the state was read; ages count from here
 * @param source where it came from
 * @param application identity and life
 * @param tasks totals since the application's start
 * @param jobTotals jobs that ended since the start
 * @param stageTotals stage attempts that ended since the start
 * @param executorsRemoved executors that went since the start, whatever the reason
 * @param executors live executors and the driver
 * @param jobs jobs that run now
 * @param stages stage attempts that run now
 * @param cachedRdds RDDs with cached partitions
 * @param gaps what the source cannot know
 * @param breakdown what the ended task attempts did, in detail; null when the source cannot know
 * @param losses the executors that went, with reasons; null when the source cannot know
 * @param sql SQL executions; null when the source does not know, or has heard of none
 * @param streaming streaming queries; null when the source cannot know
 * @param dstreams its DStreams; null when it has none, or the source does not know
 * @param bus how the events arrived; null when the source is not events
 */
public record ApplicationSnapshot(
    Instant takenAt,
    SourceKind source,
    Application application,
    TaskTotals tasks,
    JobTotals jobTotals,
    StageTotals stageTotals,
    long executorsRemoved,
    List<Executor> executors,
    List<Job> jobs,
    List<Stage> stages,
    List<CachedRdd> cachedRdds,
    Set<Gap> gaps,
    @Nullable TaskBreakdown breakdown,
    @Nullable ExecutorLosses losses,
    @Nullable SqlActivity sql,
    @Nullable StreamingActivity streaming,
    @Nullable DStreamActivity dstreams,
    @Nullable EventBus bus) {

  public ApplicationSnapshot {
    Objects.requireNonNull(takenAt, "takenAt");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(tasks, "tasks");
    Objects.requireNonNull(jobTotals, "jobTotals");
    Objects.requireNonNull(stageTotals, "stageTotals");
    Objects.requireNonNull(executors, "executors");
    Objects.requireNonNull(jobs, "jobs");
    Objects.requireNonNull(stages, "stages");
    Objects.requireNonNull(cachedRdds, "cachedRdds");
    Objects.requireNonNull(gaps, "gaps");
    executors = executors.stream().sorted(Comparator.comparing(Executor::id)).toList();
    jobs = jobs.stream().sorted(Comparator.comparingInt(Job::id)).toList();
    stages =
        stages.stream()
            .sorted(Comparator.comparingInt(Stage::id).thenComparingInt(Stage::attempt))
            .toList();
    cachedRdds = cachedRdds.stream().sorted(Comparator.comparingInt(CachedRdd::id)).toList();
    gaps = gaps.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(gaps));
  }

  /** A snapshot of a source that knows only what every source knows. */
  public ApplicationSnapshot(
      Instant takenAt,
      SourceKind source,
      Application application,
      TaskTotals tasks,
      JobTotals jobTotals,
      StageTotals stageTotals,
      long executorsRemoved,
      List<Executor> executors,
      List<Job> jobs,
      List<Stage> stages,
      List<CachedRdd> cachedRdds,
      Set<Gap> gaps) {
    this(
        takenAt,
        source,
        application,
        tasks,
        jobTotals,
        stageTotals,
        executorsRemoved,
        executors,
        jobs,
        stages,
        cachedRdds,
        gaps,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** An application of which a list tells who it is, and nothing else is known. */
  public static ApplicationSnapshot listed(Application application, Instant at) {
    return new ApplicationSnapshot(
        at,
        SourceKind.LISTED,
        application,
        TaskTotals.NONE,
        new JobTotals(0, 0),
        StageTotals.NONE,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of());
  }

  /** The same figures of the application as it is described there, with these losses. */
  public ApplicationSnapshot with(Application described, @Nullable ExecutorLosses lost) {
    return new ApplicationSnapshot(
        takenAt,
        source,
        described,
        tasks,
        jobTotals,
        stageTotals,
        executorsRemoved,
        executors,
        jobs,
        stages,
        cachedRdds,
        gaps,
        breakdown,
        lost,
        sql,
        streaming,
        dstreams,
        bus);
  }

  /** The same figures with these executors and stages. */
  public ApplicationSnapshot with(List<Executor> others, List<Stage> running) {
    return new ApplicationSnapshot(
        takenAt,
        source,
        application,
        tasks,
        jobTotals,
        stageTotals,
        executorsRemoved,
        others,
        jobs,
        running,
        cachedRdds,
        gaps,
        breakdown,
        losses,
        sql,
        streaming,
        dstreams,
        bus);
  }

  /** Who the application is and its totals, and nothing of what runs: little, whatever it did. */
  public ApplicationSnapshot withoutParts() {
    return new ApplicationSnapshot(
        takenAt,
        source,
        application,
        tasks,
        jobTotals,
        stageTotals,
        executorsRemoved,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        gaps);
  }

  /** Live executors without the driver. */
  public List<Executor> workers() {
    return executors.stream().filter(executor -> !executor.isDriver()).toList();
  }

  /** Tasks of running stages that wait for a free core. */
  public long pendingTasks() {
    return stages.stream().mapToLong(Stage::pendingTasks).sum();
  }

  /** Task attempts that run now. */
  public long activeTasks() {
    return stages.stream().mapToLong(Stage::activeTasks).sum();
  }

  /** Whether the source cannot know this fact. */
  public boolean lacks(Gap gap) {
    return gaps.contains(gap);
  }
}
