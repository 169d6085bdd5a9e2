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

import java.util.Objects;

/**
 * The new whereabouts of an RDD block or a broadcast block on one executor. Spark tells sizes, not
 * differences, and tells no earlier state: what is in memory now adds its size, what is not
 * subtracts it, likewise on disk.
 *
 * @param executorId the executor, or {@code driver}
 * @param rddId the RDD, or -1 for a block that is not of an RDD
 * @param partition the RDD's partition, or -1
 * @param inMemory whether the block is now in memory
 * @param onDisk whether the block is now on disk
 * @param offHeap whether the memory is off the heap; told only of a block that is held
 * @param memoryBytes its size in memory: what it takes, or what it released when not in memory
 * @param diskBytes its size on disk, likewise
 */
public record BlockUpdate(
    String executorId,
    int rddId,
    int partition,
    boolean inMemory,
    boolean onDisk,
    boolean offHeap,
    long memoryBytes,
    long diskBytes) {

  public BlockUpdate {
    Objects.requireNonNull(executorId, "executorId");
  }

  /** Whether the executor still holds the block. */
  boolean isHeld() {
    return inMemory || onDisk;
  }

  /** Bytes in memory now; Spark tells of a block that left memory how much that was. */
  long memoryHeld() {
    return inMemory ? Math.max(0, memoryBytes) : 0;
  }

  /** Bytes on disk now. */
  long diskHeld() {
    return onDisk ? Math.max(0, diskBytes) : 0;
  }

  /** What is more in memory than before, if nothing is known of before. */
  long memoryDelta() {
    return inMemory ? memoryBytes : -memoryBytes;
  }

  /** What is more on disk than before, if nothing is known of before. */
  long diskDelta() {
    return onDisk ? diskBytes : -diskBytes;
  }
}
