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

import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricDefinition;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The meters about the listener itself, on the registry that the endpoint exposes. */
final class ListenerMeters {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  ListenerMeters(LongAdder events, LongAdder errors) {
    PrometheusMeterRegistry meters =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    counter(meters, MetricCatalog.LISTENER_EVENTS, events);
    counter(meters, MetricCatalog.LISTENER_ERRORS, errors);
    Gauge.builder(meterName(MetricCatalog.BUILD), () -> 1)
        .description(MetricCatalog.BUILD.help())
        .tag("component", "listener")
        .tag("version", version())
        .strongReference(true)
        .register(meters);
  }

  private static void counter(
      PrometheusMeterRegistry meters, MetricDefinition definition, LongAdder value) {
    FunctionCounter.builder(meterName(definition), value, LongAdder::sum)
        .description(definition.help())
        .register(meters);
  }

  /** Micrometer writes a name with dots and adds the suffix of a counter itself. */
  private static String meterName(MetricDefinition definition) {
    String name =
        definition.type() == MetricDefinition.Type.COUNTER
            ? definition.baseName()
            : definition.name();
    return name.replace('_', '.');
  }

  private static String version() {
    @Nullable String version = ListenerMeters.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  PrometheusRegistry registry() {
    return registry;
  }
}
