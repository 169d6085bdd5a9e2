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
import static j2html.TagCreator.article;
import static j2html.TagCreator.bdi;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Tone;
import j2html.tags.DomContent;
import j2html.tags.specialized.ArticleTag;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Alerts, each with what it says, whom it is about, since when, and where to read on. */
final class AlertCards {
  private static final String SUMMARY = "summary";
  private static final String DASHBOARD = "dashboard_url";
  private static final String MISSING = "data_missing_since";
  private static final String RESOLUTION = "resolution";
  private static final String MUTED_UNTIL = "muted_until";
  private static final String MUTED_BY = "muted_by";

  private final Elements elements;

  AlertCards(Elements elements) {
    this.elements = elements;
  }

  /** An alert in one line, beside the check that says the rest. */
  DomContent line(Alert alert) {
    return li(
        Elements.tag(tone(alert), word(alert)),
        span(Elements.foreign(alert.name())),
        span(time(alert)).withClass("soft"),
        elements.runbook(alert.name(), "Runbook"),
        Elements.external("Dashboard", alert.annotations().get(DASHBOARD)));
  }

  private static Tone tone(Alert alert) {
    return alert.state() == AlertState.RESOLVED ? Tone.GOOD : Tone.of(alert.severity());
  }

  DomContent card(Alert alert) {
    Tone tone = tone(alert);
    String summary = alert.annotations().getOrDefault(SUMMARY, alert.name());
    ArticleTag card =
        article(
                div(
                        Elements.tag(tone, word(alert)),
                        time(alert),
                        span(Elements.foreign(alert.name())))
                    .withClass("meta"),
                h3(Elements.foreign(summary)),
                subject(alert))
            .withClasses("alert", tone.css(), alert.state().label());
    String over = alert.annotations().get(RESOLUTION);
    if (alert.state() == AlertState.RESOLVED && over != null) {
      card.with(p(text("Over: "), Elements.foreign(over)).withClass("soft"));
    }
    Instant missing = instant(alert.annotations().get(MISSING));
    if (missing != null && alert.state() != AlertState.RESOLVED) {
      card.with(
          p(
                  text("No data for "),
                  elements.since(missing),
                  text(": it is not known whether this still holds."))
              .withClass("note"));
    }
    return card.with(
        muted(alert),
        p(
                elements.runbook(alert.name(), "Runbook"),
                Elements.external("Dashboard", alert.annotations().get(DASHBOARD)))
            .withClass("links"));
  }

  /** Whether nobody is told of it now. */
  static boolean isMuted(Alert alert) {
    return alert.annotations().containsKey(MUTED_UNTIL);
  }

  private static DomContent muted(Alert alert) {
    return isMuted(alert)
        ? p(
            text("Muted by "),
            Elements.foreign(alert.annotations().getOrDefault(MUTED_BY, "")),
            text(" until "),
            Elements.foreign(alert.annotations().getOrDefault(MUTED_UNTIL, "")))
        : text("");
  }

  private static String word(Alert alert) {
    return switch (alert.state()) {
      case RESOLVED -> "resolved";
      case PENDING -> alert.severity().label() + ", pending";
      case FIRING -> alert.severity().label();
    };
  }

  private DomContent time(Alert alert) {
    return switch (alert.state()) {
      case RESOLVED ->
          elements.ago(Objects.requireNonNullElse(alert.resolvedAt(), alert.confirmedAt()));
      case FIRING ->
          span(
              text("firing for "),
              elements.since(Objects.requireNonNullElse(alert.firedAt(), alert.since())));
      case PENDING ->
          span(
              text("seen for "),
              elements.since(alert.since()),
              text(", fires after " + Elements.lasting(alert.holdFor())));
    };
  }

  private DomContent subject(Alert alert) {
    String id = Picture.of(alert, Alert.APP_ID);
    if (id.isEmpty()) {
      String source = alert.label(Alert.SOURCE);
      return source.isEmpty() ? text("") : p(Elements.foreign(source)).withClass("soft");
    }
    String name = Picture.of(alert, Alert.APP_NAME);
    return p(
        a(bdi(Elements.clipped(name.isBlank() ? id : name, Elements.NAME)))
            .withHref(elements.path(id)),
        each(text(" "), span(Elements.foreign(id)).withClass("soft")));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException ignored) {
      return null;
    }
  }
}
