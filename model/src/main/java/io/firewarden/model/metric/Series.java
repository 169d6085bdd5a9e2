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

import io.firewarden.model.Distribution;
import io.firewarden.model.metric.MetricFamily.Single;
import io.firewarden.model.metric.MetricFamily.Spread;
import io.firewarden.model.metric.MetricFamily.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The series about one subject: an application, or one of its executors, stages or RDDs. What is
 * null is unknown and gives no series.
 */
final class Series {
  private static final double MILLIS_PER_SECOND = 1000;

  private final List<String> identity;
  private final List<Entry> entries = new ArrayList<>();
  private int lines;

  /**
   * @param identity values of {@link MetricCatalog#IDENTITY}
   */
  Series(List<String> identity) {
    this.identity = identity;
  }

  Series add(MetricDefinition definition, long value, String... ownLabels) {
    return addSingle(definition, (double) value, ownLabels);
  }

  Series addKnown(MetricDefinition definition, @Nullable Long value, String... ownLabels) {
    return value == null ? this : add(definition, value, ownLabels);
  }

  Series addSeconds(MetricDefinition definition, long millis, String... ownLabels) {
    return addSingle(definition, millis / MILLIS_PER_SECOND, ownLabels);
  }

  Series addTime(MetricDefinition definition, @Nullable Instant time, String... ownLabels) {
    return time == null ? this : addSeconds(definition, time.toEpochMilli(), ownLabels);
  }

  Series addSpread(
      MetricDefinition definition, @Nullable Distribution millis, String... ownLabels) {
    if (millis != null) {
      put(definition, new Spread(millis), ownLabels);
    }
    return this;
  }

  /** Lines of the exposition that these series take. */
  int lines() {
    return lines;
  }

  void addTo(Families families) {
    entries.forEach(entry -> families.add(entry.definition(), entry.labelValues(), entry.value()));
  }

  private Series addSingle(MetricDefinition definition, double value, String... ownLabels) {
    if (definition.type() != MetricDefinition.Type.COUNTER || value >= 0) {
      put(definition, new Single(value), ownLabels);
    }
    return this;
  }

  private void put(MetricDefinition definition, Value value, String... ownLabels) {
    List<String> labelValues = new ArrayList<>(identity);
    labelValues.addAll(Arrays.asList(ownLabels));
    entries.add(new Entry(definition, labelValues, value));
    lines += value.lines();
  }

  private record Entry(MetricDefinition definition, List<String> labelValues, Value value) {}
}
