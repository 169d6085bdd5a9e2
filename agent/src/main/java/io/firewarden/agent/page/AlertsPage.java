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
import static j2html.TagCreator.h1;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.config.Notifiers;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import j2html.tags.DomContent;
import java.time.Instant;
import java.util.List;

/** The page of all alerts: those that fire, those that are about to, and those that are over. */
final class AlertsPage {
  /** The most cards of one state. */
  static final int SHOWN = 200;

  private AlertsPage() {}

  static DomContent content(Picture picture) {
    AlertCards cards = new AlertCards(new Elements(picture.now(), ""));
    return div(
        h1("Alerts"),
        part(picture, AlertState.FIRING, "Firing", cards),
        part(picture, AlertState.PENDING, "Pending", cards),
        part(picture, AlertState.RESOLVED, "Resolved", cards),
        muted(picture, cards),
        NotifiersSection.of(picture));
  }

  private static DomContent muted(Picture picture, AlertCards cards) {
    List<Alert> alerts = picture.alerts().stream().filter(AlertCards::isMuted).toList();
    List<Notifiers.Mute> mutes = picture.config().notifiers().mutes();
    if (mutes.isEmpty() && alerts.isEmpty()) {
      return text("");
    }
    return Elements.part(
        "muted",
        "Muted (" + alerts.size() + ")",
        alerts.isEmpty()
            ? Elements.empty("No alert is muted.")
            : each(alerts.stream().limit(SHOWN).map(cards::card)),
        mutes(mutes, picture.now()));
  }

  private static DomContent mutes(List<Notifiers.Mute> mutes, Instant now) {
    if (mutes.isEmpty()) {
      return text("");
    }
    Grid grid = Grid.ofCards("Times in which nobody is told", "Mute", "In force", "Begins next");
    for (Notifiers.Mute mute : mutes) {
      grid.row(
          Elements.foreign(mute.name()),
          text(mute.when().until(now).map(until -> "until " + Elements.iso(until)).orElse("no")),
          text(mute.when().next(now).map(Elements::iso).orElse("never")));
    }
    return grid.build();
  }

  private static DomContent part(
      Picture picture, AlertState state, String title, AlertCards cards) {
    List<Alert> alerts =
        picture.alerts().stream()
            .filter(alert -> alert.state() == state && !AlertCards.isMuted(alert))
            .toList();
    if (alerts.isEmpty()) {
      return state == AlertState.FIRING
          ? Elements.part(state.label(), title, Elements.empty(nothing(picture)))
          : text("");
    }
    int more = alerts.size() - SHOWN;
    return Elements.part(
        state.label(),
        title + " (" + alerts.size() + ")",
        each(alerts.stream().limit(SHOWN).map(cards::card)),
        more <= 0
            ? text("")
            : p("And " + Elements.plural(more, "other") + ", less urgent.").withClass("soft"));
  }

  private static String nothing(Picture picture) {
    return picture.failing().isEmpty()
        ? "No alert is firing."
        : "No alert is firing, but that says nothing of the "
            + Elements.plural(picture.failing().size(), "source")
            + " that cannot be read.";
  }
}
