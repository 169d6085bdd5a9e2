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

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.streaming.StreamingQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * All figures of one application: those about it as a whole, which are always exposed, and those of
 * its executors, stages and the like, of which some may have to be left out.
 */
final class ApplicationTables {
  private final Subject application;
  private final boolean counters;
  private final List<Table> whole;
  private final SeriesLimit limit;

  /**
   * @param counters whether counters are among them
   */
  ApplicationTables(String cluster, ApplicationSnapshot snapshot, boolean counters) {
    this.application = subject(cluster, snapshot);
    this.counters = counters;
    this.whole = whole(application, snapshot).stream().map(this::settled).toList();
    this.limit = new SeriesLimit(application);
    offer(snapshot);
  }

  static Subject subject(String cluster, ApplicationSnapshot snapshot) {
    return Subject.application(
        List.of(cluster, snapshot.application().id(), snapshot.application().name()));
  }

  /** Lines of the exposition about the application as a whole. */
  int wholeLines() {
    return whole.stream().mapToInt(table -> table.lines()[0]).sum() + Kind.values().length;
  }

  /** Lines of the exposition that its parts would take. */
  int partLines() {
    return limit.wanted();
  }

  /**
   * Adds them to the families; to be asked once.
   *
   * @param lines lines of the exposition that the parts may take
   * @return lines that were added
   */
  int addTo(Families families, int lines) {
    List<Table> parts = limit.choose(lines);
    whole.forEach(families::add);
    families.add(Table.of(application, SnapshotMetrics.LIMIT, limit));
    parts.forEach(families::add);
    return wholeLines() + parts.stream().mapToInt(ApplicationTables::lines).sum();
  }

  private static int lines(Table table) {
    int lines = 0;
    for (int each : table.lines()) {
      lines += each;
    }
    return lines;
  }

  private Table settled(Table table) {
    return counters ? table : table.withoutCounters();
  }

  private void offer(Kind kind, Table table) {
    limit.offer(kind, settled(table));
  }

  private static List<Table> whole(Subject application, ApplicationSnapshot snapshot) {
    List<Table> whole = new ArrayList<>();
    whole.add(Table.of(application, ApplicationMetrics.FIGURES, snapshot));
    whole.add(Table.of(application, WorkMetrics.FIGURES, snapshot));
    whole.add(Table.of(application, ExecutorTotals.FIGURES, snapshot));
    if (snapshot.breakdown() != null) {
      whole.add(Table.of(application, TaskMetrics.FIGURES, snapshot.breakdown()));
    }
    if (snapshot.sql() != null) {
      whole.add(Table.of(application, SqlMetrics.FIGURES, snapshot.sql()));
    }
    if (snapshot.streaming() != null) {
      whole.add(Table.of(application, StreamingMetrics.TOTALS, snapshot.streaming()));
    }
    if (snapshot.dstreams() != null) {
      whole.add(Table.of(application, DStreamMetrics.FIGURES, snapshot.dstreams()));
    }
    if (snapshot.bus() != null) {
      whole.add(Table.of(application, BusMetrics.FIGURES, snapshot.bus()));
    }
    return whole;
  }

  private void offer(ApplicationSnapshot snapshot) {
    offer(
        Kind.STAGE,
        Table.of(
            application,
            StageMetrics.FIGURES,
            snapshot.stages(),
            StageMetrics::id,
            StageMetrics::worstFirst));
    List<ExecutorRow> executors = ExecutorRow.of(snapshot);
    offer(
        Kind.EXECUTOR,
        Table.of(
            application,
            ExecutorMetrics.FIGURES,
            executors,
            ExecutorRow::id,
            ExecutorRow::worstFirst));
    offer(
        Kind.RDD,
        Table.of(
            application,
            RddMetrics.FIGURES,
            snapshot.cachedRdds(),
            rdd -> Integer.toString(rdd.id()),
            RddMetrics::worstFirst));
    offerMore(snapshot);
  }

  private void offerMore(ApplicationSnapshot snapshot) {
    if (snapshot.streaming() != null) {
      List<StreamingQuery> queries = StreamingMetrics.runs(snapshot.streaming());
      offer(
          Kind.QUERY,
          Table.of(
              application,
              StreamingMetrics.FIGURES,
              queries,
              StreamingMetrics::name,
              StreamingMetrics::worstFirst));
    }
    if (snapshot.bus() != null) {
      List<BusQueue> queues = snapshot.bus().queues();
      offer(
          Kind.QUEUE,
          Table.of(application, BusMetrics.QUEUES, queues, BusQueue::name, BusMetrics::worstFirst));
    }
  }
}
