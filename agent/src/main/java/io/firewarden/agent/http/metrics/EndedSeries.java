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

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of applications that have ended: what describes each, when it began and ended, for how
 * long it ran and with what result. Its other figures are left out, as rates of them would be taken
 * for something that goes on.
 */
final class EndedSeries {
  private EndedSeries() {}

  /**
   * The families of what runs, joined by what has ended.
   *
   * @param ended about the life of other applications
   */
  static List<MetricSnapshot> join(MetricSnapshots running, MetricSnapshots ended) {
    Map<String, MetricSnapshot> all = new LinkedHashMap<>();
    running.forEach(family -> all.put(family.getMetadata().getName(), family));
    ended.forEach(family -> all.merge(family.getMetadata().getName(), family, EndedSeries::join));
    return List.copyOf(all.values());
  }

  private static MetricSnapshot join(MetricSnapshot one, MetricSnapshot other) {
    if (one instanceof GaugeSnapshot running && other instanceof GaugeSnapshot ended) {
      List<GaugeDataPointSnapshot> points = new ArrayList<>(running.getDataPoints());
      points.addAll(ended.getDataPoints());
      return new GaugeSnapshot(one.getMetadata(), points);
    }
    if (one instanceof InfoSnapshot running && other instanceof InfoSnapshot ended) {
      List<InfoDataPointSnapshot> points = new ArrayList<>(running.getDataPoints());
      points.addAll(ended.getDataPoints());
      return new InfoSnapshot(one.getMetadata(), points);
    }
    return one;
  }
}
