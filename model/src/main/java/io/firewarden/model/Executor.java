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

import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A live block manager of an application: an executor, or the driver.
 *
 * @param id Spark's executor id; {@value #DRIVER_ID} for the driver
 * @param host the host name, without port
 * @param addedAt when it registered
 * @param totalCores cores offered for tasks; 0 for the driver unless in local mode
 * @param activeTasks task attempts that run on it now
 * @param succeededTasks attempts that succeeded on it since it registered
 * @param failedTasks attempts that failed on it since it registered (see {@link TaskTotals#failed})
 * @param taskMillis sum of the durations of ended attempts, in ms
 * @param gcMillis sum over ended attempts of garbage collection time, in ms (see {@link
 *     TaskTotals#gcMillis})
 * @param storageUsedBytes memory of cached and broadcast blocks; not heap in use
 * @param storageMaxBytes upper bound of storage memory ({@code (heap - 300 MiB) *
 *     spark.memory.fraction} plus off-heap); 0 when not yet known
 * @param diskUsedBytes disk space of cached blocks
 * @param heapPeakBytes the highest heap in use that was sampled since it registered, garbage
 *     included; null when never sampled
 * @param heapMaxBytes the JVM's maximum heap, derived from on-heap storage memory; null when
 *     unknown
 * @param majorGcCount old-generation collections since the process started; null when never sampled
 * @param detail its share of the work and of memory; null when the source cannot know
 * @param process what its process measured of itself; null without the plugin
 */
public record Executor(
    String id,
    String host,
    Instant addedAt,
    int totalCores,
    int activeTasks,
    long succeededTasks,
    long failedTasks,
    long taskMillis,
    long gcMillis,
    long storageUsedBytes,
    long storageMaxBytes,
    long diskUsedBytes,
    @Nullable Long heapPeakBytes,
    @Nullable Long heapMaxBytes,
    @Nullable Long majorGcCount,
    @Nullable ExecutorDetail detail,
    @Nullable ProcessFigures process) {

  /** The id that Spark gives to the driver's block manager. */
  public static final String DRIVER_ID = "driver";

  public Executor {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(addedAt, "addedAt");
  }

  /** An executor of a source that knows only what every source knows. */
  public Executor(
      String id,
      String host,
      Instant addedAt,
      int totalCores,
      int activeTasks,
      long succeededTasks,
      long failedTasks,
      long taskMillis,
      long gcMillis,
      long storageUsedBytes,
      long storageMaxBytes,
      long diskUsedBytes,
      @Nullable Long heapPeakBytes,
      @Nullable Long heapMaxBytes,
      @Nullable Long majorGcCount) {
    this(
        id,
        host,
        addedAt,
        totalCores,
        activeTasks,
        succeededTasks,
        failedTasks,
        taskMillis,
        gcMillis,
        storageUsedBytes,
        storageMaxBytes,
        diskUsedBytes,
        heapPeakBytes,
        heapMaxBytes,
        majorGcCount,
        null,
        null);
  }

  /** The same executor with this detail and these figures of its process. */
  public Executor with(@Nullable ExecutorDetail other, @Nullable ProcessFigures figures) {
    return new Executor(
        id,
        host,
        addedAt,
        totalCores,
        activeTasks,
        succeededTasks,
        failedTasks,
        taskMillis,
        gcMillis,
        storageUsedBytes,
        storageMaxBytes,
        diskUsedBytes,
        heapPeakBytes,
        heapMaxBytes,
        majorGcCount,
        other,
        figures);
  }

  /** Whether this is the driver and not an executor. */
  public boolean isDriver() {
    return id.equals(DRIVER_ID);
  }

  /**
   * The JVM's maximum heap in bytes, from the on-heap part of storage memory: the inverse of
   * Spark's {@code UnifiedMemoryManager}, {@code storage = (heap - 300 MiB) * fraction}. Null when
   * either figure is not positive.
   *
   * @param onHeapStorageBytes the on-heap storage maximum
   * @param memoryFraction {@code spark.memory.fraction}
   */
  public static @Nullable Long heapMaxFromStorage(long onHeapStorageBytes, double memoryFraction) {
    if (onHeapStorageBytes <= 0 || !(memoryFraction > 0)) {
      return null;
    }
    return Math.round(onHeapStorageBytes / memoryFraction) + RESERVED_SYSTEM_BYTES;
  }

  private static final long RESERVED_SYSTEM_BYTES = 300L * 1024 * 1024;
}
