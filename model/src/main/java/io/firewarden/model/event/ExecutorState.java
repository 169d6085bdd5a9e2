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
import io.firewarden.model.event.query.Doubt;
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A live executor, or the driver. */
final class ExecutorState {
  private final String id;
  private final String host;
  private final long addedAt;
  private final int number;

  /** Whether Spark's scheduler told of it, and not only its block manager. */
  private boolean scheduled;

  private boolean excluded;
  private int cores;
  private int resourceProfile;
  private int activeTasks;

  /** Tasks that ran when events were dropped, and may have ended unseen. */
  private int doubtedTasks;

  private Doubt doubt = Doubt.NONE;
  private long succeededTasks;
  private long failedTasks;
  private long taskMillis;
  private long gcMillis;
  private long inputBytes;
  private long shuffleReadBytes;
  private long shuffleWriteBytes;
  private final ExecutorStorage storage;
  private final Peaks peaks;
  private @Nullable ProcessFigures process;

  ExecutorState(String id, String host, long addedAt, int number) {
    this.id = id;
    this.host = host;
    this.addedAt = addedAt;
    this.number = number;
    this.storage = new ExecutorStorage();
    this.peaks = new Peaks();
  }

  private ExecutorState(ExecutorState other) {
    id = other.id;
    host = other.host;
    addedAt = other.addedAt;
    number = other.number;
    scheduled = other.scheduled;
    excluded = other.excluded;
    cores = other.cores;
    resourceProfile = other.resourceProfile;
    activeTasks = other.activeTasks;
    doubtedTasks = other.doubtedTasks;
    succeededTasks = other.succeededTasks;
    failedTasks = other.failedTasks;
    taskMillis = other.taskMillis;
    gcMillis = other.gcMillis;
    inputBytes = other.inputBytes;
    shuffleReadBytes = other.shuffleReadBytes;
    shuffleWriteBytes = other.shuffleWriteBytes;
    storage = other.storage.copy();
    peaks = other.peaks.copy();
    process = other.process;
  }

  /** It as it is now, of which a snapshot can be made later. */
  ExecutorState copy() {
    return new ExecutorState(this);
  }

  String id() {
    return id;
  }

  /** No two executors have the same, even if they have the same id. */
  int number() {
    return number;
  }

  String host() {
    return host;
  }

  void scheduled(int offeredCores, int profile) {
    scheduled = true;
    cores = offeredCores;
    resourceProfile = profile;
  }

  boolean isScheduled() {
    return scheduled;
  }

  void excluded(boolean isExcluded) {
    excluded = isExcluded;
  }

  boolean isExcluded() {
    return excluded;
  }

  ExecutorStorage storage() {
    return storage;
  }

  Peaks peaks() {
    return peaks;
  }

  /** It has shown that it lives. */
  void alive() {
    doubt = Doubt.NONE;
  }

  /** It, or tasks on it, may have ended unseen. */
  void eventsDropped() {
    doubt = isDriver() ? Doubt.NONE : Doubt.OPEN;
    doubtedTasks += activeTasks;
    activeTasks = 0;
    storage.eventsDropped();
  }

  /** No task runs any more of those that ran when events were dropped. */
  void forgetDoubtedTasks() {
    doubtedTasks = 0;
  }

  boolean isDoubted() {
    return doubt.isOpen();
  }

  /** Whether it gave no sign of life for so long after events were dropped. */
  boolean isGivenUp(Instant now, Duration patience) {
    doubt = doubt.at(now);
    return doubt.isOver(now, patience);
  }

  private boolean isDriver() {
    return id.equals(Executor.DRIVER_ID);
  }

  void taskStarted() {
    alive();
    activeTasks++;
  }

  /**
   * A task attempt ended.
   *
   * @param doubted whether it had been started before events were dropped
   */
  void taskEnded(TaskEnd end, boolean doubted) {
    switch (end.outcome()) {
      case SUCCEEDED -> {
        alive();
        succeededTasks++;
      }
      case FAILED -> failedTasks++;
      case KILLED, LOST -> {
        // Says nothing about the executor.
      }
      case RESUBMITTED -> {
        return;
      }
    }
    if (doubted) {
      doubtedTasks = Math.max(0, doubtedTasks - 1);
    } else {
      activeTasks = Math.max(0, activeTasks - 1);
    }
    taskMillis += end.millisThatCount();
    TaskFigures figures = end.figures();
    if (figures != null) {
      gcMillis += Math.max(0, figures.gcMillis());
      inputBytes += Math.max(0, figures.inputBytes());
      shuffleReadBytes +=
          Math.max(0, figures.shuffleReadLocalBytes() + figures.shuffleReadRemoteBytes());
      shuffleWriteBytes += Math.max(0, figures.shuffleWriteBytes());
    }
  }

  void measured(ProcessFigures figures) {
    process = figures;
  }

  Executor snapshot(Surroundings surroundings) {
    return new Executor(
        id,
        host,
        Instant.ofEpochMilli(addedAt),
        cores,
        activeTasks + doubtedTasks,
        succeededTasks,
        failedTasks,
        taskMillis,
        gcMillis,
        storage.usedBytes(),
        storage.maxBytes(),
        storage.diskBytes(),
        peaks.heap(),
        Executor.heapMaxFromStorage(storage.onHeapMaxBytes(), surroundings.memoryFraction()),
        peaks.majorGcCount(),
        detail(surroundings),
        process);
  }

  private ExecutorDetail detail(Surroundings surroundings) {
    return new ExecutorDetail(
        cores / surroundings.taskCpus(resourceProfile),
        storage.blocks(),
        storage.usedBytes() - storage.offHeapUsedBytes(),
        storage.onHeapMaxBytes(),
        storage.offHeapUsedBytes(),
        storage.offHeapMaxBytes(),
        inputBytes,
        shuffleReadBytes,
        shuffleWriteBytes,
        resourceProfile,
        excluded || surroundings.isExcluded(host),
        peaks.byName());
  }

  /** What an executor's figures depend on and is told apart from it. */
  interface Surroundings {

    /** {@code spark.memory.fraction}; not positive or NaN when unknown. */
    double memoryFraction();

    /** Cores that a task of a resource profile takes, at least 1. */
    int taskCpus(int resourceProfile);

    /** Whether Spark gives no tasks to a host at the moment. */
    boolean isExcluded(String host);
  }
}
