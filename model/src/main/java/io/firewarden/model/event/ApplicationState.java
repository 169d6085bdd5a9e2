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
package io.firewarden.model.event;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Gap;
import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of one application, folded from its events. Memory is bounded whatever the application
 * does or Spark forgets to tell: of what runs, a limited number is followed, and of what has ended
 * only counters stay. Where a limit leaves something out, the snapshot has a {@link Gap} until the
 * figures are whole again. An event about something unknown changes the totals and nothing else.
 *
 * <p>Thread-safe: one thread tells events, others take snapshots. A task event costs a constant
 * number of steps. Times are ms since the epoch, sizes are bytes.
 */
public final class ApplicationState {
  private final SourceKind source;
  private final TaskCounters tasks = new TaskCounters();
  private final Stages stages = new Stages();
  private final Jobs jobs = new Jobs(stages);
  private final Executors executors = new Executors();
  private final Rdds rdds = new Rdds();

  private String id = "";
  private String name = "";
  private String user = "";
  private String sparkVersion = "";
  private double memoryFraction = Double.NaN;
  private boolean localMode;
  private @Nullable String uiUrl;
  private boolean started;
  private long startedAt;
  private @Nullable Long endedAt;
  private @Nullable FinalStatus finalStatus;
  private Map<String, String> labels = Map.of();
  private boolean eventsLost;

  /**
   * A state of which nothing is known yet.
   *
   * @param source where the events come from
   */
  public ApplicationState(SourceKind source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  /** The application is known; until then a snapshot has no name and says that events were lost. */
  public synchronized void applicationStarted(
      String appId, String appName, String sparkUser, long time) {
    id = Objects.requireNonNull(appId, "appId");
    name = Objects.requireNonNull(appName, "appName");
    user = Objects.requireNonNull(sparkUser, "sparkUser");
    startedAt = time;
    started = true;
  }

  /** Nothing runs any more; totals stay. */
  public synchronized void applicationEnded(long time) {
    endedAt = time;
    jobs.clear();
    stages.clear();
    executors.clear();
    rdds.clear();
  }

  /**
   * How the application ends or has ended; the last word counts. It shows when the application has
   * ended.
   */
  public synchronized void finalStatus(FinalStatus status) {
    finalStatus = Objects.requireNonNull(status, "status");
  }

  /** What the owner of the application says of it; see {@link Application#labels}. */
  public synchronized void labels(Map<String, String> ownersLabels) {
    labels = Map.copyOf(ownersLabels);
  }

  /**
   * Facts from the environment.
   *
   * @param version Spark's version; empty when unknown
   * @param fraction {@code spark.memory.fraction}; not positive or NaN when unknown
   * @param isLocal whether the driver runs the tasks itself
   */
  public synchronized void environment(String version, double fraction, boolean isLocal) {
    sparkVersion = Objects.requireNonNull(version, "version");
    memoryFraction = fraction;
    localMode = isLocal;
  }

  /** Where the Spark UI answers, or null when there is none. */
  public synchronized void uiAddress(@Nullable String url) {
    uiUrl = url;
  }

  /** A job was submitted that may run these stages. */
  public synchronized void jobStarted(int jobId, long time, Collection<Integer> stageIds) {
    if (endedAt == null) {
      jobs.started(jobId, time, stageIds);
    }
  }

  /** A job ended, and with it the need for its stages. */
  public synchronized void jobEnded(int jobId, boolean succeeded) {
    jobs.ended(jobId, succeeded);
  }

  /** A stage attempt was submitted. */
  public synchronized void stageSubmitted(
      int stageId, int attempt, String stageName, int taskCount, long time) {
    Objects.requireNonNull(stageName, "stageName");
    if (endedAt == null) {
      stages.submitted(stageId, attempt, stageName, taskCount, time);
    }
  }

  /**
   * No task of a stage attempt prefers a place. Spark starts such a task as process-local, as if it
   * had been near its data; here it counts as one without a preference. In a stage that mixes both
   * kinds Spark's word stands, so that its ratio is too high rather than too low.
   */
  public synchronized void stagePrefersNoPlace(int stageId, int attempt) {
    StageState stage = stages.find(stageId, attempt);
    if (stage != null) {
      stage.prefersNoPlace();
    }
  }

  /** A stage attempt ended; attempts at its tasks may still run for a moment. */
  public synchronized void stageCompleted(int stageId, int attempt, boolean succeeded) {
    stages.completed(stageId, attempt, succeeded);
  }

  /** An RDD that is marked to be cached: its name, and how many partitions it has. */
  public synchronized void rddSeen(int rddId, String rddName, int partitions) {
    Objects.requireNonNull(rddName, "rddName");
    if (endedAt == null) {
      rdds.seen(rddId, rddName, partitions);
    }
  }

  /** A task attempt was launched. */
  public synchronized void taskStarted(TaskStart start) {
    StageState stage = stages.find(start.stageId(), start.attempt());
    tasks.started(stage == null ? start.locality() : stage.taskStarted(start));
    ExecutorState executor = executors.find(start.executorId());
    if (executor != null) {
      executor.taskStarted();
    }
  }

  /** A task attempt ended, or the result of one that had ended is gone. */
  public synchronized void taskEnded(TaskEnd end) {
    tasks.ended(end);
    StageState stage = stages.find(end.stageId(), end.attempt());
    if (stage != null) {
      stage.taskEnded(end);
    }
    ExecutorState executor = executors.find(end.executorId());
    if (executor != null) {
      executor.taskEnded(end);
    }
  }

  /**
   * An executor offers cores. In local mode Spark tells so of the driver.
   *
   * @param cores cores that it offers for tasks
   */
  public synchronized void executorAdded(String executorId, String host, int cores, long time) {
    if (endedAt == null) {
      executors.added(executorId, host, cores, time);
    }
  }

  /** An executor is gone, whatever the reason. */
  public synchronized void executorRemoved(String executorId) {
    if (endedAt == null) {
      executors.removed(executorId);
      rdds.executorGone(executorId);
    }
  }

  /**
   * A block manager registered: of the driver, or of an executor.
   *
   * @param maxOnHeapBytes the on-heap part of storage memory; not positive when unknown
   * @param maxBytes all of it
   */
  public synchronized void blockManagerAdded(
      String executorId, String host, long maxOnHeapBytes, long maxBytes, long time) {
    if (endedAt == null) {
      executors.blockManagerAdded(executorId, host, maxOnHeapBytes, maxBytes, time);
    }
  }

  /** A block manager is gone, and its blocks with it. */
  public synchronized void blockManagerRemoved(String executorId) {
    executors.blockManagerRemoved(executorId);
    rdds.executorGone(executorId);
  }

  /** A block of an RDD or of a broadcast came, moved or went. */
  public synchronized void blockUpdated(BlockUpdate update) {
    ExecutorState executor = executors.find(update.executorId());
    if (executor == null) {
      return;
    }
    if (update.rddId() < 0 || rdds.blockUpdated(update)) {
      executor.storageChanged(update.memoryDelta(), update.diskDelta());
    }
  }

  /** All blocks of an RDD are dropped; Spark tells nothing of each. */
  public synchronized void rddUnpersisted(int rddId) {
    rdds.unpersisted(
        rddId,
        (executorId, freed) -> {
          ExecutorState executor = executors.find(executorId);
          if (executor != null) {
            executor.storageChanged(-freed.memoryBytes(), -freed.diskBytes());
          }
        });
  }

  /** A sample of an executor's peaks; values that are 0 or negative are unknown. */
  public synchronized void executorSampled(
      String executorId, long heapPeakBytes, long majorGcCount) {
    ExecutorState executor = executors.find(executorId);
    if (executor != null) {
      executor.sampled(heapPeakBytes, majorGcCount);
    }
  }

  /** What the process of an executor, or the driver, measured of itself. */
  public synchronized void executorMeasured(String executorId, ProcessFigures figures) {
    ExecutorState executor = executors.find(executorId);
    if (executor != null) {
      executor.measured(figures);
    }
  }

  /** Some events did not arrive, so that counters are too low from now on. */
  public synchronized void eventsLost() {
    eventsLost = true;
  }

  /**
   * Spark has dropped events. What ran until now may have ended unseen, so that no running task is
   * known by itself any more until its stage ends.
   */
  public synchronized void eventsDropped() {
    eventsLost = true;
    stages.distrustRunning();
  }

  /**
   * What is known now.
   *
   * @param now the time of the reading, from which ages count
   */
  public ApplicationSnapshot snapshot(Instant now) {
    Facts facts;
    synchronized (this) {
      facts =
          new Facts(
              application(),
              tasks.totals(),
              jobs.totals(),
              stages.totals(),
              executors.removedCount(),
              executors.snapshot(memoryFraction),
              jobs.snapshot(),
              stages.snapshot(),
              rdds.snapshot(),
              gaps());
    }
    return facts.toSnapshot(now, source);
  }

  private Application application() {
    return new Application(
        id,
        name,
        user,
        sparkVersion,
        localMode,
        uiUrl,
        Instant.ofEpochMilli(startedAt),
        endedAt == null ? null : Instant.ofEpochMilli(endedAt),
        endedAt == null ? null : Objects.requireNonNullElse(finalStatus, FinalStatus.UNKNOWN),
        labels);
  }

  private Set<Gap> gaps() {
    EnumSet<Gap> gaps = EnumSet.noneOf(Gap.class);
    boolean complete =
        jobs.isComplete() && stages.isComplete() && executors.isComplete() && rdds.isComplete();
    if (eventsLost || !started || !complete) {
      gaps.add(Gap.EVENTS_LOST);
    }
    if (!stages.knowsTasks()) {
      gaps.add(Gap.RUNNING_TASKS);
    }
    return gaps;
  }

  /** What is read under the lock; it is sorted outside. */
  private record Facts(
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

    ApplicationSnapshot toSnapshot(Instant takenAt, SourceKind source) {
      return new ApplicationSnapshot(
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
          gaps);
    }
  }
}
