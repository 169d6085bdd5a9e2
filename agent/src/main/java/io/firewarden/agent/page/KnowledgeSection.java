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

import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import io.firewarden.agent.poll.Fleet;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import j2html.tags.DomContent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the knowledge of an application comes from, how old it is, and what it cannot include. */
final class KnowledgeSection {
  private static final Duration SAME_CLOCK = Duration.ofMinutes(1);

  private final Elements elements;

  KnowledgeSection(Elements elements) {
    this.elements = elements;
  }

  DomContent content(Fleet.ApplicationView view) {
    ApplicationSnapshot snapshot = view.snapshot();
    Elements.Facts facts = Elements.Facts.below().add("Source", view.source());
    if (snapshot != null) {
      facts.add("Read", FleetRows.source(snapshot.source()));
    }
    Instant readAt = view.readAt();
    facts.add("Last read", readAt == null ? text("never") : elements.when(readAt));
    if (view.errorSince() != null) {
      facts.add("Failing since", elements.when(view.errorSince()));
    }
    if (view.sourceChangedAt() != null) {
      facts.add("Another source took over", elements.when(view.sourceChangedAt()));
    }
    return Elements.part(
        "knowledge", "Sources", facts.build(), clock(snapshot, readAt), gaps(snapshot));
  }

  /** The times that a driver pushes are by its own clock. */
  private static DomContent clock(
      @Nullable ApplicationSnapshot snapshot, @Nullable Instant readAt) {
    if (snapshot == null || readAt == null || snapshot.source() != SourceKind.LISTENER) {
      return text("");
    }
    Duration behind = Duration.between(snapshot.takenAt(), readAt);
    if (behind.abs().compareTo(SAME_CLOCK) <= 0) {
      return text("");
    }
    return p(
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
