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
import static j2html.TagCreator.button;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.form;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.page.FleetQuery.State;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Slice;
import io.firewarden.agent.page.html.Tone;
import j2html.tags.DomContent;
import j2html.tags.specialized.ATag;
import j2html.tags.specialized.DivTag;
import java.util.List;
import java.util.function.Function;

/** The page of all applications: how they stand, which sources are blind, what has ended. */
final class FleetPage {
  /** Applications on one page of the list. */
  static final int SIZE = 100;

  private static final String PENDING = "Waiting for their drivers";
  private static final String ENDED = "Ended lately";

  /** Pending and ended applications, each, below the list of those that run. */
  private static final int FEW = 20;

  private static final int BLIND = 5;

  private final Picture picture;
  private final FleetQuery query;
  private final Elements elements;
  private final FleetRows rows;
  private final List<Fleet.ApplicationView> found;
  private final List<Fleet.PendingView> pending;
  private final List<Fleet.EndedView> ended;

  FleetPage(Picture picture, FleetQuery query) {
    this.picture = picture;
    this.query = query;
    this.elements = new Elements(picture.now(), "");
    this.rows = new FleetRows(elements);
    this.found = picture.applications().stream().filter(query::matches).toList();
    this.pending =
        picture.pending().stream().filter(view -> query.matches(view.application())).toList();
    this.ended =
        picture.ended().stream().filter(view -> query.matches(view.application())).toList();
  }

  DomContent content() {
    Headline headline = Headline.of(picture);
    DivTag content =
        div(
            h1("Applications of " + picture.config().cluster()).withClass("unseen"),
            div(Elements.banner(
                    headline.tone(),
                    headline.head(),
                    iff(!headline.more().isEmpty(), p(headline.more()).withClass("more"))))
                .attr("role", "status"),
            blind(),
            filter(),
            chips());
    if (query.state().isRunning()) {
      content.with(running());
    }
    if (query.state() == State.ALL && query.page() == 1) {
      content.with(some(State.PENDING, PENDING, pending, rows::pending));
      content.with(some(State.ENDED, ENDED, ended, rows::ended));
    } else if (query.state() == State.PENDING) {
      content.with(all(State.PENDING, PENDING, pending, rows::pending));
    } else if (query.state() == State.ENDED) {
      content.with(all(State.ENDED, ENDED, ended, rows::ended));
    }
    return content;
  }

  private DomContent blind() {
    List<Fleet.SourceView> failing = picture.failing();
    if (failing.isEmpty()) {
      return text("");
    }
    int more = failing.size() - BLIND;
    return Elements.lesserBanner(
        Tone.UNKNOWN,
        "Blind: nothing is known of what these sources would tell",
        ul(each(
                failing.stream().limit(BLIND).toList(),
                source ->
                    li(
                        elements.failure(
                            source.source(), source.errorSince(), String.valueOf(source.error())))))
            .withClass("blind"),
        p(a(more > 0 ? "And " + more + " more: all sources" : "All sources").withHref("sources"))
            .withClass("more"));
  }

  private DomContent filter() {
    return form(
            label("Find by name, id, user or label").withFor("q"),
            div(
                    input()
                        .withType("search")
                        .withId("q")
                        .withName("q")
                        .withValue(query.text())
                        .attr("maxlength", "200")
                        .attr("autocomplete", "off"),
                    iff(
                        query.state() != State.ALL,
                        input()
                            .withType("hidden")
                            .withName("state")
                            .withValue(query.state().label())),
                    button("Find").withType("submit"),
                    iff(
                        !query.text().isEmpty(),
                        a("Clear").withHref(new FleetQuery("", query.state(), 1).href())))
                .withClass("fields"))
        .withAction("./")
        .withMethod("get")
        .attr("role", "search");
  }

  private DomContent chips() {
    return ul(each(List.of(State.values()), state -> li(chip(state))))
        .withClass("chips")
        .attr("aria-label", "Show only");
  }

  private ATag chip(State state) {
    ATag link =
        a(text(state.label() + " "), span(String.valueOf(count(state))).withClass("number"))
            .withHref(query.with(state).href());
    return state == query.state() ? link.attr("aria-current", "true") : link;
  }

  private long count(State state) {
    return switch (state) {
      case ENDED -> ended.size();
      case PENDING -> pending.size();
      case ALL -> matching().size();
      default ->
          matching().stream().filter(view -> State.of(Picture.health(view)) == state).count();
    };
  }

  /** Those that run and match the text, however they stand. */
  private List<Fleet.ApplicationView> matching() {
    return picture.applications().stream()
        .filter(view -> query.matches(view.application()))
        .toList();
  }

  private DomContent running() {
    if (found.isEmpty()) {
      boolean any = query.text().isEmpty() && query.state() == State.ALL;
      return Elements.part(
          "applications",
          "Running",
          Elements.empty(
              any
                  ? "The agent knows of no running application."
                  : "No running application is like that."));
    }
    Slice<Fleet.ApplicationView> slice = Slice.of(found, query.page(), SIZE);
    return Elements.part(
        "applications",
        slice.pages() == 1 ? "Running" : "Running, page " + slice.page() + " of " + slice.pages(),
        rows.running(slice.shown()),
        slice.links(page -> query.atPage(page).href()));
  }

  /** The first of them, below those that run. */
  private <T> DomContent some(
      State state, String title, List<T> views, Function<List<T>, DomContent> table) {
    if (views.isEmpty()) {
      return text("");
    }
    return Elements.part(
        state.label(),
        title,
        table.apply(views.subList(0, Math.min(FEW, views.size()))),
        iff(views.size() > FEW, p(a("All " + views.size()).withHref(query.with(state).href()))));
  }

  private <T> DomContent all(
      State state, String title, List<T> views, Function<List<T>, DomContent> table) {
    if (views.isEmpty()) {
      return Elements.part(state.label(), title, Elements.empty("No application is like that."));
    }
    Slice<T> slice = Slice.of(views, query.page(), SIZE);
    return Elements.part(
        state.label(),
        title,
        table.apply(slice.shown()),
        slice.links(page -> query.atPage(page).href()));
  }
}
