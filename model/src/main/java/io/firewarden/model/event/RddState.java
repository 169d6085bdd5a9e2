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
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The cached blocks of an RDD: which executor holds which partitions. */
final class RddState {
  private final Budget shareBudget;
  private final Budget blockBudget;
  private final Map<String, Share> shares = new HashMap<>();

  /** Executors that hold a partition. */
  private final IntCounts replicas = new IntCounts();

  private long memory;
  private long disk;
  private boolean complete = true;

  RddState(Budget shareBudget, Budget blockBudget) {
    this.shareBudget = shareBudget;
    this.blockBudget = blockBudget;
  }

  /**
   * Takes in the new whereabouts of a block.
   *
   * @return what changes for the executor, or null when it is not followed
   */
  @Nullable Change blockUpdated(BlockUpdate update) {
    Share share = share(update.executorId(), update.isHeld());
    if (share == null) {
      return null;
    }
    // Spark does not tell where a block was that is gone; all blocks of an RDD are alike.
    share.offHeap = update.isHeld() ? update.offHeap() : share.offHeap;
    int blocksBefore = share.blocks.size();
    long memoryBefore = share.memory;
    long diskBefore = share.disk;
    share.memory = Math.max(0, share.memory + update.memoryDelta());
    share.disk = Math.max(0, share.disk + update.diskDelta());
    memory += share.memory - memoryBefore;
    disk += share.disk - diskBefore;
    if (update.isHeld()) {
      hold(share, update.partition());
    } else {
      drop(share, update.partition());
    }
    if (share.isEmpty()) {
      shares.remove(update.executorId());
      shareBudget.giveBack(1);
    }
    return new Change(
        update.memoryDelta(),
        update.diskDelta(),
        share.offHeap,
        share.blocks.size() - blocksBefore);
  }

  /** The executor's blocks went with it. */
  void executorGone(String executorId) {
    Share share = shares.remove(executorId);
    if (share == null) {
      return;
    }
    shareBudget.giveBack(1);
    memory -= share.memory;
    disk -= share.disk;
    share.blocks.forEach(this::removeReplica);
  }

  /** Drops all blocks; tells for each executor that holds some what becomes free. */
  void unpersist(BiConsumer<String, Change> freed) {
    shares.forEach((executor, share) -> freed.accept(executor, share.freed()));
    clear();
  }

  void clear() {
    shares.values().forEach(share -> blockBudget.giveBack(share.blocks.size()));
    shareBudget.giveBack(shares.size());
    shares.clear();
    replicas.clear();
  }

  boolean isCached() {
    return replicas.size() > 0;
  }

  /** Whether it holds nothing that must be given back later. */
  boolean isEmpty() {
    return shares.isEmpty();
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

  private @Nullable Share share(String executorId, boolean create) {
    Share share = shares.get(executorId);
    if (share == null && create) {
      if (!shareBudget.tryTake(1)) {
        complete = false;
        return null;
      }
      share = new Share();
      shares.put(executorId, share);
    }
    return share;
  }

  private void hold(Share share, int partition) {
    if (share.blocks.contains(partition)) {
      return;
    }
    if (!blockBudget.tryTake(1)) {
      complete = false;
      return;
    }
    share.blocks.add(partition);
    replicas.add(partition);
  }

  private void drop(Share share, int partition) {
    if (share.blocks.remove(partition)) {
      removeReplica(partition);
    }
  }

  private void removeReplica(int partition) {
    blockBudget.giveBack(1);
    replicas.remove(partition);
  }

  /**
   * What an executor takes or gets back.
   *
   * @param memoryBytes storage memory
   * @param diskBytes disk space
   * @param offHeap whether the memory is off the heap
   * @param blocks blocks that are known
   */
  record Change(long memoryBytes, long diskBytes, boolean offHeap, int blocks) {}

  /** What one executor holds of the RDD. */
  private static final class Share {
    private final IntCounts blocks = new IntCounts();
    private long memory;
    private long disk;
    private boolean offHeap;

    Change freed() {
      return new Change(-memory, -disk, offHeap, -blocks.size());
    }

    boolean isEmpty() {
      return blocks.size() == 0 && memory == 0 && disk == 0;
    }
  }
}
