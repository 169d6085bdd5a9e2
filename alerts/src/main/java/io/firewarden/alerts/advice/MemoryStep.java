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
package io.firewarden.alerts.advice;

import io.firewarden.alerts.advice.Advice.SettingChange;
import io.firewarden.alerts.advice.MemoryNeed.Jvm;
import io.firewarden.alerts.figure.Figures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one decision about memory for the processes of one kind. Storage asks for so much that the
 * blocks of today fill {@value #STORAGE_TARGET} of it; garbage collection asks for one step, as
 * small heaps need more heap and large ones fewer tasks at once. The greater of the two is the
 * value, whichever finding shows it.
 */
final class MemoryStep {
  static final double STORAGE_TARGET = 0.8;
  private static final double UNKNOWN_HEAP_FACTOR = 1.5;
  private static final long MIB = 1024L * 1024;
  private static final long GIB = 1024 * MIB;
  private static final long UNIT = 256 * MIB;
  private static final int MANY_CORES = 4;
  private static final int FEW_CORES = 2;

  private final MemoryNeed need;

  MemoryStep(MemoryNeed need) {
    this.need = need;
  }

  /** The settings to change; empty when the ladder has no further step. */
  List<SettingChange> changes() {
    List<SettingChange> changes = new ArrayList<>();
    Long heap = need.heapBytes();
    Integer cores = heap == null ? null : fewerCores(heap);
    if (cores != null) {
      changes.add(coresChange(cores));
    }
    Wish wish = greater(storageWish(), cores == null ? collectionWish() : null);
    if (wish != null) {
      changes.add(memoryChange(wish));
    }
    return changes;
  }

  /** Cores for each executor where fewer of them is the step, else null. */
  private @Nullable Integer fewerCores(long heap) {
    if (!need.collecting() || need.jvm() == Jvm.DRIVER) {
      return null;
    }
    if (need.cores() > MANY_CORES) {
      return (need.cores() + 1) / 2;
    }
    return heap >= 8 * GIB && need.cores() > FEW_CORES ? Integer.valueOf(FEW_CORES) : null;
  }

  private SettingChange coresChange(int cores) {
    return new SettingChange(
        "spark.executor.cores",
        String.valueOf(cores),
        need.cores()
            + " tasks share one heap now; with "
            + cores
            + " each has "
            + Figures.decimal((double) need.cores() / cores, 2)
            + " times the memory");
  }

  private @Nullable Wish storageWish() {
    if (!(need.storageShare() > 0)) {
      return null;
    }
    return new Wish(
        need.storageShare() / STORAGE_TARGET,
        Figures.decimal(need.storageShare(), 2) + " in use / " + STORAGE_TARGET + " wanted");
  }

  private @Nullable Wish collectionWish() {
    if (!need.collecting()) {
      return null;
    }
    Long heap = need.heapBytes();
    if (heap == null) {
      return new Wish(UNKNOWN_HEAP_FACTOR, "one step for garbage collection");
    }
    if (heap < 4 * GIB) {
      return new Wish(2, "one step for garbage collection in a heap below 4 GiB");
    }
    if (heap < 8 * GIB) {
      return new Wish(1.5, "one step for garbage collection in a heap below 8 GiB");
    }
    return heap < 16 * GIB
        ? new Wish(1.25, "one step for garbage collection in a heap below 16 GiB")
        : null;
  }

  private static @Nullable Wish greater(@Nullable Wish one, @Nullable Wish other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.factor >= other.factor ? one.covering(other) : other.covering(one);
  }

  private SettingChange memoryChange(Wish wish) {
    String key = need.jvm().memoryKey();
    String factor = Figures.decimal(wish.factor, 2);
    Long heap = need.heapBytes();
    if (heap == null) {
      return new SettingChange(
          key, factor + " x its present value", wish.why + "; the heap's size is not known");
    }
    long target = (long) Math.ceil(heap * wish.factor / UNIT) * UNIT;
    return new SettingChange(
        key,
        setting(target),
        Figures.bytes(heap) + " x " + factor + " (" + wish.why + "), rounded up to 256 MiB");
  }

  private static String setting(long bytes) {
    return bytes % GIB == 0 ? bytes / GIB + "g" : bytes / MIB + "m";
  }

  /** By how much memory should grow. */
  private record Wish(double factor, String why) {
    Wish covering(Wish lesser) {
      return new Wish(factor, why + "; covers " + lesser.why);
    }
  }
}
