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

import io.firewarden.model.task.TaskBreakdown;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stage attempt that runs now.
 *
 * @param id Spark's stage id
 * @param attempt the attempt, from 0
 * @param name Spark's stage name, which is a call site or a user's text; never a label
 * @param submittedAt when it was submitted, or null when unknown
 * @param tasks tasks in the stage
 * @param activeTasks attempts that run now
 * @param completedTasks tasks (not attempts) that have succeeded
 * @param failedTasks attempts that failed (see {@link TaskTotals#failed})
 * @param started attempts at their start by locality
 * @param inputBytes bytes read from storage by ended attempts
 * @param shuffleReadBytes shuffle bytes read by ended attempts, local and remote
 * @param shuffleWriteBytes shuffle bytes written by ended attempts
 * @param spilledDiskBytes bytes spilled to disk by ended attempts, serialised
 * @param oldestTaskStartedAt launch time of the attempt that has run longest, or null when none
 *     runs; where that is costly to know, one that has ended is told while it would be younger than
 *     a minute and than a quarter of the limit for tasks
 * @param taskMillis durations of succeeded attempts in ms, or null when none has ended or the
 *     source does not know; see {@link Gap#DISTRIBUTIONS}
 * @param taskBytes bytes that succeeded attempts read from storage and shuffles, or null when none
 *     has ended or the source does not know
 * @param breakdown what its ended attempts did, in detail; null when the source cannot know
 */
public record Stage(
    int id,
    int attempt,
    String name,
    @Nullable Instant submittedAt,
    int tasks,
    int activeTasks,
    int completedTasks,
    long failedTasks,
    LocalityCounts started,
    long inputBytes,
    long shuffleReadBytes,
    long shuffleWriteBytes,
    long spilledDiskBytes,
    @Nullable Instant oldestTaskStartedAt,
    @Nullable Distribution taskMillis,
    @Nullable Distribution taskBytes,
    @Nullable TaskBreakdown breakdown) {

  public Stage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(started, "started");
  }

  /** A stage attempt of a source that knows only what every source knows. */
  public Stage(
      int id,
      int attempt,
      String name,
      @Nullable Instant submittedAt,
      int tasks,
      int activeTasks,
      int completedTasks,
      long failedTasks,
      LocalityCounts started,
      long inputBytes,
      long shuffleReadBytes,
      long shuffleWriteBytes,
      long spilledDiskBytes,
      @Nullable Instant oldestTaskStartedAt,
      @Nullable Distribution taskMillis) {
    this(
        id,
        attempt,
        name,
        submittedAt,
        tasks,
        activeTasks,
        completedTasks,
        failedTasks,
        started,
        inputBytes,
        shuffleReadBytes,
        shuffleWriteBytes,
        spilledDiskBytes,
        oldestTaskStartedAt,
        taskMillis,
        null,
        null);
  }

  /** Tasks that wait for a free core: neither succeeded nor running. */
  public int pendingTasks() {
    return Math.max(0, tasks - completedTasks - activeTasks);
  }
}
