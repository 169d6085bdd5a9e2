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
import io.firewarden.model.metric.SeriesLimit.Kind;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
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
  private SnapshotMetrics() {}

  /**
   * The families of all snapshots together. Of two snapshots of one application the later one
   * counts.
   *
   * @param cluster the value of the label {@code cluster}
   * @param snapshots the latest snapshot of each application
   * @param seriesLimit series that an application may have; those about the application as a whole,
   *     about 40, are always there, and of its executors, stages and RDDs the worst
   */
  public static MetricSnapshots of(
      String cluster, Collection<ApplicationSnapshot> snapshots, int seriesLimit) {
    Map<String, ApplicationSnapshot> latest = new LinkedHashMap<>();
    for (ApplicationSnapshot snapshot : snapshots) {
      latest.merge(
          snapshot.application().id(),
          snapshot,
          (one, other) -> other.takenAt().isAfter(one.takenAt()) ? other : one);
    }
    Families families = new Families();
    latest.values().forEach(snapshot -> add(families, cluster, snapshot, seriesLimit));
    return families.build();
  }

  private static void add(
      Families families, String cluster, ApplicationSnapshot snapshot, int seriesLimit) {
    List<String> identity =
        List.of(cluster, snapshot.application().id(), snapshot.application().name());
    Series whole = ApplicationSeries.of(identity, snapshot);
    SubjectSeries subjects = new SubjectSeries(identity, snapshot);
    SeriesLimit limit = new SeriesLimit(seriesLimit - whole.lines() - Kind.values().length);
    limit.offer(Kind.STAGE, subjects.stages());
    limit.offer(Kind.EXECUTOR, subjects.executors());
    limit.offer(Kind.RDD, subjects.rdds());
    List<Series> chosen = limit.choose();
    for (Kind kind : Kind.values()) {
      whole.add(MetricCatalog.SERIES_DROPPED, limit.dropped(kind), kind.label());
    }
    whole.addTo(families);
    chosen.forEach(series -> series.addTo(families));
  }
}
