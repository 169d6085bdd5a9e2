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
package io.firewarden.listener.executor;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's own account of its memory.
 *
 * @param heapUsedBytes heap in use, garbage included
 * @param heapCommittedBytes heap that it holds
 * @param heapMaxBytes maximum heap
 * @param oldGenUsedAfterGcBytes old generation in use after its last collection; of a heap without
 *     generations, all of it
 * @param oldGenMaxBytes maximum of the old generation
 * @param directBytes direct buffers that the JDK counts
 * @param mappedBytes mapped buffers
 */
record JvmMemory(
    @Nullable Long heapUsedBytes,
    @Nullable Long heapCommittedBytes,
    @Nullable Long heapMaxBytes,
    @Nullable Long oldGenUsedAfterGcBytes,
    @Nullable Long oldGenMaxBytes,
    @Nullable Long directBytes,
    @Nullable Long mappedBytes) {

  /** As the collectors of HotSpot call it; ZGC and Shenandoah may have one generation. */
  private static final Pattern OLD =
      Pattern.compile(".*(Old Gen|Tenured Gen|Old Generation)|ZHeap|Shenandoah");

  static JvmMemory of(
      MemoryUsage heap, List<MemoryPoolMXBean> pools, List<BufferPoolMXBean> buffers) {
    MemoryPoolMXBean old =
        pools.stream()
            .filter(each -> OLD.matcher(each.getName()).matches())
            .findFirst()
            .orElse(null);
    MemoryUsage afterGc = old == null ? null : old.getCollectionUsage();
    MemoryUsage now = old == null ? null : old.getUsage();
    return new JvmMemory(
        heap.getUsed(),
        heap.getCommitted(),
        known(heap.getMax()),
        // Before the first collection the JVM says 0, which is not what a collection left.
        afterGc == null || afterGc.getUsed() == 0 ? null : Long.valueOf(afterGc.getUsed()),
        now == null ? null : known(now.getMax()),
        buffers(buffers, "direct"),
        buffers(buffers, "mapped"));
  }

  private static @Nullable Long buffers(List<BufferPoolMXBean> pools, String name) {
    return pools.stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .map(each -> known(each.getMemoryUsed()))
        .orElse(null);
  }

  private static @Nullable Long known(long value) {
    return value < 0 ? null : Long.valueOf(value);
  }
}
