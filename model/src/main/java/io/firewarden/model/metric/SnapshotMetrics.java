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

import static io.firewarden.model.metric.Figures.each;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.StreamingQuery;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mapping of snapshots to Prometheus metric families, with the names, labels and help of {@link
 * MetricCatalog}. What a snapshot's gaps or an absent value make unknown has no series, because a 0
 * would be taken for a fact; every known value of a label has one, also at 0.
 */
public final class SnapshotMetrics {
  static final Figures<SeriesLimit> LIMIT = limit();

  private SnapshotMetrics() {}

  /**
   * The families of all snapshots together, as Prometheus' client has them.
   *
   * @see #gather
   */
  public static MetricSnapshots of(
      String cluster, Collection<ApplicationSnapshot> snapshots, int seriesLimit) {
    return gather(cluster, snapshots, seriesLimit).toSnapshots();
  }

  /**
   * The families of all snapshots together. Of two snapshots of one application the later one
   * counts.
   *
   * @param cluster the value of the label {@code cluster}
   * @param snapshots the latest snapshot of each application
   * @param seriesLimit series that an application may have; those about the application as a whole,
   *     about 110, are always there; of its executors, stages, RDDs, streaming queries and queues
   *     the worst are, and the others of a kind are folded into one (see {@link Folding})
   */
  public static Families gather(
      String cluster, Collection<ApplicationSnapshot> snapshots, int seriesLimit) {
    Map<String, ApplicationSnapshot> latest = new LinkedHashMap<>();
    for (ApplicationSnapshot snapshot : snapshots) {
      latest.merge(
          LabelText.of(snapshot.application().id()),
          snapshot,
          (one, other) -> other.takenAt().isAfter(one.takenAt()) ? other : one);
    }
    Families families = new Families();
    latest.values().forEach(snapshot -> add(families, cluster, snapshot, seriesLimit));
    return families;
  }

  /**
   * The families about identity and life only, of applications that have ended: their other figures
   * are of the past.
   *
   * @param snapshots the last snapshot of each application
   */
  public static MetricSnapshots ofLives(String cluster, Collection<ApplicationSnapshot> snapshots) {
    Families families = new Families();
    for (ApplicationSnapshot snapshot : snapshots) {
      families.add(Table.of(subject(cluster, snapshot), ApplicationMetrics.FIGURES, snapshot));
    }
    return families.toSnapshots();
  }

  private static Subject subject(String cluster, ApplicationSnapshot snapshot) {
    return Subject.application(
        List.of(cluster, snapshot.application().id(), snapshot.application().name()));
  }

  private static void add(
      Families families, String cluster, ApplicationSnapshot snapshot, int seriesLimit) {
    Subject application = subject(cluster, snapshot);
    List<Table> whole = whole(application, snapshot);
    int lines = whole.stream().mapToInt(table -> table.lines()[0]).sum() + Kind.values().length;
    SeriesLimit limit = new SeriesLimit(application, seriesLimit - lines);
    offer(limit, application, snapshot);
    List<Table> parts = limit.choose();
    whole.forEach(families::add);
    families.add(Table.of(application, LIMIT, limit));
    parts.forEach(families::add);
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
      DStreamActivity dstreams = snapshot.streaming().dstreams();
      if (dstreams != null) {
        whole.add(Table.of(application, DStreamMetrics.FIGURES, dstreams));
      }
    }
    if (snapshot.bus() != null) {
      whole.add(Table.of(application, BusMetrics.FIGURES, snapshot.bus()));
    }
    return whole;
  }

  private static void offer(SeriesLimit limit, Subject application, ApplicationSnapshot snapshot) {
    limit.offer(
        Kind.STAGE,
        Table.of(
            application,
            StageMetrics.FIGURES,
            snapshot.stages(),
            StageMetrics::id,
            StageMetrics::worstFirst));
    List<ExecutorRow> executors = ExecutorRow.of(snapshot);
    limit.offer(
        Kind.EXECUTOR,
        Table.of(
            application,
            ExecutorMetrics.FIGURES,
            executors,
            ExecutorRow::id,
            ExecutorRow::worstFirst));
    limit.offer(
        Kind.RDD,
        Table.of(
            application,
            RddMetrics.FIGURES,
            snapshot.cachedRdds(),
            rdd -> Integer.toString(rdd.id()),
            RddMetrics::worstFirst));
    offerMore(limit, application, snapshot);
  }

  private static void offerMore(
      SeriesLimit limit, Subject application, ApplicationSnapshot snapshot) {
    if (snapshot.streaming() != null) {
      List<StreamingQuery> queries = StreamingMetrics.runs(snapshot.streaming());
      limit.offer(
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
      limit.offer(
          Kind.QUEUE,
          Table.of(application, BusMetrics.QUEUES, queues, BusQueue::name, BusMetrics::worstFirst));
    }
  }

  private static Figures<SeriesLimit> limit() {
    Figures<SeriesLimit> figures = Figures.ofApplication();
    return figures.gauges(
        figures.define(
            "firewarden_series_dropped",
            "Series of stages, executors, RDDs, queries or queues that the series limit left out;"
                + " gauges of theirs are together under the label value other.",
            Folding.LEFT_OUT,
            "kind"),
        each(Kind.values(), Kind::label, SeriesLimit::dropped));
  }
}
