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

import com.sun.management.UnixOperatingSystemMXBean;
import io.firewarden.model.executor.ProcessFigures;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader of all that this process can know of itself. It reads a few dozen small files and asks
 * the JVM's beans, which takes some milliseconds; a disk that hangs makes it hang.
 */
public final class ProcessProbe implements Supplier<ProcessFigures> {
  private final Path root;
  private final List<Path> localDirectories;
  private final InstantSource clock;
  private volatile CpuThrottling throttling = CpuThrottling.UNKNOWN;

  /**
   * Reads nothing yet.
   *
   * @param root the root of the file system
   * @param localDirectories where Spark writes
   * @param clock dates the figures
   */
  public ProcessProbe(Path root, List<Path> localDirectories, InstantSource clock) {
    this.root = root;
    this.localDirectories = List.copyOf(localDirectories);
    this.clock = clock;
  }

  /** Of this process as it is. */
  public static ProcessProbe ofThisProcess(List<Path> localDirectories) {
    return new ProcessProbe(Path.of("/"), localDirectories, InstantSource.system());
  }

  @Override
  public ProcessFigures get() {
    ContainerMemory container = ContainerMemory.read(root);
    CpuThrottling cpu = CpuThrottling.read(root).notBelow(throttling);
    throttling = cpu;
    ProcessMemory process = ProcessMemory.read(root);
    JvmMemory jvm =
        JvmMemory.of(
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage(),
            ManagementFactory.getMemoryPoolMXBeans(),
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class));
    Usage usage = Usage.of(ManagementFactory.getOperatingSystemMXBean());
    DiskSpace disk = DiskSpace.scarcest(localDirectories, DiskSpace::of);
    return new ProcessFigures(
        clock.instant(),
        container.usedBytes(),
        container.workingSetBytes(),
        container.limitBytes(),
        container.oomKills(),
        process.rssBytes(),
        process.childrenRssBytes(),
        jvm.heapUsedBytes(),
        jvm.heapCommittedBytes(),
        jvm.heapMaxBytes(),
        jvm.oldGenUsedAfterGcBytes(),
        jvm.oldGenMaxBytes(),
        jvm.directBytes(),
        jvm.mappedBytes(),
        usage.openFiles(),
        usage.openFilesLimit(),
        disk == null ? null : disk.freeBytes(),
        disk == null ? null : disk.totalBytes(),
        usage.cpuMillis(),
        cpu.periods(),
        cpu.throttledPeriods(),
        cpu.throttledMillis(),
        Collectors.of(ManagementFactory.getGarbageCollectorMXBeans()));
  }

  /** What the operating system counts of the process; a JVM need not know it. */
  record Usage(@Nullable Long openFiles, @Nullable Long openFilesLimit, @Nullable Long cpuMillis) {

    static Usage of(OperatingSystemMXBean system) {
      return system instanceof UnixOperatingSystemMXBean unix
          ? new Usage(
              known(unix.getOpenFileDescriptorCount()),
              known(unix.getMaxFileDescriptorCount()),
              known(TimeUnit.NANOSECONDS.toMillis(unix.getProcessCpuTime())))
          : new Usage(null, null, null);
    }

    private static @Nullable Long known(long value) {
      return value < 0 ? null : Long.valueOf(value);
    }
  }
}
