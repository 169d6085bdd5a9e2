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

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;

/** All series of one metric: a part of the columns of each of some tables. */
final class Family {
  private final MetricDefinition definition;
  private final List<Block> blocks = new ArrayList<>();

  Family(MetricDefinition definition) {
    this.definition = definition;
  }

  void add(Table table, List<Column> columns) {
    blocks.add(new Block(table, columns));
  }

  MetricDefinition definition() {
    return definition;
  }

  boolean isEmpty() {
    for (Block block : blocks) {
      if (block.columns().stream().anyMatch(Column::hasAny)) {
        return false;
      }
    }
    return true;
  }

  /** Visits each value; those of one summary follow each other. */
  <X extends Exception> void forEach(Visitor<X> visitor) throws X {
    for (Block block : blocks) {
      int rows = block.table().size();
      if (definition.type() == MetricDefinition.Type.SUMMARY) {
        for (int row = 0; row < rows; row++) {
          block.forEach(row, row + 1, visitor);
        }
      } else {
        block.forEach(0, rows, visitor);
      }
    }
  }

  MetricSnapshot toSnapshot() {
    MetricMetadata metadata = new MetricMetadata(definition.baseName(), definition.help());
    return switch (definition.type()) {
      case COUNTER -> new CounterSnapshot(metadata, counters());
      case GAUGE -> new GaugeSnapshot(metadata, gauges());
      case INFO -> new InfoSnapshot(metadata, infos());
      case SUMMARY -> new SummarySnapshot(metadata, summaries());
    };
  }

  private List<CounterDataPointSnapshot> counters() {
    List<CounterDataPointSnapshot> points = new ArrayList<>();
    forEach(
        (subject, column, value) ->
            points.add(new CounterDataPointSnapshot(value, labels(subject, column), null, 0)));
    return points;
  }

  private List<GaugeDataPointSnapshot> gauges() {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    forEach(
        (subject, column, value) ->
            points.add(new GaugeDataPointSnapshot(value, labels(subject, column), null)));
    return points;
  }

  private List<InfoDataPointSnapshot> infos() {
    List<InfoDataPointSnapshot> points = new ArrayList<>();
    forEach(
        (subject, column, value) -> points.add(new InfoDataPointSnapshot(labels(subject, column))));
    return points;
  }

  private List<SummaryDataPointSnapshot> summaries() {
    List<SummaryDataPointSnapshot> points = new ArrayList<>();
    for (Block block : blocks) {
      for (int row = 0; row < block.table().size(); row++) {
        SummaryDataPointSnapshot point = SummaryColumns.toPoint(block, row);
        if (point != null) {
          points.add(point);
        }
      }
    }
    return points;
  }

  private static Labels labels(Subject subject, Column column) {
    Tag tag = column.tag();
    return tag == null ? subject.labels() : subject.labels().merge(tag.labels());
  }

  /** The part of a table that belongs to a metric. */
  record Block(Table table, List<Column> columns) {

    private <X extends Exception> void forEach(int from, int to, Visitor<X> visitor) throws X {
      for (Column column : columns) {
        for (int row = from; row < to; row++) {
          if (column.has(row)) {
            visitor.visit(table.subject(row), column, column.values()[row]);
          }
        }
      }
    }
  }

  /** Takes the values of a family one by one. */
  interface Visitor<X extends Exception> {
    void visit(Subject subject, Column column, double value) throws X;
  }
}
