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

import io.firewarden.model.LocalityCounts;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.event.query.Doubt;
import io.firewarden.model.task.DataVolumes;
import java.time.Instant;
import java.util.function.Supplier;

/** A stage attempt that runs now. */
final class StageState {
  private final int id;
  private final int attempt;
  private final String name;
  private final int tasks;
  private final long submittedAt;

  private final RunningTasks running;
  private final TaskIndexes succeeded;
  private final LocalityCounter started = new LocalityCounter();
  private final TaskSums sums = new TaskSums();
  private final Spread taskMillis;
  private final Spread taskBytes;
  private boolean prefersNoPlace;
  private boolean unsure;
  private Doubt doubt = Doubt.NONE;
  private int completed;
  private long failed;

  StageState(int id, int attempt, String name, int tasks, long submittedAt, Limits limits) {
    this.id = id;
    this.attempt = attempt;
    this.name = name;
    this.tasks = tasks;
    this.submittedAt = submittedAt;
    this.running = new RunningTasks(limits.knownTasks());
    this.succeeded = new TaskIndexes(limits.indexWords());
    this.taskMillis = new Spread(limits.fineSketches());
    this.taskBytes = new Spread(limits.fineSketches());
  }

  int id() {
    return id;
  }

  RunningTasks running() {
    return running;
  }

  /** What its ended attempts did. */
  TaskSums sums() {
    return sums;
  }

  /** Gives back what it took of what all stages share. */
  void release() {
    running.clear();
    succeeded.clear();
    taskMillis.release();
    taskBytes.release();
  }

  void prefersNoPlace() {
    prefersNoPlace = true;
  }

  /** Its tasks, or itself, may have ended unseen; how many of them run is not sure any more. */
  void eventsDropped() {
    running.distrust();
    unsure = true;
    doubt = Doubt.OPEN;
  }

  /** Whether events were dropped while it ran. */
  boolean isUnsure() {
    return unsure;
  }

  /** Tasks of it run, somebody says. */
  void alive() {
    doubt = Doubt.NONE;
  }

  boolean isDoubted() {
    return doubt.isOpen();
  }

  /** Whether nothing was heard of it for long. */
  boolean isGivenUp(Instant now) {
    doubt = doubt.at(now);
    return doubt.isOver(now);
  }

  /** Counts a start, and says as what. */
  TaskLocality taskStarted(TaskStart start) {
    alive();
    TaskLocality told = start.locality();
    TaskLocality locality =
        prefersNoPlace && told == TaskLocality.PROCESS_LOCAL ? TaskLocality.NO_PREF : told;
    started.add(locality);
    running.started(start.taskId(), start.launchTime());
    return locality;
  }

  void taskEnded(TaskEnd end) {
    alive();
    sums.add(end);
    switch (end.outcome()) {
      case SUCCEEDED -> {
        running.ended(end.taskId());
        succeeded(end);
      }
      case FAILED -> {
        running.ended(end.taskId());
        failed++;
      }
      // Neither done nor failed: the task waits again, or is not needed any more.
      case KILLED, LOST -> running.ended(end.taskId());
      case RESUBMITTED -> resubmitted(end.index());
    }
  }

  private void succeeded(TaskEnd end) {
    int index = end.index();
    if (!succeeded.isKnown(index)) {
      completed++;
    } else if (succeeded.contains(index)) {
      sums.addNeedless(end);
    } else {
      succeeded.add(index);
      completed++;
    }
    taskMillis.add(end.millisThatCount());
    TaskFigures figures = end.figures();
    if (figures != null) {
      taskBytes.add(
          figures.inputBytes()
              + figures.shuffleReadLocalBytes()
              + figures.shuffleReadRemoteBytes());
    }
  }

  /** The task's result is gone: it waits again. */
  private void resubmitted(int index) {
    boolean known = succeeded.isKnown(index);
    boolean wasCompleted = known ? succeeded.contains(index) : completed > 0;
    if (!wasCompleted) {
      return;
    }
    completed--;
    if (known) {
      succeeded.remove(index);
    }
  }

  /** Copies what is known now; what is made of it is made by whoever asks for it. */
  Supplier<Stage> read() {
    Long oldest = running.oldestLaunch();
    int active = running.count();
    int done = Math.min(tasks, completed);
    long failures = failed;
    LocalityCounts starts = started.counts();
    Spread.Values millis = taskMillis.values();
    Spread.Values bytes = taskBytes.values();
    TaskSums ended = sums.copy();
    return () -> {
      DataVolumes volumes = ended.volumes();
      return new Stage(
          id,
          attempt,
          name,
          submittedAt > 0 ? Instant.ofEpochMilli(submittedAt) : null,
          tasks,
          active,
          done,
          failures,
          starts,
          volumes.inputBytes(),
          volumes.shuffleReadLocalBytes() + volumes.shuffleReadRemoteBytes(),
          volumes.shuffleWriteBytes(),
          volumes.spilledDiskBytes(),
          oldest == null ? null : Instant.ofEpochMilli(oldest),
          millis.distribution(),
          bytes.distribution(),
          ended.breakdown());
    };
  }

  /**
   * What all running stages share.
   *
   * @param knownTasks running task attempts that are known one by one
   * @param indexWords words of the indexes of tasks that have succeeded
   * @param fineSketches sketches of distributions that know more of a value than others
   */
  record Limits(Budget knownTasks, Budget indexWords, Budget fineSketches) {}
}
