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

import static io.firewarden.model.metric.MetricDefinition.Exporter.AGENT;
import static io.firewarden.model.metric.MetricDefinition.Exporter.BOTH;
import static io.firewarden.model.metric.MetricDefinition.Exporter.LISTENER;
import static io.firewarden.model.metric.MetricDefinition.Type.COUNTER;
import static io.firewarden.model.metric.MetricDefinition.Type.GAUGE;
import static io.firewarden.model.metric.MetricDefinition.Type.INFO;
import static io.firewarden.model.metric.MetricDefinition.Type.SUMMARY;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric that Firewarden exposes, once. {@code spark_*} are facts about applications, and are
 * defined with the way to take them from a snapshot; {@code firewarden_*} are about Firewarden
 * itself. A name here is an interface: people alert on it.
 */
public final class MetricCatalog {
  /** The labels that identify an application, on every series about one. */
  public static final List<String> IDENTITY = Figures.IDENTITY;

  private static final List<MetricDefinition> OWN = new ArrayList<>();

  public static final MetricDefinition CHECK_VERDICT =
      app(
          "firewarden_check_verdict",
          "1 for the verdict that a check gives now (healthy, unhealthy or inconclusive), 0 for the"
              + " others.",
          "check",
          "verdict");
  public static final MetricDefinition THRESHOLD =
      app(
          "firewarden_threshold",
          "A limit that configuration changed from its default, in the unit of its name.",
          "check",
          "threshold");
  public static final MetricDefinition SUBMITTED =
      add(
          new MetricDefinition(
              "spark_application_submitted_timestamp_seconds",
              GAUGE,
              "When an application that waits for its driver was submitted, in seconds since the"
                  + " epoch; absent once it runs.",
              IDENTITY,
              AGENT,
              Folding.LEFT_OUT));
  public static final MetricDefinition BUILD =
      own(
          "firewarden_build_info",
          INFO,
          "Version of this Firewarden; always 1.",
          BOTH,
          "component",
          "version");

  public static final MetricDefinition LISTENER_EVENTS =
      own("firewarden_listener_events_total", COUNTER, "Spark events that were handled.", LISTENER);
  public static final MetricDefinition LISTENER_ERRORS =
      own(
          "firewarden_listener_errors_total",
          COUNTER,
          "Errors that were caught inside the listener and kept from Spark.",
          LISTENER);

  public static final MetricDefinition POLLS =
      own(
          "firewarden_polls_total",
          COUNTER,
          "Polls of a source: success or failure.",
          AGENT,
          "source",
          "result");
  public static final MetricDefinition POLL_SECONDS =
      own(
          "firewarden_poll_duration_seconds",
          SUMMARY,
          "Time that a poll took, in seconds.",
          AGENT,
          "source");
  public static final MetricDefinition POLL_LATENESS =
      own(
          "firewarden_poll_lateness_seconds",
          GAUGE,
          "By how much the latest of the last polls of drivers started too late, in seconds.",
          AGENT,
          "cluster");
  public static final MetricDefinition POLL_REQUESTS =
      own(
          "firewarden_poll_requests_total",
          COUNTER,
          "Requests that the polls of a driver took.",
          AGENT,
          "source");
  public static final MetricDefinition POLL_BYTES =
      own(
          "firewarden_poll_bytes_total",
          COUNTER,
          "What a driver answered to polls, as it came over the network, in bytes.",
          AGENT,
          "source");
  public static final MetricDefinition POLL_FAILURES =
      own(
          "firewarden_poll_failures_total",
          COUNTER,
          "Polls of drivers that failed, by what went wrong or by HTTP status.",
          AGENT,
          "code");
  public static final MetricDefinition APPLICATION_POLL_SECONDS =
      app(
          "firewarden_application_poll_seconds",
          "Time that the last poll of the application took its driver, in seconds.",
          AGENT);
  public static final MetricDefinition APPLICATION_POLL_BYTES =
      app(
          "firewarden_application_poll_bytes",
          "What the driver answered to the last poll of the application, in bytes.",
          AGENT);
  public static final MetricDefinition APPLICATION_SERIES =
      app(
          "firewarden_application_series",
          "Series that the agent exposes of a running application, this one included.",
          AGENT);
  public static final MetricDefinition LAST_POLL =
      own(
          "firewarden_source_last_success_timestamp_seconds",
          GAUGE,
          "When a source was last read, in seconds since the epoch; 0 when never.",
          AGENT,
          "cluster",
          "source");
  public static final MetricDefinition PUSHES =
      own(
          "firewarden_pushes_total",
          COUNTER,
          "Snapshots that listeners pushed: accepted, superseded by a newer one, or why refused.",
          AGENT,
          "result");
  public static final MetricDefinition EXPORT_FAILURES =
      own(
          "firewarden_export_failures_total",
          COUNTER,
          "Times that an application was left out of a scrape, since its figures could not be made"
              + " metrics; the agent's log says why.",
          AGENT);
  public static final MetricDefinition APPLICATIONS =
      own(
          "firewarden_applications",
          GAUGE,
          "Applications that are watched, by health: healthy, warning, critical or unknown.",
          AGENT,
          "health");
  public static final MetricDefinition APPLICATION_STATES =
      own(
          "firewarden_applications_by_state",
          GAUGE,
          "Applications by state: pending, running, or how they ended (succeeded, failed, killed,"
              + " lost or unknown), as long as that is kept.",
          AGENT,
          "state");
  public static final MetricDefinition ALERTS =
      own(
          "firewarden_alerts",
          GAUGE,
          "Alerts by state: pending or firing.",
          AGENT,
          "state",
          "severity");
  public static final MetricDefinition ALERTS_MUTED =
      own(
          "firewarden_alerts_muted",
          GAUGE,
          "Firing alerts of which nobody is told for now, because a mute is in force.",
          AGENT);
  public static final MetricDefinition ALERTS_DROPPED =
      own(
          "firewarden_alerts_dropped_total",
          COUNTER,
          "Alerts that were left out because there were too many: the least urgent ones.",
          AGENT);
  public static final MetricDefinition NOTIFICATIONS =
      own(
          "firewarden_notifications_total",
          COUNTER,
          "Notifications sent: success, retry (failed, will be sent again) or failure (given up).",
          AGENT,
          "notifier",
          "result");
  public static final MetricDefinition STATE_WRITES =
      own(
          "firewarden_state_writes_total",
          COUNTER,
          "Writes of the files that survive a restart, of alerts and of applications, and of the"
              + " handover to the agent that leads next: success or failure.",
          AGENT,
          "file",
          "result");
  public static final MetricDefinition CONFIG_SUCCESSFUL =
      own(
          "firewarden_config_last_reload_successful",
          GAUGE,
          "1 when the configuration as it was read last is in force; 0 when it is not valid and the"
              + " one before holds on.",
          AGENT,
          "cluster");
  public static final MetricDefinition CONFIG_TIME =
      own(
          "firewarden_config_last_reload_success_timestamp_seconds",
          GAUGE,
          "When a configuration was last taken over, in seconds since the epoch.",
          AGENT,
          "cluster");
  public static final MetricDefinition LEADER =
      own(
          "firewarden_leader",
          GAUGE,
          "1 when this agent is the one that tells people; 0 while another one has the lease.",
          AGENT,
          "cluster");
  public static final MetricDefinition QUEUE =
      own(
          "firewarden_queue_length",
          GAUGE,
          "Requests to the agent that wait for a thread, by queue: requests or pushes.",
          AGENT,
          "queue");

  private static final List<MetricDefinition> ALL = gathered();

  private MetricCatalog() {}

  /** Every metric, in the order of the documentation. */
  public static List<MetricDefinition> all() {
    return ALL;
  }

  private static List<MetricDefinition> gathered() {
    List<MetricDefinition> all = new ArrayList<>();
    Stream.of(
            ApplicationMetrics.FIGURES,
            WorkMetrics.FIGURES,
            TaskMetrics.FIGURES,
            ExecutorTotals.FIGURES,
            ExecutorMetrics.FIGURES,
            StageMetrics.FIGURES,
            RddMetrics.FIGURES,
            SqlMetrics.FIGURES,
            StreamingMetrics.TOTALS,
            StreamingMetrics.FIGURES,
            DStreamMetrics.FIGURES,
            BusMetrics.FIGURES,
            BusMetrics.QUEUES,
            SnapshotMetrics.LIMIT)
        .forEach(figures -> all.addAll(figures.definitions()));
    all.addAll(OWN);
    return List.copyOf(all);
  }

  private static MetricDefinition app(String name, String help, String... labels) {
    return app(name, help, BOTH, labels);
  }

  private static MetricDefinition app(
      String name, String help, MetricDefinition.Exporter exporter, String... labels) {
    List<String> all = new ArrayList<>(IDENTITY);
    all.addAll(List.of(labels));
    return add(new MetricDefinition(name, GAUGE, help, all, exporter, Folding.LEFT_OUT));
  }

  private static MetricDefinition own(
      String name,
      MetricDefinition.Type type,
      String help,
      MetricDefinition.Exporter exporter,
      String... labels) {
    return add(new MetricDefinition(name, type, help, List.of(labels), exporter, Folding.LEFT_OUT));
  }

  private static MetricDefinition add(MetricDefinition definition) {
    OWN.add(definition);
    return definition;
  }
}
