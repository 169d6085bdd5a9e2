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
import io.firewarden.model.SnapshotLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The RDDs of which blocks are cached. */
final class Rdds {
  /** Cached RDDs that are followed; those that come when it is reached are left out. */
  static final int MAX_RDDS = SnapshotLimits.CACHED_RDDS;

  /** RDDs whose name and size are remembered; the one seen first gives way. */
  static final int MAX_DESCRIPTIONS = 1_000;

  /** RDDs that are known to be left out. */
  static final int MAX_LEFT_OUT = 10_000;

  /** Cached blocks that are known one by one. */
  static final int MAX_BLOCKS = 100_000;

  /** Pairs of RDD and executor of which further blocks are known as a sum. */
  static final int MAX_RESTS = 20_000;

  private final Map<Integer, RddState> cached = new HashMap<>();
  private final Map<Integer, Description> descriptions = new LinkedHashMap<>();
  private final Budget blocks = new Budget(MAX_BLOCKS);
  private final Budget rests = new Budget(MAX_RESTS);

  /** RDDs of which blocks came that are not followed, while they are cached. */
  private final Set<Integer> leftOut = new HashSet<>();

  /** Whether too many are left out to be known. */
  private boolean uncounted;

  void seen(int id, String name, int partitions) {
    descriptions.remove(id);
    if (descriptions.size() >= MAX_DESCRIPTIONS) {
      Iterator<Integer> eldest = descriptions.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    descriptions.put(id, new Description(name, partitions));
  }

  /**
   * Takes in the new whereabouts of a block.
   *
   * @param executor the executor's number
   * @return what changes for the executor; null when the RDD is not followed on it, since nobody
   *     could tell later what becomes free with it
   */
  RddState.@Nullable Change blockUpdated(int executor, BlockUpdate update) {
    RddState rdd = cached.get(update.rddId());
    if (rdd == null && update.isHeld()) {
      if (cached.size() >= MAX_RDDS) {
        leaveOut(update.rddId());
        return null;
      }
      rdd = new RddState(rests, blocks);
      cached.put(update.rddId(), rdd);
    }
    if (rdd == null) {
      return null;
    }
    RddState.Change change = rdd.blockUpdated(executor, update);
    if (change == null && update.isHeld()) {
      leaveOut(update.rddId());
    }
    if (rdd.isEmpty()) {
      cached.remove(update.rddId());
      healIfEmpty();
    }
    return change;
  }

  void executorGone(int executor) {
    cached.values().forEach(rdd -> rdd.executorGone(executor));
    cached.values().removeIf(RddState::isEmpty);
    healIfEmpty();
  }

  private void leaveOut(int rdd) {
    if (leftOut.size() < MAX_LEFT_OUT) {
      leftOut.add(rdd);
    } else {
      uncounted |= !leftOut.contains(rdd);
    }
  }

  /** With nothing cached there is nothing that could be left out. */
  private void healIfEmpty() {
    if (cached.isEmpty()) {
      leftOut.clear();
      uncounted = false;
    }
  }

  /** Blocks may have come and gone unseen. */
  void eventsDropped() {
    cached.values().forEach(RddState::eventsDropped);
  }

  /** Whether all memory that cached blocks take is counted, as far as it was told. */
  boolean countsAllMemory() {
    return leftOut.isEmpty() && !uncounted;
  }

  /**
   * Forgets an RDD; tells for the number of each executor that holds blocks of it what becomes
   * free.
   */
  Map<Integer, RddState.Change> unpersisted(int id) {
    descriptions.remove(id);
    leftOut.remove(id);
    RddState rdd = cached.remove(id);
    if (rdd == null) {
      return Map.of();
    }
    healIfEmpty();
    return rdd.unpersist();
  }

  void clear() {
    cached.values().forEach(RddState::release);
    cached.clear();
    descriptions.clear();
    leftOut.clear();
    uncounted = false;
  }

  List<CachedRdd> snapshot() {
    List<CachedRdd> rdds = new ArrayList<>();
    cached.forEach(
        (id, rdd) -> {
          if (rdd.isCached()) {
            Description described = descriptions.getOrDefault(id, Description.NONE);
            rdds.add(rdd.snapshot(id, described.name(), described.partitions()));
          }
        });
    return rdds;
  }

  /** Whether all cached blocks of all RDDs are known. */
  boolean isComplete() {
    return countsAllMemory() && cached.values().stream().allMatch(RddState::isComplete);
  }

  private record Description(String name, int partitions) {
    static final Description NONE = new Description("", 0);
  }
}
