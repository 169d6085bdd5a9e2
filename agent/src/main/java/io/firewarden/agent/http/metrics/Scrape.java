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
import io.firewarden.model.metric.Gathering.Gathered;
import io.firewarden.model.metric.LabelText;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricFamily;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts all metrics together within the limit of series: what the agent tells of itself and of the
 * health of applications first, then their figures. Counts how many series each application that
 * runs has among them, so that the one that fills a Prometheus can be found.
 */
final class Scrape {
  private static final Logger log = LoggerFactory.getLogger(Scrape.class);
  private static final String ID = "app_id";

  private final String cluster;
  private boolean cut;

  Scrape(String cluster) {
    this.cluster = cluster;
  }

  /**
   * All metrics, in turn with other scrapes: the figures of many applications take room while they
   * are gathered.
   *
   * @param own what is not about the fleet
   */
  synchronized Exposition of(List<MetricSnapshot> own, FleetMetrics fleet, boolean openMetrics) {
    List<Fleet.ApplicationView> applications = fleet.applications();
    List<MetricSnapshot> others = new ArrayList<>(own);
    others.addAll(fleet.always(applications));
    Map<String, Count> counts = new HashMap<>();
    for (Fleet.ApplicationView view : applications) {
      Application application = view.application();
      counts.put(LabelText.of(application.id()), new Count(application));
    }
    long always = counts.size();
    for (MetricSnapshot family : others) {
      always += count(family, counts);
    }
    int limit = fleet.limits().seriesLimit();
    Gathered figures = fleet.figures(applications).within((int) Math.max(0, limit - always));
    tellIfCut(always + figures.wanted(), limit);
    figures.series().forEach((id, lines) -> add(counts.get(id), lines));
    if (!counts.isEmpty()) {
      others.add(series(counts));
    }
    return new Exposition(figures.families(), new MetricSnapshots(others), openMetrics);
  }

  private void tellIfCut(long wanted, int limit) {
    if (wanted > limit && !cut) {
      log.warn(
          "/metrics leaves out executors, stages and the like: all would be {} series, but"
              + " metrics.series-limit is {}; firewarden_series_dropped says of which applications",
          wanted,
          limit);
    }
    cut = wanted > limit;
  }

  private MetricSnapshot series(Map<String, Count> counts) {
    MetricFamily series = MetricFamily.of(MetricCatalog.APPLICATION_SERIES);
    for (Count count : counts.values()) {
      Application app = count.application;
      series.add((double) count.series, cluster, app.id(), app.name());
    }
    return series.build();
  }

  /**
   * Counts the series of a family, all of them and those of each application: these stand together
   * mostly, so that few are looked up.
   */
  private static int count(MetricSnapshot family, Map<String, Count> counts) {
    int all = 0;
    @Nullable String last = null;
    @Nullable Count of = null;
    for (DataPointSnapshot point : family.getDataPoints()) {
      int lines = lines(point);
      all += lines;
      String id = point.getLabels().get(ID);
      if (id != null && !id.equals(last)) {
        last = id;
        of = counts.get(id);
      }
      if (id != null) {
        add(of, lines);
      }
    }
    return all;
  }

  private static void add(@Nullable Count count, int lines) {
    if (count != null) {
      count.series += lines;
    }
  }

  /** Lines of the exposition. */
  private static int lines(DataPointSnapshot point) {
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
