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
package io.firewarden.agent.page.application;

import static io.firewarden.alerts.figure.Figures.bytes;
import static io.firewarden.alerts.figure.Figures.percent;
import static io.firewarden.alerts.figure.Figures.seconds;
import static j2html.TagCreator.each;
import static j2html.TagCreator.text;

import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Gap;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.task.TaskBreakdown;
import j2html.tags.DomContent;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of the tasks, jobs and stages since the start, and what is cached. */
public final class TasksSection {
  private static final int RDDS = 50;

  private TasksSection() {}

  public static DomContent content(ApplicationSnapshot snapshot) {
    return Elements.part(
        "tasks", "Tasks since the start", totals(snapshot), cached(snapshot.cachedRdds()));
  }

  private static DomContent totals(ApplicationSnapshot snapshot) {
    TaskTotals tasks = snapshot.tasks();
    Elements.Facts facts =
        Elements.Facts.below()
            .add("Succeeded", String.valueOf(tasks.succeeded()))
            .add(
                "Failed",
                tasks.judged() == 0
                    ? "0"
                    : tasks.failed()
                        + " ("
                        + percent((double) tasks.failed() / tasks.judged())
                        + " of those that ended)")
            .add("Failures by reason", failures(snapshot.breakdown()))
            .add("Killed", known(snapshot, Gap.KILLED_TASKS, tasks.killed()))
            .add("Lost with their executor", known(snapshot, Gap.LOST_TASKS, tasks.lost()))
            .add("Task time", time(snapshot))
            .add(
                "Jobs",
                snapshot.jobTotals().succeeded()
                    + " succeeded, "
                    + snapshot.jobTotals().failed()
                    + " failed");
    if (!snapshot.lacks(Gap.STAGE_TOTALS)) {
      facts.add(
          "Stages",
          snapshot.stageTotals().succeeded()
              + " succeeded, "
              + snapshot.stageTotals().failed()
              + " failed");
    }
    return facts.build();
  }

  private static String failures(@Nullable TaskBreakdown breakdown) {
    if (breakdown == null) {
      return "not told by this source";
    }
    String reasons =
        breakdown.endedWithout().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + Elements.word(entry.getKey()))
            .collect(Collectors.joining(", "));
    return reasons.isEmpty() ? "none" : reasons;
  }

  private static String known(ApplicationSnapshot snapshot, Gap gap, long value) {
    return snapshot.lacks(gap) ? "not told by this source" : String.valueOf(value);
  }

  private static String time(ApplicationSnapshot snapshot) {
    TaskTotals tasks = snapshot.tasks();
    if (snapshot.lacks(Gap.TASK_TIME)) {
      return "not told by this source";
    }
    return seconds(tasks.taskMillis())
        + (tasks.taskMillis() <= 0
            ? ""
            : ", of which garbage collection "
                + percent((double) tasks.gcMillis() / tasks.taskMillis()));
  }

  private static DomContent cached(List<CachedRdd> rdds) {
    if (rdds.isEmpty()) {
      return text("");
    }
    Grid grid =
        Grid.ofFigures(
            "Cached RDDs, the largest first", "RDD", "Partitions cached", "In memory", "On disk");
    rdds.stream()
        .sorted(Comparator.comparingLong(CachedRdd::memoryBytes).reversed())
        .limit(RDDS)
        .forEach(
            rdd ->
                grid.row(
                    each(
                        text(String.valueOf(rdd.id())),
                        Elements.sub(
                            Elements.foreign(Elements.clipped(rdd.name(), Elements.NAME)))),
                    text(
                        rdd.cachedPartitions()
                            + (rdd.partitions() == 0 ? "" : " of " + rdd.partitions())),
                    text(bytes(rdd.memoryBytes())),
                    text(bytes(rdd.diskBytes()))));
    int more = rdds.size() - RDDS;
    return each(
        grid.build(), more <= 0 ? text("") : text("And " + Elements.plural(more, "other") + "."));
  }
}
