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
import java.lang.management.GarbageCollectorMXBean;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The JVM's garbage collectors. A collector that works beside the application reports its cycles
 * and its pauses as two; the time of a cycle is no time that the application stood still.
 */
final class Collectors {
  private static final int MAX = 16;

  /**
   * {@code G1 Concurrent GC}, {@code ConcurrentMarkSweep}, {@code ZGC Cycles}, {@code ZGC Minor
   * Cycles}, {@code Shenandoah Cycles}, and {@code ZGC} as it was first called.
   */
  private static final Pattern CONCURRENT = Pattern.compile(".*Concurrent.*|.* Cycles|ZGC");

  private Collectors() {}

  static List<GarbageCollector> of(List<GarbageCollectorMXBean> beans) {
    return beans.stream()
        .filter(bean -> bean.getCollectionCount() >= 0 && bean.getCollectionTime() >= 0)
        .limit(MAX)
        .map(
            bean ->
                new GarbageCollector(
                    bean.getName(),
                    isConcurrent(bean.getName()),
                    bean.getCollectionCount(),
                    bean.getCollectionTime()))
        .toList();
  }

  static boolean isConcurrent(String name) {
    return CONCURRENT.matcher(name).matches();
  }
}
