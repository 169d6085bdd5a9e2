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
import static io.firewarden.alerts.figure.Figures.decimal;
import static io.firewarden.alerts.figure.Figures.duration;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Distribution;
import io.firewarden.model.Gap;
import io.firewarden.model.Stage;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** The stages that run, with what their tasks take and how unevenly. */
public final class StagesSection {
  /** The most rows. */
  public static final int SHOWN = 100;

  /** From this ratio of the largest to the median on, a stage is uneven enough to say so. */
  private static final double UNEVEN = 5;

  private final Elements elements;

  public StagesSection(Elements elements) {
    this.elements = elements;
  }

  public DomContent content(ApplicationSnapshot snapshot) {
    List<Stage> stages =
        snapshot.stages().stream()
            .sorted(
                Comparator.comparing(
                    Stage::oldestTaskStartedAt,
                    Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
            .toList();
    if (stages.isEmpty()) {
      return Elements.part(
          "stages",
          "Stages that run",
          Elements.empty(
              snapshot.lacks(Gap.RUNNING_STAGES)
                  ? "No running stage is known, but some may be missing."
                  : "No stage runs."));
    }
    Grid grid =
        Grid.ofFigures(
            "The one with the oldest task first. Durations and bytes are those of the tasks that"
                + " succeeded; spilled is what went to disk.",
            "Stage",
            "Tasks done",
            "Oldest task",
            "Task duration",
            "Task bytes",
            "Spilled");
    stages.stream().limit(SHOWN).forEach(stage -> row(grid, stage));
    int more = stages.size() - SHOWN;
    return Elements.part(
        "stages",
        "Stages that run",
        grid.build(),
        more <= 0
            ? text("")
            : p("And " + Elements.plural(more, "other", "others") + ".").withClass("soft"));
  }

  private void row(Grid grid, Stage stage) {
    Instant oldest = stage.oldestTaskStartedAt();
    grid.row(
        each(
            text(stage.id() + "." + stage.attempt()),
            Elements.sub(Elements.foreign(Elements.clipped(stage.name(), Elements.NAME)))),
        each(
            text(stage.completedTasks() + " of " + stage.tasks()),
            Elements.sub(
                text(
                    stage.activeTasks()
                        + " running, "
                        + stage.pendingTasks()
                        + " waiting"
                        + (stage.failedTasks() == 0
                            ? ""
                            : ", " + stage.failedTasks() + " failed")))),
        oldest == null ? unknown() : elements.since(oldest),
        spread(stage.taskMillis(), StagesSection::millis),
        spread(stage.taskBytes(), value -> bytes(Math.round(value))),
        text(bytes(stage.spilledDiskBytes())));
  }

  private static String millis(double value) {
    return duration(Duration.ofMillis(Math.round(value)));
  }

  private static DomContent unknown() {
    return span("not known").withClass("soft");
  }

  /** Median and largest, and by how much they differ. */
  private static DomContent spread(@Nullable Distribution values, DoubleFunction<String> format) {
    if (values == null) {
      return unknown();
    }
    DomContent figures =
        text("median " + format.apply(values.median()) + ", max " + format.apply(values.max()));
    double ratio = values.max() / values.median();
    if (!(ratio >= UNEVEN) || values.max() <= 0) {
      return figures;
    }
    return each(
        figures,
        span(
                Elements.sign(Tone.WARN),
                text(
                    values.median() <= 0
                        ? " skew: the median is 0"
                        : " skew: " + decimal(ratio, 1) + " times the median"))
            .withClasses("sub", "over"));
  }
}
