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
package io.firewarden.agent.http;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of applications that have ended: when each began and ended, for how long it ran and
 * with what result. Its other figures are left out, as rates of them would be taken for something
 * that goes on.
 */
final class EndedSeries {
  private static final String ABOUT_LIFE = "spark_application_";

  private EndedSeries() {}

  /** The families of what runs, joined by what has ended. */
  static List<MetricSnapshot> join(MetricSnapshots running, MetricSnapshots ended) {
    Map<String, MetricSnapshot> all = new LinkedHashMap<>();
    running.forEach(family -> all.put(family.getMetadata().getName(), family));
    for (MetricSnapshot family : ended) {
      String name = family.getMetadata().getName();
      if (family instanceof GaugeSnapshot gauge && name.startsWith(ABOUT_LIFE)) {
        all.merge(name, gauge, (known, more) -> join((GaugeSnapshot) known, (GaugeSnapshot) more));
      }
    }
    return List.copyOf(all.values());
  }

  private static GaugeSnapshot join(GaugeSnapshot one, GaugeSnapshot other) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>(one.getDataPoints());
    points.addAll(other.getDataPoints());
    return new GaugeSnapshot(one.getMetadata(), points);
  }
}
