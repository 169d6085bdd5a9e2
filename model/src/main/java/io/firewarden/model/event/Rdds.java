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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The RDDs that are cached, or are meant to be. */
final class Rdds {
  /** RDDs that are followed; those that come when it is reached are left out. */
  static final int MAX_RDDS = 1_000;

  /** Pairs of RDD and executor that are followed. */
  static final int MAX_SHARES = 100_000;

  /** Cached blocks that are known one by one. */
  static final int MAX_BLOCKS = 100_000;

  private final Map<Integer, RddState> rdds = new LinkedHashMap<>();
  private final Budget shares = new Budget(MAX_SHARES);
  private final Budget blocks = new Budget(MAX_BLOCKS);
  private boolean leftOut;

  void seen(int id, String name, int partitions) {
    if (rdds.size() >= MAX_RDDS && !rdds.containsKey(id)) {
      removeOneWithoutBlocks();
    }
    RddState rdd = findOrAdd(id);
    if (rdd != null) {
      rdd.describe(name, partitions);
    }
  }

  void blockUpdated(BlockUpdate update) {
    RddState rdd = update.isHeld() ? findOrAdd(update.rddId()) : rdds.get(update.rddId());
    if (rdd != null) {
      rdd.blockUpdated(update);
      if (rdd.isForgettable()) {
        rdds.remove(update.rddId());
      }
    } else if (update.isHeld()) {
      leftOut = true;
    }
  }

  void executorGone(String executorId) {
    rdds.values().forEach(rdd -> rdd.executorGone(executorId));
    rdds.values().removeIf(RddState::isForgettable);
  }

  /** Forgets an RDD; tells for each executor that holds blocks of it what becomes free. */
  void unpersisted(int id, BiConsumer<String, RddState.Freed> freed) {
    RddState rdd = rdds.remove(id);
    if (rdd != null) {
      rdd.unpersist(freed);
    }
  }

  void clear() {
    rdds.values().forEach(RddState::clear);
    rdds.clear();
    leftOut = false;
  }

  List<CachedRdd> snapshot() {
    return rdds.values().stream().filter(RddState::isCached).map(RddState::snapshot).toList();
  }

  /** Whether all cached blocks of all RDDs are known. */
  boolean isComplete() {
    return !leftOut && rdds.values().stream().allMatch(RddState::isComplete);
  }

  private @Nullable RddState findOrAdd(int id) {
    RddState rdd = rdds.get(id);
    if (rdd == null && rdds.size() < MAX_RDDS) {
      rdd = new RddState(id, shares, blocks);
      rdds.put(id, rdd);
    }
    return rdd;
  }

  private void removeOneWithoutBlocks() {
    Iterator<RddState> each = rdds.values().iterator();
    while (each.hasNext()) {
      if (each.next().isEmpty()) {
        each.remove();
        return;
      }
    }
  }
}
