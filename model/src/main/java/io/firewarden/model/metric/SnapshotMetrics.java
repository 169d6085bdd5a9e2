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
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;

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
    Gathering gathering = new Gathering(cluster, seriesLimit);
    snapshots.forEach(gathering::add);
    return gathering.within(Integer.MAX_VALUE).families();
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
