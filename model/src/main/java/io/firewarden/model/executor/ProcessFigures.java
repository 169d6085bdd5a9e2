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
package io.firewarden.model.executor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What only the process of an executor or of the driver can see of itself. A figure that its
 * machine, container or JVM does not tell is null.
 *
 * @param measuredAt when it was measured, by the clock of that process
 * @param containerUsedBytes memory charged to the container, page cache included
 * @param containerWorkingSetBytes the same without the inactive page cache, as the kubelet counts
 * @param containerLimitBytes the container's memory limit; null when it has none
 * @param containerOomKills processes of the container that the kernel killed for memory; monotone
 * @param rssBytes resident memory of the process
 * @param childrenRssBytes resident memory of its descendants, such as Python workers
 * @param heapUsedBytes heap in use, garbage included
 * @param heapCommittedBytes heap that the JVM holds
 * @param heapMaxBytes maximum heap
 * @param oldGenUsedAfterGcBytes old generation in use after its last collection
 * @param oldGenMaxBytes maximum of the old generation
 * @param directBytes direct buffers
 * @param mappedBytes mapped buffers
 * @param openFiles open file descriptors
 * @param openFilesLimit limit of open file descriptors
 * @param localDiskFreeBytes free space of the fullest of Spark's local directories
 * @param localDiskTotalBytes size of that file system
 * @param cpuMillis CPU time of the process; monotone
 * @param cpuPeriods enforcement periods of the container's CPU limit; monotone
 * @param cpuThrottledPeriods periods in which it was throttled; monotone
 * @param cpuThrottledMillis time for which it was throttled; monotone
 * @param collectors the JVM's garbage collectors
 */
public record ProcessFigures(
    Instant measuredAt,
    @Nullable Long containerUsedBytes,
    @Nullable Long containerWorkingSetBytes,
    @Nullable Long containerLimitBytes,
    @Nullable Long containerOomKills,
    @Nullable Long rssBytes,
    @Nullable Long childrenRssBytes,
    @Nullable Long heapUsedBytes,
    @Nullable Long heapCommittedBytes,
    @Nullable Long heapMaxBytes,
    @Nullable Long oldGenUsedAfterGcBytes,
    @Nullable Long oldGenMaxBytes,
    @Nullable Long directBytes,
    @Nullable Long mappedBytes,
    @Nullable Long openFiles,
    @Nullable Long openFilesLimit,
    @Nullable Long localDiskFreeBytes,
    @Nullable Long localDiskTotalBytes,
    @Nullable Long cpuMillis,
    @Nullable Long cpuPeriods,
    @Nullable Long cpuThrottledPeriods,
    @Nullable Long cpuThrottledMillis,
    List<GarbageCollector> collectors) {

  public ProcessFigures {
    Objects.requireNonNull(measuredAt, "measuredAt");
    collectors = List.copyOf(collectors);
  }
}
