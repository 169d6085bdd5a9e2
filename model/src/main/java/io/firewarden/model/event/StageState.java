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

import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import java.time.Instant;
import java.util.BitSet;

/** A stage attempt that runs now. */
final class StageState {
  /**
   * Tasks of one stage that are told apart by their index. Spark's own record of a task in a
   * running stage takes hundreds of times the bit that it takes here.
   */
  static final int MAX_INDEXES = 1_000_000;

  private final int id;
  private final int attempt;
  private final String name;
  private final int tasks;
  private final long submittedAt;

  private final RunningTasks running;
  private final LocalityCounter started = new LocalityCounter();
  private final Durations taskMillis = new Durations();
  private final BitSet succeeded = new BitSet();
  private boolean prefersNoPlace;
  private int completed;
  private long failed;
  private long inputBytes;
  private long shuffleReadBytes;
  private long shuffleWriteBytes;
  private long spilledDiskBytes;

  StageState(int id, int attempt, String name, int tasks, long submittedAt, Budget runningTasks) {
    this.id = id;
    this.attempt = attempt;
    this.name = name;
    this.tasks = tasks;
    this.submittedAt = submittedAt;
    this.running = new RunningTasks(runningTasks);
  }

  int id() {
    return id;
  }

  RunningTasks running() {
    return running;
  }

  void prefersNoPlace() {
    prefersNoPlace = true;
  }

  /** Counts a start, and says as what. */
  TaskLocality taskStarted(TaskStart start) {
    TaskLocality locality =
        prefersNoPlace && start.locality() == TaskLocality.PROCESS_LOCAL
            ? TaskLocality.NO_PREF
            : start.locality();
    started.add(locality);
    running.started(start.taskId(), start.launchTime());
    return locality;
  }

  void taskEnded(TaskEnd end) {
    if (end.endsAnAttempt()) {
      running.ended(end.taskId());
    }
    switch (end.outcome()) {
      case SUCCEEDED -> succeeded(end);
      case FAILED -> failed++;
      case RESUBMITTED -> resubmitted(end);
      case KILLED, LOST -> {
        // Neither done nor failed: the task waits again, or is not needed any more.
      }
    }
    if (end.counted() && end.endsAnAttempt()) {
      inputBytes += end.inputBytes();
      shuffleReadBytes += end.shuffleReadBytes();
      shuffleWriteBytes += end.shuffleWriteBytes();
      spilledDiskBytes += end.spilledDiskBytes();
    }
  }

  private void succeeded(TaskEnd end) {
    if (!isIndexed(end) || !succeeded.get(end.index())) {
      completed++;
    }
    if (isIndexed(end)) {
      succeeded.set(end.index());
    }
    taskMillis.add(end.millisThatCount());
  }

  /** The task's result is gone: it waits again. */
  private void resubmitted(TaskEnd end) {
    boolean wasCompleted = isIndexed(end) ? succeeded.get(end.index()) : completed > 0;
    if (!wasCompleted) {
      return;
    }
    completed--;
    if (isIndexed(end)) {
      succeeded.clear(end.index());
    }
  }

  private static boolean isIndexed(TaskEnd end) {
    return end.index() >= 0 && end.index() < MAX_INDEXES;
  }

  Stage snapshot() {
    Long oldest = running.oldestLaunch();
    return new Stage(
        id,
        attempt,
        name,
        submittedAt > 0 ? Instant.ofEpochMilli(submittedAt) : null,
        tasks,
        running.count(),
        Math.min(tasks, completed),
        failed,
        started.counts(),
        inputBytes,
        shuffleReadBytes,
        shuffleWriteBytes,
        spilledDiskBytes,
        oldest == null ? null : Instant.ofEpochMilli(oldest),
        taskMillis.distribution());
  }
}
