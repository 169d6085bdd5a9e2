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
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Gap;
import io.firewarden.model.SafeName;
import io.firewarden.model.SourceKind;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.event.query.SqlExecutions;
import io.firewarden.model.event.query.StreamingQueries;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final SqlExecutions sql = new SqlExecutions();
  private final StreamingQueries streaming = new StreamingQueries();

  private final Identity identity = new Identity();
  private final BusState bus = new BusState();
  private final Wholeness wholeness =
      new Wholeness(new Wholeness.Parts(jobs, stages, executors, rdds, sql, streaming));

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
    identity.started(appId, appName, sparkUser, time);
  }

  /** Nothing runs any more, and nothing tells how it ended; totals stay. */
  public void applicationEnded(long time) {
    applicationEnded(time, null);
  }

  /**
   * Nothing runs any more; totals stay.
   *
   * @param exitCode with which the application stopped, or null when Spark does not tell; it counts
   *     unless {@link #finalStatus} was told
   */
  public synchronized void applicationEnded(long time, @Nullable Integer exitCode) {
    identity.ended(time, exitCode);
    jobs.clear();
    stages.clear();
    executors.clear();
    rdds.clear();
    sql.applicationEnded(time);
    streaming.applicationEnded();
  }

  /** The part of this state that follows SQL executions. */
  public SqlExecutions sql() {
    return sql;
  }

  /** The part of this state that follows streaming queries. */
  public StreamingQueries streaming() {
    return streaming;
  }

  /**
   * How the application ends or has ended; the last word counts. It shows when the application has
   * ended.
   */
  public synchronized void finalStatus(FinalStatus status) {
    identity.finalStatus(status);
  }

  /** What the owner of the application says of it; see {@link Application#labels}. */
  public synchronized void labels(Map<String, String> ownersLabels) {
    identity.labels(ownersLabels);
  }

  /**
   * Facts from the environment.
   *
   * @param version Spark's version; empty when unknown
   * @param fraction {@code spark.memory.fraction}; not positive or NaN when unknown
   * @param isLocal whether the driver runs the tasks itself
   */
  public synchronized void environment(String version, double fraction, boolean isLocal) {
    identity.environment(version, fraction, isLocal);
  }

  /**
   * How many cores each task of a resource profile takes; one unless told.
   *
   * @param resourceProfile Spark's id of it; 0 is the default one
   */
  public synchronized void taskCpus(int resourceProfile, int cpus) {
    executors.resourceProfile(resourceProfile, cpus);
  }

  /** Where the Spark UI answers, or null when there is none. */
  public synchronized void uiAddress(@Nullable String url) {
    identity.uiAddress(url);
  }

  /** A job was submitted that may run these stages. */
  public synchronized void jobStarted(int jobId, long time, Collection<Integer> stageIds) {
    if (!identity.hasEnded()) {
      jobs.started(jobId, time, stageIds);
    }
  }

  /** A job ended, and with it the need for its stages. */
  public synchronized void jobEnded(int jobId, boolean succeeded) {
    jobs.ended(jobId, succeeded);
  }

  /** A stage attempt was submitted; of its name the {@link SafeName} is kept. */
  public synchronized void stageSubmitted(
      int stageId, int attempt, String stageName, int taskCount, long time) {
    if (!identity.hasEnded()) {
      stages.submitted(stageId, attempt, SafeName.ofStage(stageName), taskCount, time);
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

  /**
   * An RDD that is marked to be cached: its name, of which the {@link SafeName} is kept, and how
   * many partitions it has.
   */
  public synchronized void rddSeen(int rddId, String rddName, int partitions) {
    if (!identity.hasEnded()) {
      rdds.seen(rddId, SafeName.ofRdd(rddName), partitions);
    }
  }

  /** A task attempt was launched. */
  public synchronized void taskStarted(TaskStart start) {
    StageState stage = stages.find(start.stageId(), start.attempt());
    if (stage == null) {
      stages.taskStartedUnseen(start.stageId(), start.attempt());
    }
    tasks.started(stage == null ? start.locality() : stage.taskStarted(start));
    executors.taskStarted(start);
  }

  /** A task attempt ended, or the result of one that had ended is gone. */
  public synchronized void taskEnded(TaskEnd end) {
    tasks.ended(end);
    stages.taskEnded(end);
    executors.taskEnded(end);
  }

  /**
   * An executor offers cores. In local mode Spark tells so of the driver.
   *
   * @param cores cores that it offers for tasks
   * @param resourceProfile Spark's id of what it was asked for with; 0 is the default profile
   */
  public synchronized void executorAdded(
      String executorId, String host, int cores, int resourceProfile, long time) {
    if (!identity.hasEnded()) {
      executors.added(executorId, host, cores, resourceProfile, time);
    }
  }

  /**
   * An executor is gone.
   *
   * @param why what Spark says of it; see {@link io.firewarden.model.executor.RemovalText}
   */
  public synchronized void executorRemoved(String executorId, String why, long time) {
    if (!identity.hasEnded()) {
      blocksGone(executorId);
      executors.removed(executorId, why, time);
    }
  }

  /** Spark gives no tasks to an executor because of failures there, or does so again. */
  public synchronized void executorExcluded(String executorId, boolean excluded) {
    executors.excluded(executorId, excluded);
  }

  /** Spark gives no tasks to any executor on a host, or does so again. */
  public synchronized void hostExcluded(String host, boolean excluded) {
    if (!identity.hasEnded()) {
      executors.hostExcluded(host, excluded);
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
    if (!identity.hasEnded()) {
      executors.blockManagerAdded(executorId, host, maxOnHeapBytes, maxBytes, time);
    }
  }

  /** A block manager is gone, and its blocks with it. */
  public synchronized void blockManagerRemoved(String executorId) {
    blocksGone(executorId);
    executors.blockManagerRemoved(executorId);
  }

  private void blocksGone(String executorId) {
    ExecutorState executor = executors.find(executorId);
    if (executor != null && !executor.storage().isEmpty()) {
      rdds.executorGone(executor.number());
    }
  }

  /** A block of an RDD or of a broadcast came, moved or went. */
  public synchronized void blockUpdated(BlockUpdate update) {
    ExecutorState executor = executors.find(update.executorId());
    if (executor == null) {
      return;
    }
    if (update.rddId() < 0) {
      executor.storage().broadcastChanged(update.memoryDelta(), update.diskDelta());
      return;
    }
    RddState.Change change = rdds.blockUpdated(executor.number(), update);
    if (change != null) {
      executor.storage().changed(change);
    } else if (update.isHeld()) {
      executor.storage().leftOut();
    }
  }

  /** All blocks of an RDD are dropped; Spark tells nothing of each. */
  public synchronized void rddUnpersisted(int rddId) {
    executors.freed(rdds.unpersisted(rddId));
  }

  /**
   * A sample of the peaks of an executor or the driver; values that are 0 or negative are unknown.
   *
   * @param values one for each name; not kept
   */
  public synchronized void executorSampled(String executorId, PeakNames names, long[] values) {
    ExecutorState executor = executors.find(executorId);
    if (executor != null) {
      executor.peaks().add(names, values);
    }
  }

  /** What the process of an executor, or the driver, measured of itself. */
  public synchronized void executorMeasured(String executorId, ProcessFigures figures) {
    ExecutorState executor = executors.find(executorId);
    if (executor != null) {
      executor.measured(figures);
    }
  }

  /** An executor sends heartbeats. */
  public synchronized void executorAlive(String executorId) {
    executors.alive(executorId);
  }

  /** Tasks of a stage attempt run somewhere. */
  public synchronized void stageAlive(int stageId, int attempt) {
    stages.alive(stageId, attempt);
  }

  /** The storage memory that the memory manager of an executor, or of the driver, has given out. */
  public synchronized void storageSampled(String executorId, long onHeapBytes, long offHeapBytes) {
    executors.storageSampled(executorId, onHeapBytes, offHeapBytes);
  }

  /** What happened until now is not known; that does not heal. */
  public synchronized void eventsLost() {
    wholeness.startMissed();
  }

  /**
   * An event could not be taken in.
   *
   * @param ofQuery whether it told of a SQL execution or a streaming query, and of nothing else
   */
  public synchronized void eventFailed(boolean ofQuery) {
    wholeness.eventFailed(ofQuery);
  }

  /** No event of SQL executions or of streaming queries is taken in any more. */
  public synchronized void queriesUnread() {
    wholeness.queriesUnread();
  }

  /** Spark has dropped events: what is counted is too low, and what ran may have ended unseen. */
  public synchronized void eventsDropped() {
    wholeness.eventsDropped();
  }

  /**
   * A reading of Spark's listener bus. When it has dropped more of our events than before, {@link
   * #eventsDropped} is taken as told, and once more when those are handled that waited meanwhile.
   *
   * @param ownQueue the name of the queue by which the events come
   * @param handled events that were told since the start
   * @param queues all queues; empty when Spark does not tell, and then those told last stay
   */
  public synchronized void busRead(String ownQueue, long handled, List<BusQueue> queues) {
    if (bus.read(ownQueue, handled, queues)) {
      eventsDropped();
    }
  }

  /**
   * What is known now.
   *
   * @param now the time of the reading, from which ages count
   */
  public ApplicationSnapshot snapshot(Instant now) {
    Facts facts;
    synchronized (this) {
      wholeness.look(now);
      facts =
          new Facts(
              identity.snapshot(),
              tasks.totals(),
              stages.breakdown(),
              jobs.totals(),
              stages.totals(),
              executors.removedCount(),
              executors.losses(),
              executors.read(identity.memoryFraction()),
              jobs.snapshot(),
              stages.read(),
              rdds.snapshot(),
              wholeness.gaps(identity.hasStarted()),
              bus.snapshot(identity.hasStarted() && wholeness.isCounted(), wholeness.failed()));
    }
    return facts.toSnapshot(
        now, source, sql.snapshot(now), streaming.snapshot(now), streaming.dstreams().snapshot());
  }
}
