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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An executor's figures as they travel to the driver: a {@link HashMap} of strings and longs, so
 * that no class of ours has to be known to whoever unpacks it.
 *
 * @param executorId Spark's id of the executor
 * @param figures what it measured
 */
public record FiguresMessage(String executorId, ProcessFigures figures) {
  private static final String EXECUTOR = "executorId";
  private static final String MEASURED = "measuredAtMillis";
  private static final String PAUSES = "pauses:";
  private static final String CYCLES = "cycles:";
  private static final String MILLIS = "millis:";
  private static final int MAX_ENTRIES = 100;
  private static final int MAX_TEXT = 200;

  public FiguresMessage {
    Objects.requireNonNull(executorId, "executorId");
    Objects.requireNonNull(figures, "figures");
  }

  /** For sending. */
  public HashMap<String, Object> pack() {
    HashMap<String, Object> packed = new HashMap<>();
    packed.put(EXECUTOR, executorId);
    packed.put(MEASURED, figures.measuredAt().toEpochMilli());
    for (Figure figure : Figure.values()) {
      Long value = figure.of(figures);
      if (value != null) {
        packed.put(figure.key(), value);
      }
    }
    for (GarbageCollector each : figures.collectors()) {
      packed.put((each.concurrent() ? CYCLES : PAUSES) + each.name(), each.collections());
      packed.put(MILLIS + each.name(), each.millis());
    }
    return packed;
  }

  /**
   * What was packed; null when it was something else. A figure that is not known here is ignored.
   */
  public static @Nullable FiguresMessage unpack(@Nullable Object message) {
    if (!(message instanceof Map<?, ?> map) || map.size() > MAX_ENTRIES) {
      return null;
    }
    Map<String, Long> numbers = new HashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key) || key.length() > MAX_TEXT) {
        return null;
      }
      if (entry.getValue() instanceof Long number) {
        numbers.put(key, number);
      }
    }
    Long measuredAt = numbers.get(MEASURED);
    return map.get(EXECUTOR) instanceof String id && isName(id) && measuredAt != null
        ? new FiguresMessage(id, figures(Instant.ofEpochMilli(measuredAt), numbers))
        : null;
  }

  private static boolean isName(String id) {
    return !id.isEmpty() && id.length() <= MAX_TEXT;
  }

  private static ProcessFigures figures(Instant measuredAt, Map<String, Long> numbers) {
    return new ProcessFigures(
        measuredAt,
        of(numbers, Figure.CONTAINER_MEMORY_USED),
        of(numbers, Figure.CONTAINER_MEMORY_WORKING_SET),
        of(numbers, Figure.CONTAINER_MEMORY_LIMIT),
        of(numbers, Figure.CONTAINER_OOM_KILLS),
        of(numbers, Figure.PROCESS_RSS),
        of(numbers, Figure.CHILDREN_RSS),
        of(numbers, Figure.HEAP_USED),
        of(numbers, Figure.HEAP_COMMITTED),
        of(numbers, Figure.HEAP_MAX),
        of(numbers, Figure.OLD_GEN_USED_AFTER_GC),
        of(numbers, Figure.OLD_GEN_MAX),
        of(numbers, Figure.DIRECT_BUFFERS),
        of(numbers, Figure.MAPPED_BUFFERS),
        of(numbers, Figure.OPEN_FILES),
        of(numbers, Figure.OPEN_FILES_LIMIT),
        of(numbers, Figure.LOCAL_DISK_FREE),
        of(numbers, Figure.LOCAL_DISK_TOTAL),
        of(numbers, Figure.PROCESS_CPU),
        of(numbers, Figure.CPU_PERIODS),
        of(numbers, Figure.CPU_THROTTLED_PERIODS),
        of(numbers, Figure.CPU_THROTTLED),
        collectors(numbers));
  }

  private static @Nullable Long of(Map<String, Long> numbers, Figure figure) {
    Long number = numbers.get(figure.key());
    return number == null || number < 0 ? null : number;
  }

  private static List<GarbageCollector> collectors(Map<String, Long> numbers) {
    List<GarbageCollector> collectors = new ArrayList<>();
    numbers.keySet().stream()
        .filter(key -> key.startsWith(PAUSES) || key.startsWith(CYCLES))
        .sorted()
        .forEach(
            key -> {
              boolean concurrent = key.startsWith(CYCLES);
              String name = key.substring((concurrent ? CYCLES : PAUSES).length());
              Long count = numbers.get(key);
              Long millis = numbers.get(MILLIS + name);
              if (count != null && millis != null) {
                collectors.add(new GarbageCollector(name, concurrent, count, millis));
              }
            });
    return collectors;
  }
}
