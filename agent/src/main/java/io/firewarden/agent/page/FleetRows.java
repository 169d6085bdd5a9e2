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
package io.firewarden.agent.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Applications as the rows of a table. */
final class FleetRows {
  private static final int SHORT = 60;

  private final Elements elements;

  FleetRows(Elements elements) {
    this.elements = elements;
  }

  DomContent running(List<Fleet.ApplicationView> views) {
    Grid grid =
        Grid.ofCards(
                "Applications that run, the worst first",
                "Application",
                "Health",
                "Worst finding",
                "Executors",
                "Tasks",
                "Data")
            .sentences("Worst finding");
    for (Fleet.ApplicationView view : views) {
      Health health = Picture.health(view);
      grid.row(
          name(view.application()),
          Elements.tag(Tone.of(health), health.label()),
          worst(view),
          executors(view),
          tasks(view),
          data(view));
    }
    return grid.build();
  }

  DomContent ended(List<Fleet.EndedView> views) {
    Grid grid =
        Grid.ofCards(
                "Applications that have ended, the last one first",
                "Application",
                "Result",
                "Reason",
                "Ran for",
                "Ended")
            .sentences("Reason");
    for (Fleet.EndedView view : views) {
      FinalStatus status = view.ending().status();
      grid.row(
          name(view.application()),
          Elements.tag(Tone.of(status), Elements.word(status)),
          reason(view),
          text(Elements.lasting(view.duration())),
          elements.ago(view.endedAt()));
    }
    return grid.build();
  }

  DomContent pending(List<Fleet.PendingView> views) {
    Grid grid =
        Grid.ofCards(
                "Applications that wait for their drivers, the longest first",
                "Application",
                "Waits for",
                "Told by",
                "Waits")
            .sentences("Waits for", "Told by");
    for (Fleet.PendingView view : views) {
      grid.row(
          name(view.application()),
          view.why().isBlank() ? span("not told").withClass("soft") : Elements.foreign(view.why()),
          each(
              Elements.foreign(view.source()),
              div(Elements.external("Look it up", view.page())).withClass("sub")),
          elements.since(view.since()));
    }
    return grid.build();
  }

  static DomContent reason(Fleet.EndedView view) {
    String reason = view.ending().reason();
    return each(
        reason.isBlank() ? span("not told").withClass("soft") : Elements.foreign(reason),
        Elements.sub(text("told by "), Elements.foreign(view.ending().source())));
  }

  private DomContent name(Application application) {
    return each(elements.link(application), Elements.sub(identity(application)));
  }

  private static DomContent identity(Application application) {
    List<DomContent> parts = new ArrayList<>();
    parts.add(Elements.foreign(Elements.clipped(application.id(), Elements.NAME)));
    add(parts, "", application.user());
    add(parts, "team ", application.labels().getOrDefault("team", ""));
    add(parts, "queue ", application.labels().getOrDefault("queue", ""));
    add(parts, "Spark ", application.sparkVersion());
    return each(parts.stream());
  }

  private static void add(List<DomContent> parts, String what, String value) {
    if (!value.isBlank()) {
      parts.add(text(" \u00b7 " + what));
      parts.add(Elements.foreign(Elements.clipped(value, SHORT)));
    }
  }

  private DomContent worst(Fleet.ApplicationView view) {
    HealthReport report = view.report();
    if (view.error() != null) {
      return each(
          text("cannot be read "),
          elements.failure(view.source(), view.errorSince(), view.error()));
    }
    if (report == null) {
      return span("not judged yet").withClass("soft");
    }
    List<Finding> findings = report.findings();
    if (!findings.isEmpty()) {
      return each(
          Elements.foreign(findings.get(0).summary()),
          iff(findings.size() > 1, Elements.sub(text("and " + (findings.size() - 1) + " more"))));
    }
    return blindness(report);
  }

  private static DomContent blindness(HealthReport report) {
    for (Verdict verdict : report.verdicts().values()) {
      if (verdict instanceof Verdict.Inconclusive unknown && unknown.reason().isBlind()) {
        return each(text("not judged: "), Elements.foreign(unknown.detail()));
      }
    }
    return span("nothing found").withClass("soft");
  }

  private static DomContent executors(Fleet.ApplicationView view) {
    ApplicationSnapshot snapshot = view.snapshot();
    if (snapshot == null) {
      return unknown();
    }
    return snapshot.application().localMode()
        ? text("local mode")
        : text(String.valueOf(snapshot.workers().size()));
  }

  private static DomContent tasks(Fleet.ApplicationView view) {
    ApplicationSnapshot snapshot = view.snapshot();
    return snapshot == null
        ? unknown()
        : each(
            text(snapshot.activeTasks() + " running"),
            Elements.sub(text(snapshot.pendingTasks() + " waiting")));
  }

  private static DomContent unknown() {
    return span("not known").withClass("soft");
  }

  private DomContent data(Fleet.ApplicationView view) {
    Instant readAt = view.readAt();
    if (readAt == null) {
      return span("never read").withClass("old");
    }
    ApplicationSnapshot snapshot = view.snapshot();
    return each(
        view.isCurrent()
            ? elements.ago(readAt)
            : span(text("stale: "), elements.ago(readAt)).withClass("old"),
        Elements.sub(text(Elements.source(snapshot == null ? null : snapshot.source()))));
  }
}
