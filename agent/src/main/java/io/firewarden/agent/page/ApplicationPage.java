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

import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.page.application.ChecksSection;
import io.firewarden.agent.page.application.ExecutorsSection;
import io.firewarden.agent.page.application.KnowledgeSection;
import io.firewarden.agent.page.application.QueriesSection;
import io.firewarden.agent.page.application.StagesSection;
import io.firewarden.agent.page.application.TasksSection;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.alerts.check.Health;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page of one application, whether it runs or has ended. */
final class ApplicationPage {
  private static final int SHOWN_LABELS = 20;

  private final Picture picture;
  private final Elements elements;
  private final TimelineSection timeline;

  ApplicationPage(Picture picture, Timeline timeline) {
    this.picture = picture;
    this.elements = new Elements(picture.now(), "../");
    this.timeline = new TimelineSection(elements, timeline);
  }

  DomContent running(Fleet.ApplicationView view) {
    Application application = view.application();
    Health health = Picture.health(view);
    DivTag content =
        div(
            title(application.name(), Elements.tag(Tone.of(health), health.label())),
            blind(view),
            worst(view),
            identity(application, view.snapshot()),
            links(application),
            contents(view.snapshot() != null),
            alerts(application.id()),
            new ChecksSection(elements).content(view));
    ApplicationSnapshot snapshot = view.snapshot();
    if (snapshot != null) {
      content.with(
          new ExecutorsSection(elements, view.thresholds()).content(snapshot),
          new StagesSection(elements).content(snapshot),
          TasksSection.content(snapshot),
          new QueriesSection(elements).content(snapshot));
    }
    return content.with(
        timeline.content(application.id(), picture.alertsOf(application.id())),
        new KnowledgeSection(elements).content(view));
  }

  DomContent ended(Fleet.EndedView view) {
    Application application = view.application();
    FinalStatus status = view.ending().status();
    return div(
        title(application.name(), Elements.tag(Tone.of(status), Elements.word(status))),
        Elements.Facts.beside()
            .add("Ended", elements.when(view.endedAt()))
            .add("Ran for", Elements.lasting(view.duration()))
            .add("Reason", FleetRows.reason(view))
            .build(),
        identity(application, null),
        links(application),
        alerts(application.id()),
        iff(view.snapshot().source() != SourceKind.LISTED, TasksSection.content(view.snapshot())),
        timeline.content(application.id(), picture.alertsOf(application.id())),
        KnowledgeSection.shares(view.sources()));
  }

  DomContent pending(Fleet.PendingView view) {
    Application application = view.application();
    return div(
        title(application.name(), Elements.tag(Tone.IDLE, "pending")),
        Elements.Facts.beside()
            .add("Waits for", view.why().isBlank() ? "not told" : view.why())
            .add("Since", elements.when(view.since()))
            .add("Look it up", Elements.external(view.source(), view.page()))
            .build(),
        identity(application, null),
        alerts(application.id()),
        timeline.content(application.id(), picture.alertsOf(application.id())),
        KnowledgeSection.shares(view.sources()));
  }

  DomContent unknown(String id) {
    return div(
        h1("No such application"),
        p(
            text("The agent knows of no application "),
            Elements.foreign(id),
            text(". It may have ended too long ago to be remembered, or was never seen.")),
        p(a("All applications").withHref(elements.root())));
  }

  private static DomContent title(String name, DomContent tag) {
    return div(h1(Elements.foreign(name.isBlank() ? "(no name)" : name)), tag).withClass("title");
  }

  /** The first thing to know, before anything else. */
  private static DomContent worst(Fleet.ApplicationView view) {
    return view.isCurrent() && view.report() != null
        ? each(
            view.report().findings().stream()
                .limit(1)
                .map(finding -> p(Elements.foreign(finding.summary())).withClass("lead")))
        : text("");
  }

  private DomContent blind(Fleet.ApplicationView view) {
    if (view.error() == null) {
      return text("");
    }
    return Elements.lesserBanner(
        Tone.UNKNOWN,
        "Blind: nothing is known of it now",
        p(elements.failure(view.source(), view.errorSince(), view.error())).withClass("more"),
        iff(
            view.snapshot() != null,
            p("What stands below is of the last reading and may no longer hold.")
                .withClass("more")));
  }

  private DomContent identity(Application application, @Nullable ApplicationSnapshot snapshot) {
    Elements.Facts facts =
        Elements.Facts.beside()
            .add("Id", application.id())
            .add("User", application.user())
            .add("Cluster", picture.config().cluster())
            .add("Spark", application.sparkVersion())
            .add("Started", elements.when(application.startedAt()));
    if (snapshot != null) {
      facts.add("Read", elements.when(snapshot.takenAt()));
    }
    application.labels().entrySet().stream()
        .limit(SHOWN_LABELS)
        .forEach(label -> facts.add(Elements.clipped(label.getKey(), 40), label.getValue()));
    return facts.build();
  }

  private DomContent links(Application application) {
    List<DomContent> links =
        Stream.of(
                Elements.external("Spark UI", application.uiUrl()),
                Elements.external("Grafana dashboard", dashboard(application)))
            .filter(Objects::nonNull)
            .toList();
    return links.isEmpty() ? text("") : p(each(links.stream())).withClass("links");
  }

  /** The address under which alerts name the dashboard, too. */
  private @Nullable String dashboard(Application application) {
    if (picture.config().grafanaUrl() == null) {
      return null;
    }
    return picture.config().grafanaUrl().toString().replaceFirst("/$", "")
        + "/d/spark-app?var-cluster="
        + Elements.encoded(picture.config().cluster())
        + "&var-app_id="
        + Elements.encoded(application.id());
  }

  private static DomContent contents(boolean read) {
    Map<String, String> parts = new LinkedHashMap<>();
    if (read) {
      parts.put("checks", "Checks");
      parts.put("executors", "Executors");
      parts.put("stages", "Stages");
      parts.put("tasks", "Tasks");
    }
    parts.put("timeline", "Timeline");
    parts.put("knowledge", "Sources");
    return nav(ul(each(parts, (id, name) -> li(a(name).withHref("#" + id)))))
        .withClass("contents")
        .attr("aria-label", "On this page");
  }

  private DomContent alerts(String id) {
    List<Alert> alerts = picture.alertsOf(id);
    if (alerts.isEmpty()) {
      return text("");
    }
    AlertCards cards = new AlertCards(elements);
    return Elements.part("alerts", "Alerts", ul(each(alerts, cards::line)).withClass("brief"));
  }
}
