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
import static j2html.TagCreator.h1;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Slice;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.model.Application;
import j2html.tags.DomContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page of all places that are asked: those that cannot be read first. */
final class SourcesPage {
  /** Sources on one page of the list. */
  static final int SIZE = 200;

  private SourcesPage() {}

  static DomContent content(Picture picture, int page) {
    Elements elements = new Elements(picture.now(), "");
    int failing = picture.failing().size();
    if (picture.sources().isEmpty()) {
      return div(h1("Sources"), Elements.empty("No source has been tried yet."));
    }
    Slice<Fleet.SourceView> slice = Slice.of(picture.sources(), page, SIZE);
    return div(
        h1("Sources"),
        p(
            Elements.plural(picture.sources().size(), "source")
                + (failing == 0 ? ", all are read." : ", " + failing + " cannot be read.")),
        table(slice.shown(), picture, elements),
        slice.links(number -> "sources?page=" + number));
  }

  private static DomContent table(
      List<Fleet.SourceView> sources, Picture picture, Elements elements) {
    Map<String, Application> told = new HashMap<>();
    picture.applications().forEach(view -> told.put(view.source(), view.application()));
    Grid grid =
        Grid.ofCards(
                "Sources, those that cannot be read first",
                "Source",
                "State",
                "Last read",
                "Tells of",
                "Error")
            .sentences("Error");
    for (Fleet.SourceView source : sources) {
      Application application = told.get(source.source());
      grid.row(
          Elements.foreign(source.source()),
          state(source),
          source.readAt() == null ? span("never").withClass("old") : elements.ago(source.readAt()),
          application == null ? text("applications") : elements.link(application),
          error(source, elements));
    }
    return grid.build();
  }

  private static DomContent state(Fleet.SourceView source) {
    return source.error() == null
        ? Elements.tag(Tone.GOOD, "is read")
        : Elements.tag(Tone.BAD, "cannot be read");
  }

  private static DomContent error(Fleet.SourceView source, Elements elements) {
    if (source.error() == null) {
      return span("none").withClass("soft");
    }
    return elements.failure(source.source(), source.errorSince(), source.error());
  }
}
