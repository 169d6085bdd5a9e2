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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The live executors and the driver, and how many have gone. */
final class Executors {
  /** Live executors that are followed; those that come when it is reached are left out. */
  static final int MAX_EXECUTORS = 10_000;

  private final Map<String, ExecutorState> live = new HashMap<>();
  private long removed;
  private int leftOut;

  void added(String id, String host, int cores, long time) {
    ExecutorState executor = findOrAdd(id, host, time);
    if (executor != null) {
      executor.scheduled(cores);
    } else {
      leftOut++;
    }
  }

  void blockManagerAdded(String id, String host, long onHeapBytes, long bytes, long time) {
    ExecutorState executor = findOrAdd(id, host, time);
    if (executor != null) {
      executor.storageLimits(onHeapBytes, bytes);
    }
  }

  void removed(String id) {
    if (id.equals(Executor.DRIVER_ID)) {
      return;
    }
    removed++;
    if (live.remove(id) == null && leftOut > 0) {
      leftOut--;
    }
  }

  /**
   * An executor without a block manager holds no blocks. One that only its block manager told of is
   * not an executor any more: it registered again after the scheduler had given it up.
   */
  void blockManagerRemoved(String id) {
    ExecutorState executor = live.get(id);
    if (executor == null) {
      return;
    }
    executor.storageLost();
    if (!executor.isScheduled() && !id.equals(Executor.DRIVER_ID)) {
      live.remove(id);
    }
  }

  @Nullable ExecutorState find(String id) {
    return live.get(id);
  }

  void clear() {
    live.clear();
    leftOut = 0;
  }

  List<Executor> snapshot(double memoryFraction) {
    return live.values().stream().map(executor -> executor.snapshot(memoryFraction)).toList();
  }

  /** Executors that went since the start. */
  long removedCount() {
    return removed;
  }

  /** Whether all live executors are followed. */
  boolean isComplete() {
    return leftOut == 0;
  }

  private @Nullable ExecutorState findOrAdd(String id, String host, long time) {
    ExecutorState executor = live.get(id);
    if (executor == null && live.size() < MAX_EXECUTORS) {
      executor = new ExecutorState(id, host, time);
      live.put(id, executor);
    }
    return executor;
  }
}
