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

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The families of an exposition while they are gathered. */
final class Families {
  private final Map<String, MetricFamily> byName = new LinkedHashMap<>();

  void add(MetricDefinition definition, List<String> labelValues, MetricFamily.Value value) {
    byName
        .computeIfAbsent(definition.name(), name -> MetricFamily.of(definition))
        .add(labelValues, value);
  }

  MetricSnapshots build() {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    byName.values().forEach(family -> snapshots.metricSnapshot(family.build()));
    return snapshots.build();
  }
}
