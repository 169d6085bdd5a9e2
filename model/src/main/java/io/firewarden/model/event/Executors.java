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

import io.firewarden.model.Executor;
import io.firewarden.model.SnapshotLimits;
import io.firewarden.model.event.query.LeftOut;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovalText;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The live executors and the driver, and how many have gone. */
final class Executors {
  /** Live executors that are followed; those that come when it is reached are left out. */
  static final int MAX_EXECUTORS = SnapshotLimits.EXECUTORS;

  /** Hosts that Spark excludes at the moment; those beyond it are not known as such. */
  static final int MAX_EXCLUDED_HOSTS = 10_000;

  /** Executors that are known to have gone; the one that went first is forgotten first. */
  static final int MAX_GONE = 1_000;

  /** Resource profiles whose tasks are known to take more than one core. */
  static final int MAX_PROFILES = 1_000;

  /**
   * How long an executor may be silent before it is taken for one whose end was dropped: they send
   * heartbeats every 10 s ({@code spark.executor.heartbeatInterval}), and Spark itself gives them
   * up after 2 min without ({@code spark.network.timeout}).
   */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<String, ExecutorState> live = new HashMap<>();
  private final Set<String> excludedHosts = new HashSet<>();
  private final Map<Integer, Integer> taskCpus = new HashMap<>();
  private final Losses losses = new Losses();
  private final Set<String> gone = new LinkedHashSet<>();
  private long removed;
  private int numbered;
  private boolean lossy;

  /** Spark counts the attempts of an application from 0. */
  private long lastTask = -1;

  private long lastDoubtedTask = -1;
  private final LeftOut leftOut = new LeftOut();

  void added(String id, String host, int cores, int resourceProfile, long time) {
    ExecutorState executor = findOrAdd(id, host, time);
    if (executor != null) {
      executor.scheduled(cores, resourceProfile);
    } else {
      leftOut.add();
    }
  }

  void blockManagerAdded(String id, String host, long onHeapBytes, long bytes, long time) {
    ExecutorState executor = findOrAdd(id, host, time);
    if (executor != null) {
      executor.storage().limits(onHeapBytes, bytes);
    }
  }

  void removed(String id, String why, long time) {
    if (id.equals(Executor.DRIVER_ID)) {
      return;
    }
    ExecutorState executor = live.remove(id);
    if (!isNew(id)) {
      return;
    }
    removed++;
    if (executor == null) {
      leftOut.ended();
    }
    RemovalText text = RemovalText.of(why);
    // Spark kills an excluded executor with the words with which it takes back an idle one.
    boolean notForIdleness =
        text.reason() == RemovalReason.IDLE && executor != null && isExcluded(executor);
    losses.add(
        new RemovedExecutor(
            id,
            executor == null ? "" : executor.host(),
            Instant.ofEpochMilli(time),
            notForIdleness ? RemovalReason.UNKNOWN : text.reason(),
            text.exitCode()));
  }

  /**
   * Spark tells again, in other words, of an executor that it has already removed (since
   * SPARK-35011): of a decommissioned one that its process exited with code 0.
   */
  private boolean isNew(String id) {
    if (!gone.add(id)) {
      return false;
    }
    if (gone.size() > MAX_GONE) {
      Iterator<String> eldest = gone.iterator();
      eldest.next();
      eldest.remove();
    }
    return true;
  }

  /**
   * An executor without a block manager holds no blocks. One that only its block manager told of is
   * not an executor any more: it registered again after the scheduler had given it up.
   */
  void blockManagerRemoved(String id) {
    ExecutorState executor = live.get(id);
    if (executor == null) {
      return;
    }
    executor.storage().lost();
    if (!executor.isScheduled() && !id.equals(Executor.DRIVER_ID)) {
      live.remove(id);
    }
  }

  void excluded(String id, boolean excluded) {
    ExecutorState executor = live.get(id);
    if (executor != null) {
      executor.excluded(excluded);
    }
  }

  void hostExcluded(String host, boolean excluded) {
    if (!excluded) {
      excludedHosts.remove(host);
    } else if (excludedHosts.size() < MAX_EXCLUDED_HOSTS) {
      excludedHosts.add(host);
    }
  }

  private boolean isExcluded(ExecutorState executor) {
    return executor.isExcluded() || excludedHosts.contains(executor.host());
  }

  void resourceProfile(int profile, int cpus) {
    if (cpus <= 1) {
      taskCpus.remove(profile);
    } else if (taskCpus.size() < MAX_PROFILES) {
      taskCpus.put(profile, cpus);
    }
  }

  /** Gives back to executors, by their numbers, what becomes free with an RDD. */
  void freed(Map<Integer, RddState.Change> byNumber) {
    if (byNumber.isEmpty()) {
      return;
    }
    for (ExecutorState executor : live.values()) {
      RddState.Change change = byNumber.get(executor.number());
      if (change != null) {
        executor.storage().changed(change);
      }
    }
  }

  @Nullable ExecutorState find(String id) {
    return live.get(id);
  }

  void clear() {
    live.clear();
    excludedHosts.clear();
    leftOut.clear();
  }

  /** Copies what is known now; what is made of it is made by whoever asks for it. */
  Supplier<List<Executor>> read(double memoryFraction) {
    Around around = new Around(memoryFraction, Map.copyOf(taskCpus), Set.copyOf(excludedHosts));
    List<ExecutorState> copies = new ArrayList<>(live.size());
    for (ExecutorState executor : live.values()) {
      copies.add(executor.copy());
    }
    return () -> copies.stream().map(executor -> executor.snapshot(around)).toList();
  }

  /** Executors that went since the start. */
  long removedCount() {
    return removed;
  }

  ExecutorLosses losses() {
    return losses.snapshot();
  }

  /** Whether all live executors are followed, and none has gone unseen. */
  boolean isComplete() {
    return leftOut.isNone() && live.values().stream().noneMatch(ExecutorState::isDoubted);
  }

  /**
   * Whether the storage memory in use is known of each.
   *
   * @param nothingLeftOut whether all cached blocks are followed
   */
  boolean knowsStorage(boolean nothingLeftOut) {
    return live.values().stream().allMatch(each -> each.storage().isSure(nothingLeftOut));
  }

  void alive(String id) {
    ExecutorState executor = live.get(id);
    if (executor != null) {
      executor.alive();
    }
  }

  void storageSampled(String id, long onHeapBytes, long offHeapBytes) {
    ExecutorState executor = live.get(id);
    if (executor != null) {
      executor.storage().sampled(onHeapBytes, offHeapBytes);
    }
  }

  /** Executors may have gone unseen, and others may have come. */
  void eventsDropped() {
    lossy = true;
    lastDoubtedTask = lastTask;
    live.values().forEach(ExecutorState::eventsDropped);
    leftOut.eventsDropped();
  }

  /** A task has started; on an executor of whose coming nothing was told when that was dropped. */
  void taskStarted(TaskStart start) {
    String id = start.executorId();
    ExecutorState executor = live.get(id);
    if (executor == null && lossy && !gone.contains(id)) {
      executor = findOrAdd(id, "", start.launchTime());
    }
    if (executor != null) {
      executor.taskStarted();
      lastTask = Math.max(lastTask, start.taskId());
    }
  }

  void taskEnded(TaskEnd end) {
    ExecutorState executor = live.get(end.executorId());
    if (executor != null) {
      executor.taskEnded(end, end.taskId() <= lastDoubtedTask);
    }
  }

  /** No task runs any more of those that ran when events were dropped. */
  void forgetDoubtedTasks() {
    live.values().forEach(ExecutorState::forgetDoubtedTasks);
  }

  /**
   * Forgets the executors that gave no sign of life for {@link #PATIENCE} after events were
   * dropped.
   *
   * @return their numbers
   */
  List<Integer> look(Instant now) {
    leftOut.look(now);
    List<ExecutorState> silent =
        live.values().stream().filter(executor -> executor.isGivenUp(now, PATIENCE)).toList();
    silent.forEach(executor -> live.remove(executor.id()));
    return silent.stream().map(ExecutorState::number).toList();
  }

  private @Nullable ExecutorState findOrAdd(String id, String host, long time) {
    ExecutorState executor = live.get(id);
    if (executor == null && live.size() < MAX_EXECUTORS) {
      executor = new ExecutorState(id, host, time, numbered++);
      live.put(id, executor);
    }
    return executor;
  }

  /** What is known here beside the executors. */
  private record Around(
      double memoryFraction, Map<Integer, Integer> cpusPerTask, Set<String> excludedHosts)
      implements ExecutorState.Surroundings {

    @Override
    public int taskCpus(int resourceProfile) {
      return cpusPerTask.getOrDefault(resourceProfile, 1);
    }

    @Override
    public boolean isExcluded(String host) {
      return excludedHosts.contains(host);
    }
  }
}
