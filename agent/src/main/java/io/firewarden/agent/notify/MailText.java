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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.alerts.check.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The mail about an alert. Its id follows from what it tells, so that a mail that is sent again
 * after a failure in between is known as the same; and each names the first one of the same firing,
 * so that mail programs show reminders and the end under it.
 */
final class MailText {
  private static final int MAX_SUBJECT = 200;
  private static final int MAX_BODY = 20_000;

  /**
   * A mail.
   *
   * @param id its Message-ID
   * @param first the Message-ID of the first mail of this firing, or null when this is it
   * @param subject one line
   * @param plain as plain text
   * @param html the same as HTML
   * @param from the sender's address
   * @param urgent whether mail programs should say so
   */
  record Mail(
      String id,
      @Nullable String first,
      String subject,
      String plain,
      String html,
      String from,
      boolean urgent) {}

  private final String from;
  private final AlertJson json;
  private final Duration repeat;

  /**
   * @param from the sender's address, whose domain makes the ids unique
   * @param repeat how often a firing alert is told again
   */
  MailText(String from, AlertJson json, Duration repeat) {
    this.from = from;
    this.json = json;
    this.repeat = repeat;
  }

  Mail of(Alert alert, Instant now) {
    AlertText text = AlertText.of(alert, json, now);
    Instant fired = Objects.requireNonNullElse(alert.firedAt(), alert.since());
    String key = Fingerprint.of(alert.labels()) + "." + fired.toEpochMilli();
    String domain = "@" + from.substring(from.indexOf('@') + 1) + ">";
    String first = "<" + key + domain;
    long reminder = Math.max(0, Duration.between(fired, now).dividedBy(repeat));
    String part =
        alert.state() == AlertState.RESOLVED ? ".end" : reminder == 0 ? "" : "." + reminder;
    String subject = Cut.line(text.title() + ": " + text.subject());
    return new Mail(
        "<" + key + part + domain,
        part.isEmpty() ? null : first,
        Cut.plain(subject, MAX_SUBJECT),
        plain(text),
        html(text),
        from,
        text.firing() && text.severity() == Severity.CRITICAL);
  }

  private static String plain(AlertText text) {
    String details = Cut.plain(String.join("\n", text.details()), MAX_BODY);
    String links =
        text.links().stream()
            .map(link -> link.title() + ": " + link.url())
            .collect(Collectors.joining("\n"));
    return String.join(
        "\n\n", text.title(), text.subject(), Cut.plain(text.summary(), MAX_BODY), details, links);
  }

  private static String html(AlertText text) {
    String color = !text.firing() ? "#1a7f37" : "#b42318";
    StringBuilder all = new StringBuilder("<!DOCTYPE html><html><body>");
    all.append("<p><b style=\"color:").append(color).append("\">");
    all.append(escape(text.title(), MAX_BODY)).append("</b><br>");
    all.append(escape(text.subject(), MAX_BODY)).append("</p>");
    all.append("<p>").append(escape(text.summary(), MAX_BODY)).append("</p><p>");
    all.append(escape(String.join("\n", text.details()), MAX_BODY).replace("\n", "<br>"));
    all.append("</p><p>");
    for (AlertText.Link link : text.links()) {
      all.append("<a href=\"").append(escape(link.url(), MAX_BODY)).append("\">");
      all.append(link.title()).append("</a> ");
    }
    return all.append("</p></body></html>").toString();
  }

  private static String escape(String text, int longest) {
    return Cut.escaped(
        text,
        longest,
        c ->
            switch (c) {
              case '&' -> "&amp;";
              case '<' -> "&lt;";
              case '>' -> "&gt;";
              case '"' -> "&quot;";
              case '\'' -> "&#39;";
              default -> Character.toString(c);
            });
  }
}
