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
package io.firewarden.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The table at the end, and the verdict on it. */
final class Report {
  private static final List<String> HEADINGS =
      List.of(
          "fault",
          "check",
          "found by listener",
          "found by agent",
          "Prometheus alert",
          "sent by agent",
          "delivered",
          "since");

  /**
   * The checks that have to come to a conclusion about the healthy application, so that its silence
   * is no blindness. Its tasks have no preferred place, hence not {@code locality}.
   */
  private static final List<String> JUDGED =
      List.of("executor-memory", "gc-time", "task-failures", "long-task", "executor-count");

  private final Collection<Progress> all;
  private final Set<Step> wanted;

  /**
   * Of a run.
   *
   * @param wanted the steps that every fault has to take with the parts that are installed
   */
  Report(Collection<Progress> all, Set<Step> wanted) {
    this.all = all;
    this.wanted = wanted;
  }

  /** Whether the healthy application was among them. */
  boolean hasHealthy() {
    return all.stream().anyMatch(progress -> progress.scenario().isHealthy());
  }

  /** Why the demo failed, one sentence each; empty when it did not. */
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (Progress progress : all) {
      if (progress.scenario().isHealthy()) {
        failures.addAll(healthyFailures(progress));
      } else {
        wanted.stream()
            .filter(step -> progress.after(step).isEmpty())
            .map(step -> progress.scenario().id() + ": not " + negative(step))
            .forEach(failures::add);
      }
    }
    return failures;
  }

  private static String negative(Step step) {
    return step == Step.PROMETHEUS ? "fired by Prometheus" : step.sentence();
  }

  private static List<String> healthyFailures(Progress healthy) {
    List<String> failures = new ArrayList<>();
    healthy.raised().forEach(alert -> failures.add("healthy: raised " + alert));
    for (Step path : List.of(Step.LISTENER, Step.AGENT)) {
      Set<String> missing = notJudged(healthy, path);
      if (!missing.isEmpty()) {
        failures.add("healthy: not once " + path.sentence() + " to be healthy: " + missing);
      }
    }
    if (healthy.endedAt() == null) {
      failures.add("healthy: did not end");
    } else if (healthy.driver().process().exitValue() != 0) {
      failures.add("healthy: exit code " + healthy.driver().process().exitValue());
    }
    return failures;
  }

  private static Set<String> notJudged(Progress healthy, Step path) {
    Set<String> missing = new TreeSet<>(JUDGED);
    missing.removeAll(healthy.onceHealthy(path));
    return missing;
  }

  /** The table, a line each; the first is the headings. */
  List<String> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    all.forEach(progress -> rows.add(row(progress)));
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
        line.append(("%-" + width + "s  ").formatted(row.get(column)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private List<String> row(Progress progress) {
    Scenario scenario = progress.scenario();
    List<String> cells = new ArrayList<>();
    cells.add(scenario.fault());
    cells.add(scenario.isHealthy() ? "all" : scenario.id());
    for (Step step : Step.values()) {
      cells.add(scenario.isHealthy() ? healthyCell(progress, step) : cell(progress, step));
    }
    cells.add(scenario.isInjected() ? "executor killed" : "submitted");
    return cells;
  }

  private String cell(Progress progress, Step step) {
    Optional<Duration> after = progress.after(step);
    if (after.isPresent()) {
      return after.get().toSeconds() + " s";
    }
    return wanted.contains(step) ? "NOT" : "-";
  }

  private String healthyCell(Progress healthy, Step step) {
    return switch (step) {
      case LISTENER, AGENT -> notJudged(healthy, step).isEmpty() ? "healthy" : "NOT JUDGED";
      case PROMETHEUS, SENT, DELIVERED -> {
        String nothing = wanted.contains(step) ? "nothing" : "-";
        yield healthy.raised().isEmpty() ? nothing : "ALERT";
      }
    };
  }
}
