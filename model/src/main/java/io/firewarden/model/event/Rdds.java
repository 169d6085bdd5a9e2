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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The RDDs of which blocks are cached. */
final class Rdds {
  /** Cached RDDs that are followed; those that come when it is reached are left out. */
  static final int MAX_RDDS = SnapshotLimits.CACHED_RDDS;

  /** RDDs whose name and size are remembered; the one seen first gives way. */
  static final int MAX_DESCRIPTIONS = 1_000;

  /** Cached blocks that are known one by one. */
  static final int MAX_BLOCKS = 100_000;

  /** Pairs of RDD and executor of which further blocks are known as a sum. */
  static final int MAX_RESTS = 20_000;

  private final Map<Integer, RddState> cached = new HashMap<>();
  private final Map<Integer, Description> descriptions = new LinkedHashMap<>();
  private final Budget blocks = new Budget(MAX_BLOCKS);
  private final Budget rests = new Budget(MAX_RESTS);
  private boolean leftOut;

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
        leftOut = true;
        return null;
      }
      rdd = new RddState(rests, blocks);
      cached.put(update.rddId(), rdd);
    }
    if (rdd == null) {
      return null;
    }
    RddState.Change change = rdd.blockUpdated(executor, update);
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

  /** With nothing cached there is nothing that could be left out. */
  private void healIfEmpty() {
    if (cached.isEmpty()) {
      leftOut = false;
    }
  }

  /**
   * Forgets an RDD; tells for the number of each executor that holds blocks of it what becomes
   * free.
   */
  Map<Integer, RddState.Change> unpersisted(int id) {
    descriptions.remove(id);
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
    leftOut = false;
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
    return !leftOut && cached.values().stream().allMatch(RddState::isComplete);
  }

  private record Description(String name, int partitions) {
    static final Description NONE = new Description("", 0);
  }
}
