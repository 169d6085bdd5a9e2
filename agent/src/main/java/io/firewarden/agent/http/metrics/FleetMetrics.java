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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.poll.DriverClock;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.metric.LabelText;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricFamily;
import io.firewarden.model.metric.SnapshotMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the applications, their verdicts, limits and alerts, as metrics at the moment
 * of the scrape. The figures of an application that cannot be read now are its last ones, with
 * their time; its verdicts are inconclusive, for they tell of now.
 */
public final class FleetMetrics implements MultiCollector {
  /** Series that one application may have. */
  static final int SERIES_LIMIT = 5000;

  /**
   * How long the counters of an application are left out after another kind of source took over:
   * the window over which the alert rules take differences, and a little. The two count
   * differently, and the step from one to the other would be taken for what happened.
   */
  public static final Duration SETTLING = Duration.ofMinutes(6);

  private static final List<String> VERDICTS = List.of("healthy", "unhealthy", "inconclusive");

  private final String cluster;
  private final Fleet fleet;
  private final Supplier<List<Alert>> alerts;
  private final InstantSource clock;
  private final Exportable exportable;

  /**
   * @param failures counts applications that are left out of a scrape
   */
  public FleetMetrics(
      String cluster,
      Fleet fleet,
      Supplier<List<Alert>> alerts,
      InstantSource clock,
      Runnable failures) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.alerts = alerts;
    this.clock = clock;
    this.exportable = new Exportable(failures);
  }

  @Override
  public MetricSnapshots collect() {
    List<Fleet.ApplicationView> applications = fleet.applications();
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    List<ApplicationSnapshot> running =
        applications.stream().map(FleetMetrics::snapshot).filter(Objects::nonNull).toList();
    MetricSnapshots settled = settled(running(running), unsettled(applications));
    EndedSeries.join(settled, ended(running)).forEach(all::metricSnapshot);
    add(all, verdicts(applications));
    add(all, thresholds(applications));
    add(all, sources());
    add(all, healths(applications));
    add(all, states(applications.size()));
    add(all, submissions());
    add(all, alerts());
    add(all, mutedAlerts());
    return all.build();
  }

  private static @Nullable ApplicationSnapshot snapshot(Fleet.ApplicationView view) {
    ApplicationSnapshot snapshot = view.snapshot();
    return snapshot == null || view.readAt() == null
        ? snapshot
        : new DriverClock(snapshot, view.readAt()).corrected(snapshot);
  }

  /** The ids of applications whose source has changed lately, as labels have them. */
  private Set<String> unsettled(List<Fleet.ApplicationView> applications) {
    Instant since = clock.instant().minus(SETTLING);
    return applications.stream()
        .filter(view -> view.sourceChangedAt() != null && view.sourceChangedAt().isAfter(since))
        .map(view -> LabelText.of(view.application().id()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static MetricSnapshots settled(MetricSnapshots all, Set<String> unsettled) {
    if (unsettled.isEmpty()) {
      return all;
    }
    MetricSnapshots.Builder kept = MetricSnapshots.builder();
    for (MetricSnapshot family : all) {
      if (family instanceof CounterSnapshot counter) {
        List<CounterDataPointSnapshot> points =
            counter.getDataPoints().stream()
                .filter(point -> !unsettled.contains(point.getLabels().get("app_id")))
                .toList();
        if (!points.isEmpty()) {
          kept.metricSnapshot(new CounterSnapshot(counter.getMetadata(), points));
        }
      } else {
        kept.metricSnapshot(family);
      }
    }
    return kept.build();
  }

  private MetricSnapshots running(List<ApplicationSnapshot> running) {
    return exportable.of(running, some -> SnapshotMetrics.of(cluster, some, SERIES_LIMIT));
  }

  /** Without those that run again, which would have the same labels. */
  private MetricSnapshots ended(List<ApplicationSnapshot> running) {
    Set<String> ids = new HashSet<>();
    running.forEach(snapshot -> ids.add(LabelText.of(snapshot.application().id())));
    List<ApplicationSnapshot> ended =
        fleet.ended().stream()
            .map(Fleet.EndedView::snapshot)
            .filter(snapshot -> ids.add(LabelText.of(snapshot.application().id())))
            .toList();
    return exportable.of(ended, some -> SnapshotMetrics.ofLives(cluster, some));
  }

  private MetricFamily verdicts(List<Fleet.ApplicationView> applications) {
    MetricFamily family = MetricFamily.of(MetricCatalog.CHECK_VERDICT);
    for (Fleet.ApplicationView view : applications) {
      Application app = view.application();
      for (CheckId check : CheckId.values()) {
        Verdict verdict =
            view.isCurrent() && view.report() != null ? view.report().verdicts().get(check) : null;
        String given = verdict == null ? "inconclusive" : verdict.label();
        for (String each : VERDICTS) {
          family.add(each.equals(given) ? 1 : 0, cluster, app.id(), app.name(), check.id(), each);
        }
      }
    }
    return family;
  }

  private MetricFamily thresholds(List<Fleet.ApplicationView> applications) {
    MetricFamily family = MetricFamily.of(MetricCatalog.THRESHOLD);
    for (Fleet.ApplicationView view : applications) {
      if (view.thresholds() != null) {
        Application app = view.application();
        view.thresholds()
            .configured()
            .forEach(
                (limit, value) ->
                    family.add(
                        value, cluster, app.id(), app.name(), limit.check().id(), limit.key()));
      }
    }
    return family;
  }

  private MetricFamily sources() {
    MetricFamily family = MetricFamily.of(MetricCatalog.LAST_POLL);
    for (Fleet.SourceView view : fleet.sources()) {
      double at = view.readAt() == null ? 0 : view.readAt().toEpochMilli() / 1e3;
      family.add(at, cluster, view.source());
    }
    return family;
  }

  private MetricFamily healths(List<Fleet.ApplicationView> applications) {
    MetricFamily family = MetricFamily.of(MetricCatalog.APPLICATIONS);
    for (Health health : Health.values()) {
      long count = applications.stream().filter(view -> health(view) == health).count();
      family.add((double) count, health.label());
    }
    return family;
  }

  private MetricFamily states(int running) {
    MetricFamily family = MetricFamily.of(MetricCatalog.APPLICATION_STATES);
    family.add((double) fleet.pending().size(), "pending");
    family.add((double) running, "running");
    List<Fleet.EndedView> ended = fleet.ended();
    for (FinalStatus status : FinalStatus.values()) {
      long count = ended.stream().filter(end -> end.ending().status() == status).count();
      family.add((double) count, status.name().toLowerCase(Locale.ROOT));
    }
    return family;
  }

  private MetricFamily submissions() {
    MetricFamily family = MetricFamily.of(MetricCatalog.SUBMITTED);
    Set<String> ids = new HashSet<>();
    for (Fleet.PendingView view : fleet.pending()) {
      Application app = view.application();
      if (ids.add(LabelText.of(app.id()))) {
        family.add((double) view.since().getEpochSecond(), cluster, app.id(), app.name());
      }
    }
    return family;
  }

  /** The health as it can be told now. */
  public static Health health(Fleet.ApplicationView view) {
    return view.isCurrent() && view.report() != null ? view.report().health() : Health.UNKNOWN;
  }

  private MetricFamily alerts() {
    List<Alert> now = alerts.get();
    MetricFamily family = MetricFamily.of(MetricCatalog.ALERTS);
    for (AlertState state : List.of(AlertState.PENDING, AlertState.FIRING)) {
      for (Severity severity : Severity.values()) {
        long count =
            now.stream()
                .filter(alert -> alert.state() == state && alert.severity() == severity)
                .count();
        family.add((double) count, state.label(), severity.label());
      }
    }
    return family;
  }

  private MetricFamily mutedAlerts() {
    long count =
        alerts.get().stream()
            .filter(alert -> alert.state() == AlertState.FIRING && alert.isMuted())
            .count();
    MetricFamily family = MetricFamily.of(MetricCatalog.ALERTS_MUTED);
    family.add((double) count);
    return family;
  }

  private static void add(MetricSnapshots.Builder all, MetricFamily family) {
    if (!family.isEmpty()) {
      all.metricSnapshot(family.build());
    }
  }
}
