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
import static org.assertj.core.api.Assumptions.assumeThat;

import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessProbeTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path directory;

  @Test
  void putsEachFigureInItsPlace() {
    Instant now = Instant.parse("2026-03-01T10:00:00Z");

    ProcessFigures figures = new ProcessProbe(Machine.V2_CONTAINER, List.of(), () -> now).get();

    assertThat(figures.measuredAt()).isEqualTo(now);
    assertThat(figures.containerUsedBytes()).isEqualTo(1_610_612_736L);
    assertThat(figures.containerWorkingSetBytes()).isEqualTo(1_505_755_136L);
    assertThat(figures.containerLimitBytes()).isEqualTo(2_147_483_648L);
    assertThat(figures.containerOomKills()).isEqualTo(1);
    assertThat(figures.rssBytes()).isEqualTo(698_044_416L);
    assertThat(figures.childrenRssBytes()).isEqualTo(337_920_000L);
    assertThat(figures.cpuPeriods()).isEqualTo(500);
    assertThat(figures.cpuThrottledPeriods()).isEqualTo(20);
    assertThat(figures.cpuThrottledMillis()).isEqualTo(1234);
    assertThat(figures.localDiskFreeBytes()).isNull();
    assertThat(figures.localDiskTotalBytes()).isNull();
  }

  @Test
  void knowsTheJvmOnAnyMachine() {
    ProcessFigures figures = new ProcessProbe(Machine.NONE, List.of(directory), Instant::now).get();

    assertThat(figures.rssBytes()).isNull();
    assertThat(figures.containerUsedBytes()).isNull();
    assertThat(figures.heapUsedBytes()).isPositive().isLessThanOrEqualTo(figures.heapMaxBytes());
    assertThat(figures.heapCommittedBytes()).isGreaterThanOrEqualTo(figures.heapUsedBytes());
    assertThat(figures.localDiskTotalBytes()).isGreaterThanOrEqualTo(figures.localDiskFreeBytes());
    assertThat(figures.collectors()).isNotEmpty();
    assertThat(figures.cpuMillis()).isPositive();
  }

  /** The real one, whichever it is: figures that an experiment moves must move. */
  @Test
  void measuresThisMachine() throws Exception {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("a Linux kernel").isTrue();
    ProcessProbe probe = ProcessProbe.ofThisProcess(List.of(directory));
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      ProcessFigures before = probe.get();
      ByteBuffer direct = ByteBuffer.allocateDirect((int) (64 * MIB));
      for (int i = 0; i < direct.capacity(); i += 4096) {
        direct.put(i, (byte) 1);
      }
      System.gc();
      ProcessFigures after = probe.get();

      assertThat(before.childrenRssBytes()).isPositive();
      assertThat(after.rssBytes()).isGreaterThan(32 * MIB);
      // Buffers of others may have gone meanwhile.
      assertThat(after.directBytes() - before.directBytes()).isBetween(60 * MIB, 64 * MIB);
      assertThat(after.oldGenUsedAfterGcBytes()).isPositive();
      assertThat(pauses(after)).isGreaterThan(pauses(before));
      assertThat(after.openFiles()).isPositive().isLessThan(after.openFilesLimit());
      assertThat(after.cpuMillis()).isGreaterThanOrEqualTo(before.cpuMillis());
      assertThat(direct.get(0)).isEqualTo((byte) 1);
    } finally {
      child.destroyForcibly();
    }
  }

  private static long pauses(ProcessFigures figures) {
    return figures.collectors().stream()
        .filter(each -> !each.concurrent())
        .mapToLong(GarbageCollector::collections)
        .sum();
  }
}
