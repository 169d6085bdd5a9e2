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
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.poll.DriverClock;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.metric.Gathering;
import io.firewarden.model.metric.LabelText;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricFamily;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the applications, their verdicts, limits and alerts, as metrics at the moment
 * of the scrape. The figures of an application that cannot be read now are its last ones, with
 * their time; its verdicts are inconclusive, for they tell of now.
 */
public final class FleetMetrics {
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
  private final Supplier<AgentConfig.Metrics> limits;
  private final Exportable exportable;

  /**
   * @param limits how many series there may be
   * @param failures counts applications that are left out of a scrape
   */
  public FleetMetrics(
      String cluster,
      Fleet fleet,
      Supplier<List<Alert>> alerts,
      InstantSource clock,
      Supplier<AgentConfig.Metrics> limits,
      Runnable failures) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.alerts = alerts;
    this.clock = clock;
    this.limits = limits;
    this.exportable = new Exportable(failures);
  }

  /** The applications that run, as all of one scrape sees them. */
  List<Fleet.ApplicationView> applications() {
    return fleet.applications();
  }

  /** How many series there may be, now. */
  AgentConfig.Metrics limits() {
    return limits.get();
  }

  /** What is never left out: verdicts, limits, sources, alerts and how many applications there are. */
  List<MetricSnapshot> always(List<Fleet.ApplicationView> applications) {
    return Stream.of(
            verdicts(applications),
            thresholds(applications),
            sources(),
            healths(applications),
            states(applications.size()),
            submissions(),
            alerts(),
            mutedAlerts())
        .filter(family -> !family.isEmpty())
        .map(MetricFamily::build)
        .toList();
  }

  /** The figures of all applications, those that run and those that have ended. */
  Gathering figures(List<Fleet.ApplicationView> applications) {
    Gathering gathering = new Gathering(cluster, limits().applicationSeriesLimit());
    Instant since = clock.instant().minus(SETTLING);
    for (Fleet.ApplicationView view : applications) {
      boolean settled = view.sourceChangedAt() == null || !view.sourceChangedAt().isAfter(since);
      ApplicationSnapshot snapshot = view.snapshot();
      if (snapshot != null) {
        exportable.add(
            snapshot, () -> gathering.add(corrected(snapshot, view.readAt()), settled));
      }
    }
    for (Fleet.EndedView view : fleet.ended()) {
      exportable.add(view.snapshot(), () -> gathering.addEnded(view.snapshot()));
    }
    return gathering;
  }

  private static ApplicationSnapshot corrected(
      ApplicationSnapshot snapshot, @Nullable Instant readAt) {
    return readAt == null ? snapshot : new DriverClock(snapshot, readAt).corrected(snapshot);
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
}
