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

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.TaskTotals;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The series about an application as a whole; how many there are does not depend on its size. */
final class ApplicationSeries {
  private ApplicationSeries() {}

  static Series of(List<String> identity, ApplicationSnapshot snapshot) {
    Series series = new Series(identity);
    addLife(series, snapshot);
    addJobsAndStages(series, snapshot);
    addTasks(series, snapshot);
    series
        .add(MetricCatalog.EXECUTORS_ACTIVE, snapshot.workers().size())
        .add(MetricCatalog.EXECUTORS_REMOVED, snapshot.executorsRemoved());
    return series;
  }

  private static void addLife(Series series, ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    series
        .add(
            MetricCatalog.APPLICATION,
            1,
            application.user(),
            application.sparkVersion(),
            Objects.requireNonNullElse(application.uiUrl(), ""),
            snapshot.source().name().toLowerCase(Locale.ROOT))
        .addTime(MetricCatalog.APPLICATION_START, application.startedAt())
        .addTime(MetricCatalog.APPLICATION_END, application.endedAt())
        .addTime(MetricCatalog.SNAPSHOT_TIMESTAMP, snapshot.takenAt());
  }

  private static void addJobsAndStages(Series series, ApplicationSnapshot snapshot) {
    series
        .add(MetricCatalog.JOBS_ACTIVE, snapshot.jobs().size())
        .add(MetricCatalog.JOBS_FINISHED, snapshot.jobTotals().succeeded(), Result.SUCCEEDED)
        .add(MetricCatalog.JOBS_FINISHED, snapshot.jobTotals().failed(), Result.FAILED)
        .add(MetricCatalog.STAGES_ACTIVE, snapshot.stages().size());
    if (!snapshot.lacks(Gap.STAGE_TOTALS)) {
      series
          .add(MetricCatalog.STAGES_FINISHED, snapshot.stageTotals().succeeded(), Result.SUCCEEDED)
          .add(MetricCatalog.STAGES_FINISHED, snapshot.stageTotals().failed(), Result.FAILED);
    }
  }

  private static void addTasks(Series series, ApplicationSnapshot snapshot) {
    TaskTotals tasks = snapshot.tasks();
    series
        .add(MetricCatalog.TASKS_RUNNING, snapshot.activeTasks())
        .add(MetricCatalog.TASKS_PENDING, snapshot.pendingTasks())
        .add(
            MetricCatalog.TASK_SLOTS,
            snapshot.executors().stream().mapToInt(Executor::totalCores).sum())
        .add(MetricCatalog.TASKS_FINISHED, tasks.succeeded(), Result.SUCCEEDED)
        .add(MetricCatalog.TASKS_FINISHED, tasks.failed(), Result.FAILED)
        .addTime(MetricCatalog.OLDEST_TASK_START, oldestTask(snapshot));
    if (!snapshot.lacks(Gap.KILLED_TASKS)) {
      series.add(MetricCatalog.TASKS_FINISHED, tasks.killed(), Result.KILLED);
    }
    if (!snapshot.lacks(Gap.LOST_TASKS)) {
      series.add(MetricCatalog.TASKS_FINISHED, tasks.lost(), Result.LOST);
    }
    if (!snapshot.lacks(Gap.TASK_TIME)) {
      series
          .addSeconds(MetricCatalog.TASK_RUN_SECONDS, tasks.taskMillis())
          .addSeconds(MetricCatalog.TASK_GC_SECONDS, tasks.gcMillis());
    }
    if (knowsLocality(snapshot)) {
      for (TaskLocality locality : TaskLocality.values()) {
        series.add(MetricCatalog.TASKS_STARTED, tasks.started().of(locality), locality.label());
      }
    }
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
