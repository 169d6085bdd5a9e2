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

import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The single figures of {@link ProcessFigures} under the names by which others know them. */
public enum Figure {
  CONTAINER_MEMORY_USED("containerMemoryUsedBytes", ProcessFigures::containerUsedBytes),
  CONTAINER_MEMORY_WORKING_SET(
      "containerMemoryWorkingSetBytes", ProcessFigures::containerWorkingSetBytes),
  CONTAINER_MEMORY_LIMIT("containerMemoryLimitBytes", ProcessFigures::containerLimitBytes),
  CONTAINER_OOM_KILLS("containerOomKills", ProcessFigures::containerOomKills),
  PROCESS_RSS("processRssBytes", ProcessFigures::rssBytes),
  CHILDREN_RSS("childrenRssBytes", ProcessFigures::childrenRssBytes),
  HEAP_USED("heapUsedBytes", ProcessFigures::heapUsedBytes),
  HEAP_COMMITTED("heapCommittedBytes", ProcessFigures::heapCommittedBytes),
  HEAP_MAX("heapMaxBytes", ProcessFigures::heapMaxBytes),
  OLD_GEN_USED_AFTER_GC("oldGenUsedAfterGcBytes", ProcessFigures::oldGenUsedAfterGcBytes),
  OLD_GEN_MAX("oldGenMaxBytes", ProcessFigures::oldGenMaxBytes),
  DIRECT_BUFFERS("directBufferBytes", ProcessFigures::directBytes),
  MAPPED_BUFFERS("mappedBufferBytes", ProcessFigures::mappedBytes),
  OPEN_FILES("openFiles", ProcessFigures::openFiles),
  OPEN_FILES_LIMIT("openFilesLimit", ProcessFigures::openFilesLimit),
  LOCAL_DISK_FREE("localDiskFreeBytes", ProcessFigures::localDiskFreeBytes),
  LOCAL_DISK_TOTAL("localDiskTotalBytes", ProcessFigures::localDiskTotalBytes),
  PROCESS_CPU("processCpuMillis", ProcessFigures::cpuMillis),
  CPU_PERIODS("cpuPeriods", ProcessFigures::cpuPeriods),
  CPU_THROTTLED_PERIODS("cpuThrottledPeriods", ProcessFigures::cpuThrottledPeriods),
  CPU_THROTTLED("cpuThrottledMillis", ProcessFigures::cpuThrottledMillis);

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // a reference to a method
  private final Function<ProcessFigures, @Nullable Long> reader;

  Figure(String key, Function<ProcessFigures, @Nullable Long> reader) {
    this.key = key;
    this.reader = reader;
  }

  /** With its unit, as in the names of gauges and messages. */
  public String key() {
    return key;
  }

  @Nullable Long of(ProcessFigures figures) {
    return reader.apply(figures);
  }

  /**
   * All figures that are known, by name: the single ones, for each collector {@code
   * gc.<name>.collections} and {@code gc.<name>.millis}, and their sums, pauses apart from
   * concurrent cycles.
   */
  public static Map<String, Long> allKnown(ProcessFigures figures) {
    Map<String, Long> known = new TreeMap<>();
    for (Figure figure : values()) {
      Long value = figure.of(figures);
      if (value != null) {
        known.put(figure.key, value);
      }
    }
    for (GarbageCollector each : figures.collectors()) {
      String kind = each.concurrent() ? "gcConcurrent" : "gcPause";
      known.merge(kind + "Count", each.collections(), Long::sum);
      known.merge(kind + "Millis", each.millis(), Long::sum);
      String name = "gc." + each.name().replaceAll("[^A-Za-z0-9]+", "_");
      known.put(name + ".collections", each.collections());
      known.put(name + ".millis", each.millis());
    }
    return known;
  }
}
