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

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.http.push.PushResult;
import io.firewarden.agent.notify.Delivery;
import io.firewarden.agent.notify.PipelineMetrics;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricDefinition;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the agent counts about itself. It learns of polls as an observation sink, and how long they
 * took from the sources that it {@linkplain #timed wraps}.
 */
public final class AgentMetrics implements ObservationSink, PipelineMetrics {
  private static final String ALERTS = "alerts";
  private static final String APPLICATIONS = "applications";
  private static final String HANDOVER = "handover";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
  private final PollCounts polls;
  private final Scrape scrape;
  private final Counter exportFailures;
  private final Counter droppedAlerts;
  private volatile @Nullable FleetMetrics fleet;

  /**
   * @param cluster the value of that label
   */
  public AgentMetrics(String cluster) {
    this.polls = new PollCounts(cluster);
    Gauge.builder(meterName(MetricCatalog.BUILD), () -> 1)
        .description(MetricCatalog.BUILD.help())
        .tag("component", "agent")
        .tag("version", version())
        .strongReference(true)
        .register(meters);
    for (String file : List.of(ALERTS, APPLICATIONS, HANDOVER)) {
      stateWrites(file, true);
      stateWrites(file, false);
    }
    for (PushResult result : PushResult.values()) {
      pushes(result);
    }
    this.exportFailures =
        Counter.builder(meterName(MetricCatalog.EXPORT_FAILURES))
            .description(MetricCatalog.EXPORT_FAILURES.help())
            .register(meters);
    this.droppedAlerts =
        Counter.builder(meterName(MetricCatalog.ALERTS_DROPPED))
            .description(MetricCatalog.ALERTS_DROPPED.help())
            .register(meters);
    this.scrape = new Scrape(cluster);
  }

  /** The version of this agent; {@code unknown} when it does not run from its jar. */
  public static String version() {
    @Nullable String version = AgentMetrics.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Where other meters of the process may be registered. */
  public MeterRegistry meters() {
    return meters;
  }

  /** Adds the metrics of applications. */
  public void register(FleetMetrics applications) {
    fleet = applications;
  }

  /**
   * All metrics, now.
   *
   * @param openMetrics whether in the format of OpenMetrics 1.0, else in that of Prometheus 0.0.4
   */
  public Exposition expose(boolean openMetrics) {
    List<MetricSnapshot> own = new ArrayList<>();
    registry.scrape().forEach(own::add);
    polls.collect().forEach(own::add);
    FleetMetrics applications = fleet;
    return applications == null
        ? new Exposition(null, new MetricSnapshots(own), openMetrics)
        : scrape.of(own, applications, openMetrics);
  }

  @Override
  public void accept(Observation observation) {
    polls.accept(observation);
  }

  /** The same source, with the time of its reads counted. */
  public SnapshotSource timed(SnapshotSource source) {
    return new SnapshotSource() {
      @Override
      public Reading read(Function<String, Duration> taskLimit) {
        Reading reading = timing(source.name(), () -> source.read(taskLimit));
        polls.cost(source.name(), reading);
        return reading;
      }

      @Override
      public String name() {
        return source.name();
      }
    };
  }

  /** The same discovery, with the time of its looks counted, unless it asks nobody. */
  public Discovery timed(Discovery discovery) {
    if (discovery.name().isEmpty()) {
      return discovery;
    }
    return new Discovery() {
      @Override
      public Discovered discover() {
        return timing(discovery.name(), discovery::discover);
      }

      @Override
      public String name() {
        return discovery.name();
      }

      @Override
      public void close() {
        discovery.close();
      }
    };
  }

  private <T> T timing(String source, Supplier<T> poll) {
    long start = System.nanoTime();
    try {
      return poll.get();
    } finally {
      polls.took(source, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public void notifier(String name) {
    for (Outcome outcome : Outcome.values()) {
      notifications(name, outcome);
    }
  }

  @Override
  public void notified(String notifier, Delivery what) {
    notifications(notifier, Outcome.of(what)).increment();
  }

  @Override
  public void stateWritten(boolean success) {
    stateWrites(ALERTS, success).increment();
  }

  @Override
  public void handedOver(boolean success) {
    stateWrites(HANDOVER, success).increment();
  }

  /** The file about applications that ran and have ended was written, or could not be. */
  public void historyWritten(boolean success) {
    stateWrites(APPLICATIONS, success).increment();
  }

  @Override
  public void alertsDropped(long more) {
    droppedAlerts.increment((double) more);
  }

  /** A listener has pushed. */
  public void pushed(PushResult result) {
    pushes(result).increment();
  }

  /**
   * Shows what became of the configuration's readings.
   *
   * @param successful whether the last one was taken over
   * @param succeededAt when one was, last
   */
  public void reloads(String cluster, BooleanSupplier successful, Supplier<Instant> succeededAt) {
    gauge(MetricCatalog.CONFIG_SUCCESSFUL, cluster, () -> successful.getAsBoolean() ? 1 : 0);
    gauge(MetricCatalog.CONFIG_TIME, cluster, () -> succeededAt.get().toEpochMilli() / 1e3);
  }

  /** Shows whether this agent is the one that tells people. */
  public void leads(String cluster, BooleanSupplier leads) {
    gauge(MetricCatalog.LEADER, cluster, () -> leads.getAsBoolean() ? 1 : 0);
  }

  /** Shows how late polls start. */
  public void lateness(String cluster, Supplier<Duration> latest) {
    gauge(MetricCatalog.POLL_LATENESS, cluster, () -> latest.get().toNanos() / 1e9);
  }

  /** Shows how long a queue is. */
  public void queue(String name, Supplier<Number> length) {
    gauge(MetricCatalog.QUEUE, name, length);
  }

  /** A gauge with one label, which the definition names. */
  private void gauge(MetricDefinition definition, String label, Supplier<Number> value) {
    Gauge.builder(meterName(definition), value)
        .description(definition.help())
        .tag(definition.labels().get(0), label)
        .strongReference(true)
        .register(meters);
  }

  /** An application was left out of a scrape. */
  public void exportFailed() {
    exportFailures.increment();
  }

  private Counter pushes(PushResult result) {
    return Counter.builder(meterName(MetricCatalog.PUSHES))
        .description(MetricCatalog.PUSHES.help())
        .tag("result", result.label())
        .register(meters);
  }

  private Counter notifications(String notifier, Outcome outcome) {
    return Counter.builder(meterName(MetricCatalog.NOTIFICATIONS))
        .description(MetricCatalog.NOTIFICATIONS.help())
        .tag("notifier", notifier)
        .tag("result", outcome.label())
        .register(meters);
  }

  private Counter stateWrites(String file, boolean success) {
    return Counter.builder(meterName(MetricCatalog.STATE_WRITES))
        .description(MetricCatalog.STATE_WRITES.help())
        .tag("file", file)
        .tag("result", success ? "success" : "failure")
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
}
