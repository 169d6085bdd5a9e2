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
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What people are told of an alert, in the parts that each service lays out in its own way. Plain
 * text: nothing is escaped yet.
 *
 * @param firing whether it fires; otherwise it is over
 * @param severity how bad it is
 * @param name the alert's name
 * @param subject the application with its id, or the source, and the cluster
 * @param summary one sentence
 * @param details evidence, cause and what to do, a line each; how it ended when it is over
 * @param links where to read on
 */
record AlertText(
    boolean firing,
    Severity severity,
    String name,
    String subject,
    String summary,
    List<String> details,
    List<Link> links) {

  /** A longer one is left out, for it cannot be cut. */
  private static final int LONGEST_LINK = 1500;

  AlertText {
    details = List.copyOf(details);
    links = List.copyOf(links);
  }

  /**
   * A way to read on.
   *
   * @param title what is there
   * @param url http or https, with no character that needs to be escaped in any format but {@code
   *     &}
   */
  record Link(String title, String url) {}

  static AlertText of(Alert alert, AlertJson json, Instant now) {
    boolean firing = alert.state() != AlertState.RESOLVED;
    List<String> details = new ArrayList<>();
    Instant from = Objects.requireNonNullElse(alert.firedAt(), alert.since());
    if (firing) {
      annotation(alert, "description").lines().filter(l -> !l.isBlank()).forEach(details::add);
      String missing = annotation(alert, "data_missing_since");
      if (!missing.isEmpty()) {
        details.add("Nothing has been known of it since " + missing);
      }
      details.add("Firing since " + shown(from));
    } else {
      Instant end = AlertJson.ended(alert, now);
      String why = annotation(alert, "resolution");
      details.add(
          "Fired from "
              + shown(from)
              + " to "
              + shown(end == null ? now : end)
              + (why.isEmpty() ? "" : ": " + why));
    }
    List<Link> links = new ArrayList<>();
    link(links, "Runbook", annotation(alert, "runbook_url"));
    link(links, "Dashboard", annotation(alert, "dashboard_url"));
    link(links, "Agent", json.page(alert));
    return new AlertText(
        firing,
        alert.severity(),
        alert.name(),
        subject(alert),
        annotation(alert, "summary"),
        details,
        links);
  }

  /** {@code FIRING} or {@code RESOLVED}, severity and name. */
  String title() {
    return (firing ? "FIRING " : "RESOLVED ") + severity.label() + ": " + name;
  }

  private static String subject(Alert alert) {
    String app = alert.application();
    String id = alert.label(Alert.APP_ID);
    String source = alert.label(Alert.SOURCE);
    String about = id.isEmpty() ? source : id;
    String whom = app.isEmpty() ? about : app + (about.isEmpty() ? "" : " (" + about + ")");
    String team = alert.team();
    return (whom.isEmpty() ? "the agent" : whom)
        + " on "
        + alert.label(Alert.CLUSTER)
        + (team.isEmpty() ? "" : ", team " + team);
  }

  private static String annotation(Alert alert, String name) {
    return alert.annotations().getOrDefault(name, "");
  }

  private static void link(List<Link> links, String title, String url) {
    try {
      String ascii = new URI(url).toASCIIString();
      if (url.matches("https?://.*") && ascii.length() <= LONGEST_LINK) {
        links.add(new Link(title, ascii.replace("|", "%7C").replace("'", "%27")));
      }
    } catch (URISyntaxException ignored) {
      // What is no URL is no link.
    }
  }

  private static String shown(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
