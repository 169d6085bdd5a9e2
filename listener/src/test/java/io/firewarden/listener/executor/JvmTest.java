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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.executor.GarbageCollector;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the beans of JVMs say, by the names that OpenJDK 17 and 25 give to them. */
class JvmTest {
  private static final MemoryUsage HEAP = new MemoryUsage(1, 30, 50, 100);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Copy",
        "MarkSweepCompact",
        "PS Scavenge",
        "PS MarkSweep",
        "ParNew",
        "G1 Young Generation",
        "G1 Old Generation",
        "ZGC Pauses",
        "ZGC Minor Pauses",
        "ZGC Major Pauses",
        "Shenandoah Pauses"
      })
  void takesPausesForPauses(String name) {
    assertThat(Collectors.isConcurrent(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G1 Concurrent GC",
        "ConcurrentMarkSweep",
        "ZGC",
        "ZGC Cycles",
        "ZGC Minor Cycles",
        "ZGC Major Cycles",
        "Shenandoah Cycles"
      })
  void takesCyclesForConcurrent(String name) {
    assertThat(Collectors.isConcurrent(name)).isTrue();
  }

  @Test
  void leavesOutACollectorThatDoesNotCount() {
    assertThat(
            Collectors.of(
                List.of(
                    Beans.collector("G1 Young Generation", 4, 120),
                    Beans.collector("G1 Concurrent GC", 2, 900),
                    Beans.collector("mute", -1, -1))))
        .containsExactly(
            new GarbageCollector("G1 Young Generation", false, 4, 120),
            new GarbageCollector("G1 Concurrent GC", true, 2, 900));
  }

  @ParameterizedTest
  @CsvSource({
    "G1 Old Gen",
    "PS Old Gen",
    "Tenured Gen",
    "CMS Old Gen",
    "ZGC Old Generation",
    "ZHeap",
    "Shenandoah"
  })
  void findsTheOldGenerationAndWhatACollectionLeftInIt(String name) {
    JvmMemory memory =
        JvmMemory.of(
            HEAP, List.of(Beans.pool("Metaspace", null, 7), Beans.pool(name, 40L, 90)), List.of());

    assertThat(memory.oldGenUsedAfterGcBytes()).isEqualTo(40);
    assertThat(memory.oldGenMaxBytes()).isEqualTo(90);
  }

  @Test
  void doesNotKnowWhatACollectionLeftBeforeTheFirst() {
    JvmMemory memory = JvmMemory.of(HEAP, List.of(Beans.pool("G1 Old Gen", 0L, -1)), List.of());

    assertThat(memory.oldGenUsedAfterGcBytes()).isNull();
    assertThat(memory.oldGenMaxBytes()).isNull();
    assertThat(JvmMemory.of(HEAP, List.of(Beans.pool("Eden", 5L, 5)), List.of()))
        .isEqualTo(new JvmMemory(30L, 50L, 100L, null, null, null, null));
  }

  @Test
  void readsTheBuffersThatTheJdkCounts() {
    JvmMemory memory =
        JvmMemory.of(
            new MemoryUsage(1, 30, 50, -1),
            List.of(),
            List.of(
                Beans.buffers("mapped - 'non-volatile memory'", 1),
                Beans.buffers("mapped", 2),
                Beans.buffers("direct", 3)));

    assertThat(memory).isEqualTo(new JvmMemory(30L, 50L, null, null, null, 3L, 2L));
  }
}
