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
package io.firewarden.agent.http;

import io.firewarden.agent.http.answer.Answer;
import io.firewarden.agent.http.api.Targets;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.http.metrics.Exposition;
import io.firewarden.agent.http.push.PushPage;
import io.firewarden.agent.page.StatusPages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What stands at which path. */
final class Pages {
  static final String RELOAD = "/-/reload";

  /** Paths that are answered to whoever asks: they tell no more than that somebody is there. */
  private static final List<String> PROBES = List.of("/-/healthy", "/-/ready");

  private static final int MOST_NAMED = 10;
  private static final String OPENMETRICS = "application/openmetrics-text";
  private static final String APPLICATION = "/api/v1/applications/";

  private final StatusJson status;
  private final AgentMetrics metrics;
  private final PushPage push;
  private final Shown shown;
  private final Targets targets;
  private final StatusPages people;

  Pages(
      StatusJson status,
      AgentMetrics metrics,
      PushPage push,
      Shown shown,
      Targets targets,
      StatusPages people) {
    this.people = people;
    this.status = status;
    this.metrics = metrics;
    this.push = push;
    this.shown = shown;
    this.targets = targets;
  }

  /** Where snapshots are pushed to. */
  PushPage push() {
    return push;
  }

  static boolean isProbe(String path) {
    return PROBES.contains(path);
  }

  /**
   * The answer to a GET.
   *
   * @param query what follows the question mark, as it came; empty without one
   * @param accept the request's {@code Accept} header; empty without one
   */
  Answer answer(String path, String query, String accept) {
    return switch (path) {
      case "/metrics" -> exposition(accept);
      case "/sd" -> discovered();
      case "/-/healthy" -> Answer.text(200, "Firewarden's agent is running.");
      case "/-/ready" ->
          shown.ready().getAsBoolean()
              ? Answer.text(200, "Firewarden's agent is ready.")
              : Answer.text(503, "Not every source has been tried yet, or the agent stops.");
      case "/api/v1/applications" -> Answer.json(status.applications());
      case "/api/v1/alerts" -> Answer.json(status.alerts());
      case "/api/v1/sources" -> Answer.json(status.sources());
      case "/api/v1/config" -> Answer.json(status.config());
      case "/api/v1/openapi.yaml" -> openApi();
      case PushPage.PATH, RELOAD ->
          Answer.text(405, "only POST is answered here").with("Allow", "POST");
      default -> below(path, query);
    };
  }

  private Answer below(String path, String query) {
    if (path.startsWith(APPLICATION)) {
      String id = path.substring(APPLICATION.length());
      return status
          .application(id)
          .map(Answer::json)
          .orElseGet(() -> Answer.problem(404, "Not Found", "no application is known by this id"));
    }
    return path.startsWith("/api/")
        ? Answer.problem(404, "Not Found", "there is nothing at this path")
        : people
            .page(path, query)
            .map(page -> Answer.html(page.status(), page.html(), page.policy()))
            .orElseGet(() -> Answer.text(404, "there is nothing at this path"));
  }

  /** The answer to who asks to read the configuration again. */
  Answer reload() {
    List<String> faults = shown.reload().get().faults();
    return faults.isEmpty()
        ? Answer.text(200, "The configuration was taken over.")
        : Answer.problem(
            422,
            "The configuration was not taken over",
            "the one from before holds on: " + String.join("; ", faults));
  }

  /** An empty list would have Prometheus drop every target; with an error it keeps those it has. */
  private Answer discovered() {
    return shown.complete().getAsBoolean()
        ? Answer.json(targets.json(shown.fleet().applications()))
        : Answer.text(
            503, "Not every place where applications are has been read yet." + neverRead());
  }

  private String neverRead() {
    List<String> sources =
        shown.fleet().sources().stream()
            .filter(source -> source.readAt() == null)
            .map(source -> source.source() + ": " + source.error())
            .limit(MOST_NAMED)
            .toList();
    return sources.isEmpty() ? "" : " Never read: " + String.join("; ", sources);
  }

  private static Answer openApi() {
    try (InputStream in = Pages.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml must be on the class path beside its class");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(200, "application/yaml", text, Map.of(Answer.CSP, Answer.NOTHING_ALLOWED));
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.yaml cannot be read", e);
    }
  }

  private Answer exposition(String accept) {
    Exposition all = metrics.expose(accept.contains(OPENMETRICS));
    return Answer.streamed(all.contentType(), all::writeTo);
  }
}
