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

import static io.firewarden.model.metric.Figures.each;
import static io.firewarden.model.metric.Figures.is;
import static io.firewarden.model.metric.Figures.known;
import static io.firewarden.model.metric.Figures.seconds;
import static io.firewarden.model.metric.Figures.time;
import static io.firewarden.model.metric.Figures.within;

import io.firewarden.model.sql.JoinKind;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import java.util.Comparator;
import java.util.List;

/** The metrics about the SQL executions of an application. */
final class SqlMetrics {
  static final Figures<SqlActivity> FIGURES = figures();

  private SqlMetrics() {}

  private static Figures<SqlActivity> figures() {
    Figures<SqlActivity> figures = Figures.ofApplication();
    addExecutions(figures);
    addPlans(figures);
    addAdaptions(figures);
    return figures;
  }

  private static void addExecutions(Figures<SqlActivity> figures) {
    figures
        .gauge(
            "spark_sql_executions_active",
            "SQL executions that run now; those within another one are left out, where Spark tells"
                + " them apart.",
            Folding.LEFT_OUT,
            sql -> sql.running().size())
        .gauge(
            "spark_sql_oldest_execution_start_timestamp_seconds",
            "Start of the SQL execution that has run longest, in seconds since the epoch; absent"
                + " when none runs.",
            Folding.LEFT_OUT,
            sql ->
                time(
                    sql.running().stream()
                        .map(SqlExecution::startedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null)))
        .counters(
            "spark_sql_executions_finished_total",
            "SQL executions that ended: succeeded, failed (or cancelled), or unknown.",
            "result",
            List.of(
                is(Result.SUCCEEDED, SqlActivity::succeeded),
                is(Result.FAILED, SqlActivity::failed),
                is("unknown", SqlActivity::unknown)))
        .counter(
            "spark_sql_execution_seconds_total",
            "Durations of ended SQL executions, in seconds.",
            sql -> seconds(sql.millis()))
        .counter(
            "spark_sql_spill_disk_bytes_total",
            "What task attempts of SQL executions spilled to disk, in bytes.",
            sql -> known(sql.spilledDiskBytes()));
  }

  private static void addPlans(Figures<SqlActivity> figures) {
    figures
        .counters(
            "spark_sql_joins_total",
            "Joins in the final plans of ended SQL executions, by kind: broadcast_hash,"
                + " shuffled_hash, sort_merge, broadcast_nested_loop or cartesian.",
            "kind",
            each(
                JoinKind.values(),
                JoinKind::label,
                (sql, kind) -> within(sql.plans(), plans -> plans.joins().getOrDefault(kind, 0L))))
        .counter(
            "spark_sql_broadcast_bytes_total",
            "Data that ended SQL executions broadcast, in bytes.",
            sql -> within(sql.plans(), PlanFacts::broadcastBytes))
        .gauge(
            "spark_sql_largest_broadcast_bytes",
            "The largest broadcast of an ended SQL execution, in bytes.",
            Folding.LEFT_OUT,
            sql -> within(sql.plans(), PlanFacts::largestBroadcastBytes))
        .counter(
            "spark_sql_files_scanned_total",
            "Files that ended SQL executions scanned.",
            sql -> within(sql.plans(), PlanFacts::filesRead))
        .counter(
            "spark_sql_partitions_scanned_total",
            "Partitions of tables that ended SQL executions scanned.",
            sql -> within(sql.plans(), PlanFacts::partitionsRead));
  }

  private static void addAdaptions(Figures<SqlActivity> figures) {
    figures
        .counter(
            "spark_sql_adaptive_plans_total",
            "Plans of ended SQL executions that adaptive execution finished.",
            sql -> within(sql.plans(), PlanFacts::adaptivePlans))
        .counters(
            "spark_sql_aqe_changes_total",
            "Shuffle reads that adaptive execution changed, by change: coalesced, skew_split or"
                + " local.",
            "change",
            List.of(
                is("coalesced", sql -> within(sql.plans(), PlanFacts::coalescedReads)),
                is("skew_split", sql -> within(sql.plans(), PlanFacts::skewedReads)),
                is("local", sql -> within(sql.plans(), PlanFacts::localReads))));
  }
}
