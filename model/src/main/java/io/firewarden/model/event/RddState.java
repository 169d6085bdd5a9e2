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

import io.firewarden.model.CachedRdd;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A cached RDD: where its blocks are, and how large. Spark tells of a block what it is now, but not
 * what it was: of each block that is known, the sizes told last are kept, and their change counts.
 * Spark does not tell that it has read a block from disk back into memory, so that the memory of an
 * RDD that is evicted and read again is a lower bound.
 */
final class RddState {
  /** In place of the partition: all blocks of an executor that are not known one by one. */
  private static final int REST = -1;

  private final Budget restBudget;
  private final Budget blockBudget;
  private final BlockSizes blocks = new BlockSizes();

  /** Executors that hold a partition. */
  private final IntCounts replicas = new IntCounts();

  private long memory;
  private long disk;
  private boolean offHeap;
  private boolean complete = true;

  RddState(Budget restBudget, Budget blockBudget) {
    this.restBudget = restBudget;
    this.blockBudget = blockBudget;
  }

  /**
   * Takes in the new whereabouts of a block.
   *
   * @param executor the executor's number
   * @return what changes for the executor, or null when the block is not followed
   */
  @Nullable Change blockUpdated(int executor, BlockUpdate update) {
    // Spark does not tell where a block was that is gone; all blocks of an RDD are alike.
    offHeap = update.isHeld() ? update.offHeap() : offHeap;
    long block = key(executor, update.partition());
    if (blocks.contains(block)) {
      return update.isHeld() ? put(block, update) : drop(block);
    }
    long rest = key(executor, REST);
    if (blocks.contains(rest)) {
      return addToRest(rest, update);
    }
    if (!update.isHeld()) {
      return null;
    }
    if (update.partition() >= 0 && blockBudget.tryTake(1)) {
      replicas.add(update.partition());
      return put(block, update);
    }
    complete = false;
    return restBudget.tryTake(1) ? addToRest(rest, update) : null;
  }

  private Change put(long block, BlockUpdate update) {
    int before = blocks.contains(block) ? 1 : 0;
    return resize(block, update.memoryHeld(), update.diskHeld(), 1 - before);
  }

  /** What such a block was is not known: what was told of its end is taken for it. */
  private Change addToRest(long rest, BlockUpdate update) {
    Change change =
        resize(
            rest,
            Math.max(0, blocks.memory(rest) + update.memoryDelta()),
            Math.max(0, blocks.disk(rest) + update.diskDelta()),
            0);
    if (blocks.memory(rest) == 0 && blocks.disk(rest) == 0) {
      drop(rest);
    }
    return change;
  }

  private Change resize(long block, long memoryBytes, long diskBytes, int more) {
    long memoryDelta = memoryBytes - blocks.memory(block);
    long diskDelta = diskBytes - blocks.disk(block);
    blocks.put(block, memoryBytes, diskBytes);
    memory += memoryDelta;
    disk += diskDelta;
    return new Change(memoryDelta, diskDelta, offHeap, more);
  }

  private Change drop(long block) {
    Change freed = freed(block, blocks.memory(block), blocks.disk(block));
    blocks.remove(block);
    memory += freed.memoryBytes();
    disk += freed.diskBytes();
    if (isRest(block)) {
      restBudget.giveBack(1);
    } else {
      blockBudget.giveBack(1);
      replicas.remove(partition(block));
    }
    return freed;
  }

  private Change freed(long block, long memoryBytes, long diskBytes) {
    return new Change(-memoryBytes, -diskBytes, offHeap, isRest(block) ? 0 : -1);
  }

  /** The executor's blocks went with it. */
  void executorGone(int executor) {
    LongStream.Builder gone = LongStream.builder();
    blocks.forEach(
        (block, memoryBytes, diskBytes) -> {
          if (executor(block) == executor) {
            gone.add(block);
          }
        });
    gone.build().forEach(this::drop);
  }

  /** Drops all blocks; tells for the number of each executor that holds some what becomes free. */
  Map<Integer, Change> unpersist() {
    Map<Integer, Change> freed = new HashMap<>();
    blocks.forEach(
        (block, memoryBytes, diskBytes) ->
            freed.merge(executor(block), freed(block, memoryBytes, diskBytes), Change::plus));
    release();
    return freed;
  }

  /** Gives back what it took of what all RDDs share. */
  void release() {
    blocks.forEach(
        (block, memoryBytes, diskBytes) -> (isRest(block) ? restBudget : blockBudget).giveBack(1));
  }

  boolean isCached() {
    return replicas.size() > 0;
  }

  /** Whether it holds nothing that must be given back later. */
  boolean isEmpty() {
    return blocks.size() == 0;
  }

  /** Blocks of it may have come and gone unseen. */
  void eventsDropped() {
    complete = false;
  }

  /** Whether all its cached blocks are known. */
  boolean isComplete() {
    return complete;
  }

  CachedRdd snapshot(int id, String name, int partitions) {
    return new CachedRdd(id, name, partitions, replicas.size(), memory, disk);
  }

  private static long key(int executor, int partition) {
    return ((long) executor << Integer.SIZE) | (partition & 0xFFFF_FFFFL);
  }

  private static int executor(long block) {
    return (int) (block >>> Integer.SIZE);
  }

  private static int partition(long block) {
    return (int) block;
  }

  private static boolean isRest(long block) {
    return partition(block) == REST;
  }

  /**
   * What an executor takes or gets back.
   *
   * @param memoryBytes storage memory
   * @param diskBytes disk space
   * @param offHeap whether the memory is off the heap
   * @param blocks blocks that are known
   */
  record Change(long memoryBytes, long diskBytes, boolean offHeap, int blocks) {
    Change plus(Change other) {
      return new Change(
          memoryBytes + other.memoryBytes,
          diskBytes + other.diskBytes,
          offHeap,
          blocks + other.blocks);
    }
  }
}
