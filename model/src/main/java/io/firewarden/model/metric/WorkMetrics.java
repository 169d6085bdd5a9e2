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

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.executor.ExecutorDetail;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The metrics about the jobs, stages and tasks of an application, together. */
final class WorkMetrics {
  static final Figures<ApplicationSnapshot> FIGURES = figures();

  private WorkMetrics() {}

  private static Figures<ApplicationSnapshot> figures() {
    Figures<ApplicationSnapshot> figures = Figures.ofApplication();
    addJobsAndStages(figures);
    addTasks(figures);
    addTaskTimes(figures);
    return figures;
  }

  private static void addJobsAndStages(Figures<ApplicationSnapshot> figures) {
    figures
        .gauge(
            "spark_jobs_active",
            "Jobs that run now.",
            Folding.LEFT_OUT,
            snapshot -> snapshot.jobs().size())
        .counters(
            "spark_jobs_finished_total",
            "Jobs that ended: succeeded or failed.",
            "result",
            List.of(
                is(Result.SUCCEEDED, snapshot -> snapshot.jobTotals().succeeded()),
                is(Result.FAILED, snapshot -> snapshot.jobTotals().failed())))
        .gauge(
            "spark_stages_active",
            "Stage attempts that run now.",
            Folding.LEFT_OUT,
            snapshot -> snapshot.stages().size())
        .counters(
            "spark_stages_finished_total",
            "Stage attempts that ended: succeeded or failed.",
            "result",
            List.of(
                is(
                    Result.SUCCEEDED,
                    unless(Gap.STAGE_TOTALS, snapshot -> snapshot.stageTotals().succeeded())),
                is(
                    Result.FAILED,
                    unless(Gap.STAGE_TOTALS, snapshot -> snapshot.stageTotals().failed()))))
        .counter(
            "spark_stage_retries_total",
            "Attempts at stages that had run before.",
            snapshot -> known(snapshot.stageTotals().retried()))
        .counter(
            "spark_stages_skipped_total",
            "Stages of succeeded jobs that did not have to run.",
            snapshot -> known(snapshot.stageTotals().skipped()));
  }

  private static void addTasks(Figures<ApplicationSnapshot> figures) {
    figures
        .gauge(
            "spark_tasks_running",
            "Task attempts that run now.",
            Folding.LEFT_OUT,
            ApplicationSnapshot::activeTasks)
        .gauge(
            "spark_tasks_pending",
            "Tasks of running stages that wait for a free core.",
            Folding.LEFT_OUT,
            ApplicationSnapshot::pendingTasks)
        .gauge(
            "spark_task_slots",
            "Tasks that live executors can run at once: their cores by those that a task takes.",
            Folding.LEFT_OUT,
            WorkMetrics::slots)
        .gauge(
            "spark_cores",
            "Cores that live executors offer for tasks.",
            Folding.LEFT_OUT,
            snapshot -> snapshot.executors().stream().mapToInt(Executor::totalCores).sum())
        .counters(
            "spark_tasks_started_total",
            "Task attempts that started, by locality: process_local, node_local, no_pref,"
                + " rack_local or any.",
            "locality",
            each(TaskLocality.values(), TaskLocality::label, WorkMetrics::started))
        .counters(
            "spark_tasks_finished_total",
            "Task attempts that ended: succeeded, failed, killed, or lost through no fault of the"
                + " application.",
            "result",
            finished());
  }

  private static void addTaskTimes(Figures<ApplicationSnapshot> figures) {
    figures
        .counter(
            "spark_task_run_seconds_total",
            "Durations of ended task attempts, from launch to finish, in seconds.",
            unless(Gap.TASK_TIME, snapshot -> seconds(snapshot.tasks().taskMillis())))
        .counter(
            "spark_task_gc_seconds_total",
            "Garbage collection time of the JVM while task attempts ran, once for each attempt, in"
                + " seconds.",
            unless(Gap.TASK_TIME, snapshot -> seconds(snapshot.tasks().gcMillis())))
        .gauge(
            "spark_oldest_running_task_start_timestamp_seconds",
            "Launch time of the task attempt that has run longest, in seconds since the epoch;"
                + " absent when none runs. The agent may tell of one that has ended while that"
                + " would be younger than a minute.",
            Folding.LEFT_OUT,
            snapshot -> time(oldestTask(snapshot)));
  }

  private static List<Figures.Tagged<ApplicationSnapshot>> finished() {
    return List.of(
        is(Result.SUCCEEDED, snapshot -> snapshot.tasks().succeeded()),
        is(Result.FAILED, snapshot -> snapshot.tasks().failed()),
        is(Result.KILLED, unless(Gap.KILLED_TASKS, snapshot -> snapshot.tasks().killed())),
        is(Result.LOST, unless(Gap.LOST_TASKS, snapshot -> snapshot.tasks().lost())));
  }

  private static double slots(ApplicationSnapshot snapshot) {
    return snapshot.executors().stream()
        .filter(executor -> executor.totalCores() > 0)
        .mapToDouble(executor -> within(executor.detail(), ExecutorDetail::maxTasks))
        .sum();
  }

  private static ToDoubleFunction<ApplicationSnapshot> unless(
      Gap gap, ToDoubleFunction<ApplicationSnapshot> figure) {
    return snapshot -> snapshot.lacks(gap) ? Double.NaN : figure.applyAsDouble(snapshot);
  }

  private static double started(ApplicationSnapshot snapshot, TaskLocality locality) {
    return knowsLocality(snapshot) ? snapshot.tasks().started().of(locality) : Double.NaN;
  }

  /** A part is worth showing, but none at all although tasks ran is not a 0. */
  private static boolean knowsLocality(ApplicationSnapshot snapshot) {
    TaskTotals tasks = snapshot.tasks();
    boolean none = tasks.started().withPreference() + tasks.started().noPref() == 0;
    return !(snapshot.lacks(Gap.LOCALITY_PARTIAL) && none && tasks.judged() > 0);
  }

  private static @Nullable Instant oldestTask(ApplicationSnapshot snapshot) {
    return snapshot.stages().stream()
        .map(Stage::oldestTaskStartedAt)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
