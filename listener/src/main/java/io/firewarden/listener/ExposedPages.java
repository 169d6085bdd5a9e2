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
package io.firewarden.listener;

import io.firewarden.alerts.check.HealthReport;
import io.firewarden.listener.http.Pages;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.metric.SnapshotMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** What the endpoint shows, made when it is asked for. */
final class ExposedPages implements Pages, MultiCollector {
  private final ListenerSettings settings;
  private final Watched watched;
  private final HealthBoard board;
  private final PrometheusRegistry registry;

  ExposedPages(
      ListenerSettings settings, Watched watched, HealthBoard board, ListenerMeters meters) {
    this.settings = settings;
    this.watched = watched;
    this.board = board;
    this.registry = meters.registry();
    registry.register(this);
  }

  @Override
  public void writeFigures(OutputStream out, boolean openMetrics) throws IOException {
    SnapshotMetrics.gather(settings.cluster(), List.of(watched.recent()), settings.seriesLimit())
        .writeTo(out, openMetrics);
  }

  @Override
  public MetricSnapshots metrics() {
    return registry.scrape();
  }

  @Override
  public byte[] snapshot() {
    return SnapshotJson.write(watched.recent());
  }

  @Override
  public Optional<HealthReport> health() {
    return board.latest();
  }

  /** Verdicts and limits; called by the registry. */
  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    board
        .latest()
        .ifPresent(
            report -> all.metricSnapshot(HealthMetrics.verdicts(settings.cluster(), report)));
    HealthMetrics.thresholds(
            settings.cluster(), watched.recent().application(), settings.thresholds())
        .ifPresent(all::metricSnapshot);
    return all.build();
  }
}
