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

/**
 * Every metric that Firewarden exposes, once. {@code spark_*} are facts about applications, {@code
 * firewarden_*} are about Firewarden itself. A name here is an interface: people alert on it.
 */
public final class MetricCatalog {
  /** The labels that identify an application, on every series about one. */
  public static final List<String> IDENTITY = List.of("cluster", "app_id", "app_name");

  private static final List<MetricDefinition> ALL = new ArrayList<>();

  public static final MetricDefinition APPLICATION =
      app(
          "spark_application_info",
          INFO,
          "What describes the application; always 1.",
          "user",
          "spark_version",
          "ui_url",
          "source");
  public static final MetricDefinition APPLICATION_START =
      app(
          "spark_application_start_timestamp_seconds",
          GAUGE,
          "When the application started, in seconds since the epoch.");
  public static final MetricDefinition APPLICATION_END =
      app(
          "spark_application_end_timestamp_seconds",
          GAUGE,
          "When the application ended, in seconds since the epoch; absent while it runs.");
  public static final MetricDefinition SNAPSHOT_TIMESTAMP =
      app(
          "spark_application_snapshot_timestamp_seconds",
          GAUGE,
          "When the figures of this application were read, in seconds since the epoch.");
  public static final MetricDefinition JOBS_ACTIVE =
      app("spark_jobs_active", GAUGE, "Jobs that run now.");
  public static final MetricDefinition JOBS_FINISHED =
      app("spark_jobs_finished_total", COUNTER, "Jobs that ended: succeeded or failed.", "result");
  public static final MetricDefinition STAGES_ACTIVE =
      app("spark_stages_active", GAUGE, "Stage attempts that run now.");
  public static final MetricDefinition STAGES_FINISHED =
      app(
          "spark_stages_finished_total",
          COUNTER,
          "Stage attempts that ended: succeeded or failed.",
          "result");
  public static final MetricDefinition TASKS_RUNNING =
      app("spark_tasks_running", GAUGE, "Task attempts that run now.");
  public static final MetricDefinition TASKS_PENDING =
      app("spark_tasks_pending", GAUGE, "Tasks of running stages that wait for a free core.");
  public static final MetricDefinition TASK_SLOTS =
      app("spark_task_slots", GAUGE, "Cores that live executors offer for tasks.");
  public static final MetricDefinition TASKS_STARTED =
      app(
          "spark_tasks_started_total",
          COUNTER,
          "Task attempts that started, by locality: process_local, node_local, no_pref, rack_local"
              + " or any.",
          "locality");
  public static final MetricDefinition TASKS_FINISHED =
      app(
          "spark_tasks_finished_total",
          COUNTER,
          "Task attempts that ended: succeeded, failed, killed, or lost through no fault of the"
              + " application.",
          "result");
  public static final MetricDefinition TASK_RUN_SECONDS =
      app(
          "spark_task_run_seconds_total",
          COUNTER,
          "Durations of ended task attempts, from launch to finish, in seconds.");
  public static final MetricDefinition TASK_GC_SECONDS =
      app(
          "spark_task_gc_seconds_total",
          COUNTER,
          "Garbage collection time of the JVM while task attempts ran, once for each attempt, in"
              + " seconds.");
  public static final MetricDefinition OLDEST_TASK_START =
      app(
          "spark_oldest_running_task_start_timestamp_seconds",
          GAUGE,
          "Launch time of the task attempt that has run longest, in seconds since the epoch; absent"
              + " when none runs.");
  public static final MetricDefinition EXECUTORS_ACTIVE =
      app("spark_executors_active", GAUGE, "Live executors, without the driver.");
  public static final MetricDefinition EXECUTORS_REMOVED =
      app("spark_executors_removed_total", COUNTER, "Executors that went, whatever the reason.");
  public static final MetricDefinition EXECUTOR_STORAGE_USED =
      app(
          "spark_executor_storage_memory_used_bytes",
          GAUGE,
          "Memory of cached and broadcast blocks, in bytes; not heap in use.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_STORAGE_MAX =
      app(
          "spark_executor_storage_memory_max_bytes",
          GAUGE,
          "Upper bound of storage memory, in bytes.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_DISK_USED =
      app(
          "spark_executor_storage_disk_used_bytes",
          GAUGE,
          "Disk space of cached blocks, in bytes.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_HEAP_PEAK =
      app(
          "spark_executor_heap_peak_bytes",
          GAUGE,
          "Highest sampled heap in use since the executor started, garbage included, in bytes.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_HEAP_MAX =
      app("spark_executor_heap_max_bytes", GAUGE, "Maximum heap, in bytes.", "executor_id");
  public static final MetricDefinition EXECUTOR_MAJOR_GCS =
      app(
          "spark_executor_major_gcs_total",
          COUNTER,
          "Old-generation collections since the executor started.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_TASKS_RUNNING =
      app(
          "spark_executor_tasks_running",
          GAUGE,
          "Task attempts that run on the executor now.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_TASKS_FINISHED =
      app(
          "spark_executor_tasks_finished_total",
          COUNTER,
          "Task attempts that ended on the executor: succeeded or failed.",
          "executor_id",
          "result");
  public static final MetricDefinition EXECUTOR_TASK_RUN_SECONDS =
      app(
          "spark_executor_task_run_seconds_total",
          COUNTER,
          "Durations of task attempts that ended on the executor, in seconds.",
          "executor_id");
  public static final MetricDefinition EXECUTOR_TASK_GC_SECONDS =
      app(
          "spark_executor_task_gc_seconds_total",
          COUNTER,
          "Garbage collection time while task attempts ran on the executor, once for each attempt,"
              + " in seconds.",
          "executor_id");
  public static final MetricDefinition STAGE_TASKS =
      app(
          "spark_stage_tasks",
          GAUGE,
          "Tasks of a running stage: completed, running, pending, or failed attempts.",
          "stage_id",
          "state");
  public static final MetricDefinition STAGE_TASK_SECONDS =
      app(
          "spark_stage_task_duration_seconds",
          SUMMARY,
          "Durations of succeeded tasks of a running stage, in seconds; quantiles 0, 0.5, 0.95"
              + " and 1.",
          "stage_id");
  public static final MetricDefinition RDD_CACHED_PARTITIONS =
      app(
          "spark_rdd_cached_partitions",
          GAUGE,
          "Partitions of an RDD that are cached in memory or on disk.",
          "rdd_id");
  public static final MetricDefinition RDD_PARTITIONS =
      app("spark_rdd_partitions", GAUGE, "Partitions of a cached RDD.", "rdd_id");
  public static final MetricDefinition RDD_MEMORY =
      app("spark_rdd_memory_bytes", GAUGE, "Memory that a cached RDD uses, in bytes.", "rdd_id");
  public static final MetricDefinition RDD_DISK =
      app("spark_rdd_disk_bytes", GAUGE, "Disk space that a cached RDD uses, in bytes.", "rdd_id");

  public static final MetricDefinition CHECK_VERDICT =
      app(
          "firewarden_check_verdict",
          GAUGE,
          "1 for the verdict that a check gives now (healthy, unhealthy or inconclusive), 0 for the"
              + " others.",
          "check",
          "verdict");
  public static final MetricDefinition THRESHOLD =
      app(
          "firewarden_threshold",
          GAUGE,
          "A limit that configuration changed from its default, in the unit of its name.",
          "check",
          "threshold");
  public static final MetricDefinition SERIES_DROPPED =
      app(
          "firewarden_series_dropped",
          GAUGE,
          "Series that the series limit left out of this exposition.",
          "kind");
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
  public static final MetricDefinition APPLICATIONS =
      own(
          "firewarden_applications",
          GAUGE,
          "Applications that are watched, by health: healthy, warning, critical or unknown.",
          AGENT,
          "health");
  public static final MetricDefinition ALERTS =
      own(
          "firewarden_alerts",
          GAUGE,
          "Alerts by state: pending or firing.",
          AGENT,
          "state",
          "severity");
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
          "Writes of the alert state file: success or failure.",
          AGENT,
          "result");

  private MetricCatalog() {}

  /** Every metric, in the order of the documentation. */
  public static List<MetricDefinition> all() {
    return List.copyOf(ALL);
  }

  private static MetricDefinition app(
      String name, MetricDefinition.Type type, String help, String... labels) {
    List<String> all = new ArrayList<>(IDENTITY);
    all.addAll(List.of(labels));
    return add(new MetricDefinition(name, type, help, all, BOTH));
  }

  private static MetricDefinition own(
      String name,
      MetricDefinition.Type type,
      String help,
      MetricDefinition.Exporter exporter,
      String... labels) {
    return add(new MetricDefinition(name, type, help, List.of(labels), exporter));
  }

  private static MetricDefinition add(MetricDefinition definition) {
    ALL.add(definition);
    return definition;
  }
}
