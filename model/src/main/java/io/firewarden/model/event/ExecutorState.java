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
import io.firewarden.model.executor.ProcessFigures;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A live executor, or the driver. */
final class ExecutorState {
  private static final long UNKNOWN = -1;

  private final String id;
  private final String host;
  private final long addedAt;

  /** Whether Spark's scheduler told of it, and not only its block manager. */
  private boolean scheduled;

  private int cores;
  private int activeTasks;
  private long succeededTasks;
  private long failedTasks;
  private long taskMillis;
  private long gcMillis;
  private long storageUsed;
  private long storageMax;
  private long onHeapStorageMax;
  private long diskUsed;
  private long heapPeak = UNKNOWN;
  private long majorGcCount = UNKNOWN;
  private @Nullable ProcessFigures process;

  ExecutorState(String id, String host, long addedAt) {
    this.id = id;
    this.host = host;
    this.addedAt = addedAt;
  }

  void scheduled(int offeredCores) {
    scheduled = true;
    cores = offeredCores;
  }

  boolean isScheduled() {
    return scheduled;
  }

  void storageLimits(long onHeapBytes, long bytes) {
    onHeapStorageMax = Math.max(0, onHeapBytes);
    storageMax = Math.max(0, bytes);
  }

  void storageChanged(long memoryDelta, long diskDelta) {
    storageUsed = Math.max(0, storageUsed + memoryDelta);
    diskUsed = Math.max(0, diskUsed + diskDelta);
  }

  void storageLost() {
    storageUsed = 0;
    diskUsed = 0;
  }

  void taskStarted() {
    activeTasks++;
  }

  void taskEnded(TaskEnd end) {
    if (end.endsAnAttempt()) {
      activeTasks = Math.max(0, activeTasks - 1);
    }
    switch (end.outcome()) {
      case SUCCEEDED -> succeededTasks++;
      case FAILED -> failedTasks++;
      case KILLED, LOST, RESUBMITTED -> {
        // Says nothing about the executor.
      }
    }
    taskMillis += end.millisThatCount();
    gcMillis += end.gcMillisThatCount();
  }

  /** No collection at all is only believed of a sample that knows the heap. */
  void sampled(long heapPeakBytes, long majorGcs) {
    if (heapPeakBytes > 0) {
      heapPeak = Math.max(heapPeak, heapPeakBytes);
    }
    if (majorGcs > 0 || (majorGcs == 0 && heapPeakBytes > 0)) {
      majorGcCount = Math.max(majorGcCount, majorGcs);
    }
  }

  void measured(ProcessFigures figures) {
    process = figures;
  }

  Executor snapshot(double memoryFraction) {
    return new Executor(
        id,
        host,
        Instant.ofEpochMilli(addedAt),
        cores,
        activeTasks,
        succeededTasks,
        failedTasks,
        taskMillis,
        gcMillis,
        storageUsed,
        storageMax,
        diskUsed,
        known(heapPeak),
        Executor.heapMaxFromStorage(onHeapStorageMax, memoryFraction),
        known(majorGcCount),
        null,
        process);
  }

  private static @Nullable Long known(long value) {
    return value == UNKNOWN ? null : value;
  }
}
