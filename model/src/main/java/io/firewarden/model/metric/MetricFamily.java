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

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All series of one metric of the catalogue at one moment, while they are gathered. Makes what
 * Prometheus' client would otherwise refuse with an exception in the middle of a scrape into
 * something that it accepts:
 *
 * <ul>
 *   <li>a label value loses control characters and what exceeds {@value LabelText#MAX_LENGTH}
 *       characters;
 *   <li>of two series with the same labels the first one stays;
 *   <li>a counter that is negative or not a number is left out.
 * </ul>
 *
 * <pre>{@code
 * MetricSnapshot verdicts =
 *     MetricFamily.of(MetricCatalog.CHECK_VERDICT)
 *         .add(1, cluster, appId, appName, "gc-time", "healthy")
 *         .add(0, cluster, appId, appName, "gc-time", "unhealthy")
 *         .build();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class MetricFamily {
  private final MetricDefinition definition;
  private final Map<List<String>, Double> series = new LinkedHashMap<>();

  private MetricFamily(MetricDefinition definition) {
    this.definition = Objects.requireNonNull(definition, "definition");
  }

  /** A family without series. */
  public static MetricFamily of(MetricDefinition definition) {
    return new MetricFamily(definition);
  }

  /**
   * Adds a series of a counter, a gauge or information.
   *
   * @param value the value, in the unit of the metric's name; of no meaning for information
   * @param labelValues a value for each of the definition's labels, in their order
   * @throws IllegalArgumentException if there are more or fewer values than labels, or the metric
   *     is a summary
   */
  public MetricFamily add(double value, String... labelValues) {
    if (labelValues.length != definition.labels().size()) {
      throw new IllegalArgumentException(
          definition.name()
              + " has the labels "
              + definition.labels()
              + ", but got the values "
              + List.of(labelValues));
    }
    if (definition.type() == MetricDefinition.Type.SUMMARY) {
      throw new IllegalArgumentException(
          definition.name() + " is a summary, but got the value " + value);
    }
    if (definition.type() != MetricDefinition.Type.COUNTER || value >= 0) {
      series.putIfAbsent(Stream.of(labelValues).map(LabelText::of).toList(), value);
    }
    return this;
  }

  /** Whether there is no series, so that the family should not be exposed. */
  public boolean isEmpty() {
    return series.isEmpty();
  }

  /** The family in the form in which Prometheus' client exposes it. */
  public MetricSnapshot build() {
    return switch (definition.type()) {
      case COUNTER -> counter();
      case GAUGE -> gauge();
      case INFO -> info();
      case SUMMARY ->
          throw new IllegalStateException(definition.name() + " is a summary, made of columns");
    };
  }

  private MetricSnapshot counter() {
    CounterSnapshot.Builder family =
        CounterSnapshot.builder().name(definition.baseName()).help(definition.help());
    series.forEach(
        (values, value) ->
            family.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels(values)).value(value).build()));
    return family.build();
  }

  private MetricSnapshot gauge() {
    GaugeSnapshot.Builder family =
        GaugeSnapshot.builder().name(definition.baseName()).help(definition.help());
    series.forEach(
        (values, value) ->
            family.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels(values)).value(value).build()));
    return family.build();
  }

  private MetricSnapshot info() {
    InfoSnapshot.Builder family =
        InfoSnapshot.builder().name(definition.baseName()).help(definition.help());
    series
        .keySet()
        .forEach(
            values ->
                family.dataPoint(InfoDataPointSnapshot.builder().labels(labels(values)).build()));
    return family.build();
  }

  private Labels labels(List<String> values) {
    return Labels.of(new ArrayList<>(definition.labels()), new ArrayList<>(values));
  }
}
