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
package io.firewarden.model.metric;

import io.firewarden.model.CachedRdd;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The metrics about an RDD with cached partitions. */
final class RddMetrics {
  private static final Comparator<CachedRdd> LARGEST_FIRST =
      Comparator.comparingLong(CachedRdd::memoryBytes).reversed().thenComparingInt(CachedRdd::id);

  static final Figures<CachedRdd> FIGURES = figures();

  private RddMetrics() {}

  static Iterator<Integer> worstFirst(List<CachedRdd> rdds) {
    return WorstFirst.of(rdds, LARGEST_FIRST);
  }

  private static Figures<CachedRdd> figures() {
    return Figures.<CachedRdd>ofPart("rdd_id")
        .gauge(
            "spark_rdd_cached_partitions",
            "Partitions of an RDD that are cached in memory or on disk.",
            Folding.SUM,
            CachedRdd::cachedPartitions)
        .gauge(
            "spark_rdd_partitions",
            "Partitions of a cached RDD.",
            Folding.SUM,
            rdd -> rdd.partitions() > 0 ? rdd.partitions() : Double.NaN)
        .foldTogether(2)
        .gauge(
            "spark_rdd_memory_bytes",
            "Memory that a cached RDD uses, in bytes; a lower bound once blocks went to disk"
                + " and back.",
            Folding.SUM,
            CachedRdd::memoryBytes)
        .gauge(
            "spark_rdd_disk_bytes",
            "Disk space that a cached RDD uses, in bytes.",
            Folding.SUM,
            CachedRdd::diskBytes);
  }
}
