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

import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.fleet.SourceShare;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.poll.DriverClock;
import io.firewarden.model.ApplicationSnapshot;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the knowledge of an application comes from, how old it is, and what it cannot include. */
public final class KnowledgeSection {
  private static final int MOST = 50;

  private final Elements elements;

  public KnowledgeSection(Elements elements) {
    this.elements = elements;
  }

  public DomContent content(Fleet.ApplicationView view) {
    ApplicationSnapshot snapshot = view.snapshot();
    Elements.Facts facts = Elements.Facts.below().add("Source", view.source());
    if (snapshot != null) {
      facts.add("Read", Elements.source(snapshot.source()));
    }
    Instant readAt = view.readAt();
    facts.add("Last read", readAt == null ? text("never") : elements.when(readAt));
    if (view.errorSince() != null) {
      facts.add("Failing since", elements.when(view.errorSince()));
    }
    if (view.sourceChangedAt() != null) {
      facts.add("Counted anew since", elements.when(view.sourceChangedAt()));
    }
    return Elements.part(
        "knowledge",
        "Sources",
        facts.build(),
        table(view.sources()),
        clock(snapshot, readAt),
        gaps(snapshot));
  }

  /** Who gives which of what is known of an application that does not run. */
  public static DomContent shares(List<SourceShare> shares) {
    return shares.isEmpty() ? text("") : Elements.part("knowledge", "Sources", table(shares));
  }

  private static DomContent table(List<SourceShare> shares) {
    if (shares.isEmpty()) {
      return text("");
    }
    Grid grid =
        Grid.ofCards("Who knows of it, and what is taken from whom", "Source", "Is", "Gives")
            .sentences("Gives");
    shares.stream()
        .limit(MOST)
        .forEach(
            share ->
                grid.row(
                    Elements.foreign(share.source()),
                    text(
                        switch (share.kind()) {
                          case DRIVER -> "its driver's Spark UI";
                          case PUSH -> "its listener";
                          case DISCOVERY -> "a list of applications";
                          case AGENT -> "this agent";
                        }),
                    share.gives().isEmpty()
                        ? span("nothing that a better source lacks").withClass("soft")
                        : text(
                            share.gives().stream()
                                .map(Elements::word)
                                .collect(Collectors.joining(", ")))));
    return grid.build();
  }

  /** The times that a driver pushes are by its own clock. */
  private static DomContent clock(
      @Nullable ApplicationSnapshot snapshot, @Nullable Instant readAt) {
    if (snapshot == null || readAt == null) {
      return text("");
    }
    Duration behind = new DriverClock(snapshot, readAt).behind();
    return behind.isZero()
        ? text("")
        : p(
            "The driver's clock is "
                + Elements.lasting(behind.abs())
                + (behind.isNegative() ? " ahead of" : " behind")
                + " the agent's; its times are shown as it tells them.");
  }

  private static DomContent gaps(@Nullable ApplicationSnapshot snapshot) {
    if (snapshot == null || snapshot.gaps().isEmpty()) {
      return text("");
    }
    return each(
        p("What this source does not tell:"),
        ul(each(snapshot.gaps(), gap -> li(gap.sentence()))).withClass("gaps"));
  }
}
