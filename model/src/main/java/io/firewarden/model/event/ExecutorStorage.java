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

/** The storage of one executor: what it may take, and what its blocks take. */
final class ExecutorStorage {
  private long used;
  private long offHeapUsed;
  private long max;
  private long onHeapMax;
  private long disk;
  private long broadcastUsed;
  private long broadcastDisk;
  private int blocks;

  /** Whether events were dropped that may have told of its blocks. */
  private boolean dropped;

  /** Whether a limit has left out blocks of it. */
  private boolean leftOut;

  /** Whether blocks went to disk: Spark does not tell that it reads them back into memory. */
  private boolean evicted;

  /** What is at least in use since then, by the last word of its memory manager; 0 if unknown. */
  private long least;

  /** Whether it was asked itself since its sums are not to be trusted. */
  private boolean sampled;

  ExecutorStorage() {}

  private ExecutorStorage(ExecutorStorage other) {
    used = other.used;
    offHeapUsed = other.offHeapUsed;
    max = other.max;
    onHeapMax = other.onHeapMax;
    disk = other.disk;
    broadcastUsed = other.broadcastUsed;
    broadcastDisk = other.broadcastDisk;
    blocks = other.blocks;
    least = other.least;
  }

  ExecutorStorage copy() {
    return new ExecutorStorage(this);
  }

  void limits(long onHeapBytes, long bytes) {
    onHeapMax = Math.max(0, onHeapBytes);
    max = Math.max(0, bytes);
  }

  /** A block of a broadcast came or went; they are not known one by one. */
  void broadcastChanged(long memoryDelta, long diskDelta) {
    broadcastUsed = Math.max(0, broadcastUsed + memoryDelta);
    broadcastDisk = Math.max(0, broadcastDisk + diskDelta);
  }

  void changed(RddState.Change change) {
    if (change.offHeap()) {
      offHeapUsed = Math.max(0, offHeapUsed + change.memoryBytes());
    }
    used = Math.max(0, used + change.memoryBytes());
    offHeapUsed = Math.min(offHeapUsed, used);
    disk = Math.max(0, disk + change.diskBytes());
    blocks = Math.max(0, blocks + change.blocks());
    if (change.blocks() < 0) {
      // With these blocks more memory may have become free than was told of.
      least = 0;
      evicted = evicted && blocks > 0;
    } else {
      least = least == 0 ? 0 : Math.max(0, least + change.memoryBytes());
      evicted = evicted || (change.memoryBytes() < 0 && change.diskBytes() > 0);
    }
  }

  /** The blocks went with their manager. */
  void lost() {
    used = 0;
    offHeapUsed = 0;
    disk = 0;
    broadcastUsed = 0;
    broadcastDisk = 0;
    blocks = 0;
    dropped = false;
    leftOut = false;
    evicted = false;
    least = 0;
    sampled = false;
  }

  /** Events were dropped that may have told of its blocks. */
  void eventsDropped() {
    dropped = true;
    sampled = false;
  }

  /** A block of it is not followed. */
  void leftOut() {
    leftOut = true;
  }

  /** What its memory manager says. It counts once the sum of what was told may be wrong. */
  void sampled(long onHeapBytes, long offHeapBytes) {
    long all = Math.max(0, onHeapBytes) + Math.max(0, offHeapBytes);
    least = evicted ? all : 0;
    if (dropped || leftOut) {
      broadcastUsed = Math.min(broadcastUsed, all);
      used = all - broadcastUsed;
      offHeapUsed = Math.min(Math.max(0, offHeapBytes), used);
      sampled = true;
    }
  }

  /**
   * Whether the memory in use is known.
   *
   * @param nothingLeftOut whether all blocks are followed again
   */
  boolean isSure(boolean nothingLeftOut) {
    return sampled || !(dropped || (leftOut && !nothingLeftOut));
  }

  /** Whether it holds nothing of any RDD. */
  boolean isEmpty() {
    return blocks == 0 && used == 0 && disk == 0 && !sampled;
  }

  long usedBytes() {
    return Math.max(used + broadcastUsed, least);
  }

  long offHeapUsedBytes() {
    return offHeapUsed;
  }

  long maxBytes() {
    return max;
  }

  /** 0 when Spark does not tell the parts of the maximum. */
  long onHeapMaxBytes() {
    return onHeapMax;
  }

  long offHeapMaxBytes() {
    return onHeapMax > 0 ? Math.max(0, max - onHeapMax) : 0;
  }

  long diskBytes() {
    return disk + broadcastDisk;
  }

  /** Blocks of RDDs that are known. */
  int blocks() {
    return blocks;
  }
}
