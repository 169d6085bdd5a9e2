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

import io.firewarden.model.Distribution;
import io.firewarden.model.metric.Family.Block;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a summary: one for each of its quantiles, and the count. */
final class SummaryColumns {
  /** What follows the metric's name in the line of the count. */
  static final String COUNT = "_count";

  private static final List<Double> RANKS = List.of(0.0, 0.5, 0.95, 1.0);
  private static final List<Tag> TAGS =
      RANKS.stream().map(rank -> Tag.of("quantile", Double.toString(rank))).toList();

  private SummaryColumns() {}

  /**
   * The columns of the figures.
   *
   * @param spreads a distribution for each subject, or null
   * @param divisor what their values are divided by to have the metric's unit
   */
  static List<Column> of(
      MetricDefinition definition, List<@Nullable Distribution> spreads, double divisor) {
    List<Column> columns = new ArrayList<>();
    for (Tag tag : TAGS) {
      columns.add(Column.of(definition, tag, 0, spreads.size()));
    }
    columns.add(Column.of(definition, COUNT, null, 0, spreads.size()));
    for (int i = 0; i < spreads.size(); i++) {
      Distribution spread = spreads.get(i);
      if (spread != null) {
        columns.get(0).put(i, spread.min() / divisor);
        columns.get(1).put(i, spread.median() / divisor);
        columns.get(2).put(i, spread.p95() / divisor);
        columns.get(3).put(i, spread.max() / divisor);
        columns.get(4).put(i, (double) spread.count());
      }
    }
    return columns;
  }

  /** The summary of a row, or null when there is none. */
  static @Nullable SummaryDataPointSnapshot toPoint(Block block, int row) {
    List<Column> columns = block.columns();
    Column count = columns.get(RANKS.size());
    if (!count.has(row)) {
      return null;
    }
    List<Quantile> quantiles = new ArrayList<>();
    for (int i = 0; i < RANKS.size(); i++) {
      if (columns.get(i).has(row)) {
        quantiles.add(new Quantile(RANKS.get(i), columns.get(i).values()[row]));
      }
    }
    return SummaryDataPointSnapshot.builder()
        .labels(block.table().subject(row).labels())
        .count((long) count.values()[row])
        .quantiles(Quantiles.of(quantiles))
        .build();
  }
}
