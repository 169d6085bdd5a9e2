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
package io.firewarden.model.sql;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the final plan of a SQL execution, or those of many together, did. Sizes and counts come
 * from the plan's metrics, as far as they have arrived.
 *
 * @param joins joins by kind; every kind has a value
 * @param broadcastBytes data sizes of broadcast sides
 * @param largestBroadcastBytes the largest of them
 * @param filesRead files scanned
 * @param partitionsRead partitions of tables scanned
 * @param adaptivePlans plans that adaptive execution finished
 * @param coalescedReads shuffle reads whose partitions it put together
 * @param skewedReads shuffle reads whose skewed partitions it split
 * @param localReads shuffle reads that it made local
 */
public record PlanFacts(
    Map<JoinKind, Long> joins,
    long broadcastBytes,
    long largestBroadcastBytes,
    long filesRead,
    long partitionsRead,
    long adaptivePlans,
    long coalescedReads,
    long skewedReads,
    long localReads) {
  /** Nothing is known of the plan. */
  public static final PlanFacts NONE = new PlanFacts(Map.of(), 0, 0, 0, 0, 0, 0, 0, 0);

  public PlanFacts {
    Map<JoinKind, Long> all = new EnumMap<>(JoinKind.class);
    for (JoinKind kind : JoinKind.values()) {
      all.put(kind, joins.getOrDefault(kind, 0L));
    }
    joins = Collections.unmodifiableMap(all);
  }
}
