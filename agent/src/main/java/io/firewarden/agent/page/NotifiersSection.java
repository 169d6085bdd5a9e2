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

import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.notify.NotifierView;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Tone;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.List;

/** The part of a page that tells whom alerts reach, and whom they do not. */
final class NotifiersSection {
  private NotifiersSection() {}

  static DomContent of(Picture picture) {
    List<NotifierView> notifiers = picture.notifiers();
    if (notifiers.isEmpty()) {
      return text("");
    }
    Elements elements = new Elements(picture.now(), "");
    Grid grid =
        Grid.ofCards(
                "Who is told of alerts, those first who cannot be",
                "Notifier",
                "State",
                "Last told",
                "Error")
            .sentences("Error");
    for (NotifierView one : notifiers) {
      Instant toldAt = one.toldAt();
      grid.row(
          Elements.foreign(one.name()),
          state(one),
          toldAt == null ? span("not since the start").withClass("soft") : elements.ago(toldAt),
          one.failingSince() == null
              ? span("none").withClass("soft")
              : elements.failure(one.name(), one.failingSince(), one.why()));
    }
    return Elements.part("notifiers", "Notifiers (" + notifiers.size() + ")", grid.build());
  }

  private static DomContent state(NotifierView one) {
    if (one.failingSince() != null) {
      return Elements.tag(Tone.BAD, "cannot be told");
    }
    return one.toldAt() == null
        ? Elements.tag(Tone.UNKNOWN, "not tried yet")
        : Elements.tag(Tone.GOOD, "is told");
  }
}
