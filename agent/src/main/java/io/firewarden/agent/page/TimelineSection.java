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
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Tone;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What has changed for an application and which alerts came and went, the latest first. */
final class TimelineSection {
  private final Elements elements;
  private final Timeline timeline;

  TimelineSection(Elements elements, Timeline timeline) {
    this.elements = elements;
    this.timeline = timeline;
  }

  DomContent content(String applicationId, List<Alert> alerts) {
    List<TimelineEntry> entries = new ArrayList<>(timeline.of(applicationId));
    for (Alert alert : alerts) {
      if (alert.firedAt() != null) {
        entries.add(
            new TimelineEntry(
                alert.firedAt(), Tone.of(alert.severity()), alert.name(), "began to fire"));
      }
      if (alert.resolvedAt() != null) {
        String why = alert.annotations().getOrDefault("resolution", "");
        entries.add(
            new TimelineEntry(
                alert.resolvedAt(),
                Tone.GOOD,
                alert.name(),
                "was resolved" + (why.isEmpty() ? "" : ": " + why)));
      }
    }
    entries.sort(Comparator.comparing(TimelineEntry::at).reversed());
    return Elements.part(
        "timeline",
        "Timeline",
        entries.isEmpty()
            ? Elements.empty("Nothing was seen to change.")
            : ol(each(entries, this::entry)).withClass("timeline"));
  }

  private DomContent entry(TimelineEntry entry) {
    return li(
        Elements.sign(entry.tone()),
        div(
            span(Elements.foreign(entry.subject())).withClass("subject"),
            text(" "),
            Elements.unseen("(" + Elements.word(entry.tone()) + ") "),
            Elements.foreign(entry.text()),
            Elements.sub(elements.when(entry.at()))));
  }
}
