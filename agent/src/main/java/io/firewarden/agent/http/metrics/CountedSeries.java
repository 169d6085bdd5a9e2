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
package io.firewarden.agent.http.metrics;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.Application;
import io.firewarden.model.metric.LabelText;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricFamily;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics that tell of single applications, and of how many series each of those that run has
 * among them, so that the one that fills a Prometheus can be found.
 */
final class CountedSeries implements MultiCollector {
  private static final String ID = "app_id";

  private final String cluster;
  private final List<MultiCollector> parts = new CopyOnWriteArrayList<>();
  private volatile Supplier<List<Fleet.ApplicationView>> running = List::of;

  CountedSeries(String cluster, MultiCollector first) {
    this.cluster = cluster;
    parts.add(first);
  }

  /**
   * Adds metrics.
   *
   * @param applications those that run
   */
  void add(MultiCollector part, Supplier<List<Fleet.ApplicationView>> applications) {
    running = applications;
    parts.add(part);
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, Count> counts = new HashMap<>();
    for (Fleet.ApplicationView view : running.get()) {
      Application application = view.application();
      counts.put(LabelText.of(application.id()), new Count(application));
    }
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    for (MultiCollector part : parts) {
      for (MetricSnapshot family : part.collect()) {
        all.metricSnapshot(family);
        count(family, counts);
      }
    }
    MetricFamily series = MetricFamily.of(MetricCatalog.APPLICATION_SERIES);
    for (Count count : counts.values()) {
      Application app = count.application;
      series.add((double) count.series, cluster, app.id(), app.name());
    }
    if (!series.isEmpty()) {
      all.metricSnapshot(series.build());
    }
    return all.build();
  }

  /** An application's series of one family stand together mostly, so that few are looked up. */
  private static void count(MetricSnapshot family, Map<String, Count> counts) {
    @Nullable String last = null;
    @Nullable Count of = null;
    for (DataPointSnapshot point : family.getDataPoints()) {
      String id = point.getLabels().get(ID);
      if (id == null) {
        continue;
      }
      if (!id.equals(last)) {
        last = id;
        of = counts.get(id);
      }
      if (of != null) {
        of.series += series(point);
      }
    }
  }

  /** Lines of the exposition. */
  private static int series(DataPointSnapshot point) {
    return point instanceof SummaryDataPointSnapshot summary
        ? summary.getQuantiles().size() + (summary.hasCount() ? 1 : 0) + (summary.hasSum() ? 1 : 0)
        : 1;
  }

  private static final class Count {
    private final Application application;

    /** Begins with that of the count itself. */
    private int series = 1;

    Count(Application application) {
      this.application = application;
    }
  }
}
