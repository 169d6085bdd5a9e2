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
import io.firewarden.alerts.figure.Figures;
import java.util.ArrayList;
import java.util.List;

/**
 * Advice on findings about memory. All of them show the same {@link MemoryStep}, so that they never
 * contradict each other.
 */
public final class MemoryAdvice {
  private static final String LESS_PER_TASK =
      "Let each task hold less: more partitions (spark.sql.shuffle.partitions, repartition), and"
          + " no large collections built up within a task.";
  private static final String LESS_CACHED =
      "Cache less: unpersist() what is no longer read, or persist with"
          + " StorageLevel.MEMORY_AND_DISK, so that blocks go to disk instead of being dropped.";

  private MemoryAdvice() {}

  /** Storage memory is full. */
  public static Advice forFullStorage(MemoryNeed need) {
    return new Advice(
        "Cached and broadcast blocks fill storage memory, so that further blocks are evicted and"
            + " computed again, or not cached at all.",
        new MemoryStep(need).changes(),
        List.of(LESS_CACHED));
  }

  /** The heap is full and collections do not help any more. */
  public static Advice forHeapPressure(MemoryNeed need) {
    return new Advice(
        "Tasks keep more objects alive than the heap can hold, which ends in an OutOfMemoryError"
            + " or a lost executor.",
        new MemoryStep(need).changes(),
        steps(need));
  }

  /** Tasks spend their time in garbage collection. */
  public static Advice forGarbageCollection(MemoryNeed need) {
    return new Advice(
        "Tasks need more heap than their share of it, so that the collector runs instead of them.",
        new MemoryStep(need).changes(),
        steps(need));
  }

  private static List<String> steps(MemoryNeed need) {
    List<String> steps = new ArrayList<>();
    Long heap = need.heapBytes();
    if (heap != null && need.cores() > 0) {
      steps.add(
          "Memory per core is "
              + Figures.bytes(heap / need.cores())
              + " now ("
              + Figures.bytes(heap)
              + " / "
              + Figures.count(need.cores(), "core")
              + ").");
    }
    List<SettingChange> changes = new MemoryStep(need).changes();
    if (changes.isEmpty()) {
      steps.add("The heap is large already; a larger one would only pause longer.");
    }
    steps.add(LESS_PER_TASK);
    return steps;
  }
}
