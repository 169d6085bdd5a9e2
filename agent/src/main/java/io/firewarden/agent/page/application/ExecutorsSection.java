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
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovedExecutor;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The executors of an application, the worst first, and those that went. */
public final class ExecutorsSection {
  /** The most rows. */
  public static final int SHOWN = 200;

  private final Elements elements;
  private final ThresholdValues limits;

  public ExecutorsSection(Elements elements, @Nullable ThresholdValues limits) {
    this.elements = elements;
    this.limits = limits == null ? ThresholdValues.DEFAULTS : limits;
  }

  public DomContent content(ApplicationSnapshot snapshot) {
    return Elements.part("executors", "Executors", live(snapshot), gone(snapshot));
  }

  private DomContent live(ApplicationSnapshot snapshot) {
    List<Executor> all =
        snapshot.executors().stream()
            .sorted(
                Comparator.comparing(Executor::isDriver)
                    .thenComparing(Comparator.comparingDouble(this::load).reversed())
                    .thenComparing(Executor::id))
            .toList();
    if (all.isEmpty()) {
      return Elements.empty("No executor is known.");
    }
    Grid grid =
        Grid.ofFigures(
            "The worst first. Tasks, task time and peaks are since each registered.",
            "Executor",
            "Host",
            "Storage memory",
            "Heap peak",
            "GC of task time",
            "Tasks failed",
            "Tasks running",
            "Up");
    all.stream().limit(SHOWN).forEach(executor -> row(grid, executor, snapshot));
    return each(grid.build(), others(all.size() - SHOWN));
  }

  private static DomContent others(int count) {
    return count <= 0
        ? text("")
        : p("And " + Elements.plural(count, "other", "others") + ", which stand better.")
            .withClass("soft");
  }

  private void row(Grid grid, Executor executor, ApplicationSnapshot snapshot) {
    boolean excluded = executor.detail() != null && executor.detail().excluded();
    grid.row(
        each(Elements.foreign(executor.id()), excluded ? Elements.sub(text("excluded")) : text("")),
        Elements.foreign(executor.host()),
        judged(
            of(executor.storageUsedBytes(), executor.storageMaxBytes()),
            storage(executor) > limits.get(Threshold.STORAGE_RATIO)),
        heap(executor),
        gc(executor, snapshot),
        judged(
            executor.failedTasks() + " of " + (executor.failedTasks() + executor.succeededTasks()),
            failures(executor) > limits.get(Threshold.FAILURE_RATIO)),
        text(
            executor.totalCores() == 0
                ? String.valueOf(executor.activeTasks())
                : executor.activeTasks() + " on " + executor.totalCores() + " cores"),
        elements.since(executor.addedAt()));
  }

  private static DomContent heap(Executor executor) {
    Long peak = executor.heapPeakBytes();
    Long max = executor.heapMaxBytes();
    if (peak == null) {
      return unknown();
    }
    return text(max == null ? bytes(peak) : of(peak, max));
  }

  private DomContent gc(Executor executor, ApplicationSnapshot snapshot) {
    if (snapshot.lacks(Gap.TASK_TIME) || executor.taskMillis() <= 0) {
      return executor.isDriver() && !snapshot.application().localMode()
          ? text("\u2013")
          : unknown();
    }
    return judged(percent(gc(executor)), gc(executor) > limits.get(Threshold.GC_CRITICAL_RATIO));
  }

  private static DomContent unknown() {
    return span("not known").withClass("soft");
  }

  private static DomContent judged(String figure, boolean over) {
    return over
        ? span(Elements.sign(Tone.WARN), text(" " + figure), Elements.unseen(", over the limit"))
            .withClass("over")
        : text(figure);
  }

  private static String of(long used, long max) {
    return max <= 0
        ? bytes(used) + " of an unknown maximum"
        : percent((double) used / max) + " of " + bytes(max);
  }

  /** How near it is to its limits: 1 is at one of them. */
  private double load(Executor executor) {
    double storage = storage(executor) / limits.get(Threshold.STORAGE_RATIO);
    double gc = gc(executor) / limits.get(Threshold.GC_CRITICAL_RATIO);
    double failures = failures(executor) / limits.get(Threshold.FAILURE_RATIO);
    double load = Math.max(storage, Math.max(gc, failures));
    return Double.isNaN(load) ? 0 : load;
  }

  private static double storage(Executor executor) {
    return ratio(executor.storageUsedBytes(), executor.storageMaxBytes());
  }

  private static double gc(Executor executor) {
    return ratio(executor.gcMillis(), executor.taskMillis());
  }

  private static double failures(Executor executor) {
    return ratio(executor.failedTasks(), executor.failedTasks() + executor.succeededTasks());
  }

  private static double ratio(long part, long whole) {
    return whole <= 0 ? 0 : (double) part / whole;
  }

  private DomContent gone(ApplicationSnapshot snapshot) {
    ExecutorLosses losses = snapshot.losses();
    if (losses == null) {
      return snapshot.executorsRemoved() == 0
          ? text("")
          : p(Elements.plural(snapshot.executorsRemoved(), "executor")
                  + " went since the start; this source does not tell why.")
              .withClass("soft");
    }
    String reasons =
        losses.byReason().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + Elements.word(entry.getKey()))
            .collect(Collectors.joining(", "));
    if (reasons.isEmpty()) {
      return p("No executor went since the start.").withClass("soft");
    }
    return each(p("Went since the start: " + reasons + "."), latest(losses.latest()));
  }

  private DomContent latest(List<RemovedExecutor> latest) {
    if (latest.isEmpty()) {
      return text("");
    }
    Grid grid =
        Grid.ofFigures(
            "The last executors that went", "Executor", "Host", "Reason", "Exit code", "Went");
    List<RemovedExecutor> newest = new ArrayList<>(latest);
    Collections.reverse(newest);
    for (RemovedExecutor gone : newest) {
      grid.row(
          Elements.foreign(gone.id()),
          Elements.foreign(gone.host()),
          text(Elements.word(gone.reason())),
          text(gone.exitCode() == null ? "not told" : String.valueOf(gone.exitCode())),
          elements.ago(gone.removedAt()));
    }
    return grid.build();
  }
}
