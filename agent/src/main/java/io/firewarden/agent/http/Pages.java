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

import io.firewarden.agent.page.StatusPages;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What stands at which path. */
final class Pages {
  private static final String OPENMETRICS = "application/openmetrics-text";

  private final StatusJson status;
  private final AgentMetrics metrics;
  private final PushPage push;
  private final BooleanSupplier ready;
  private final StatusPages people;

  Pages(
      StatusJson status,
      AgentMetrics metrics,
      PushPage push,
      BooleanSupplier ready,
      StatusPages people) {
    this.people = people;
    this.status = status;
    this.metrics = metrics;
    this.push = push;
    this.ready = ready;
  }

  /** Where snapshots are pushed to; the one path that takes a POST. */
  PushPage push() {
    return push;
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
      case "/-/healthy" -> Answer.text(200, "Firewarden's agent is running.");
      case "/-/ready" ->
          ready.getAsBoolean()
              ? Answer.text(200, "Firewarden's agent is ready.")
              : Answer.text(503, "Not every source has been tried yet.");
      case "/api/v1/applications" -> Answer.json(status.applications());
      case "/api/v1/alerts" -> Answer.json(status.alerts());
      case PushPage.PATH -> Answer.text(405, "only POST is answered here").with("Allow", "POST");
      default ->
          people
              .page(path, query)
              .map(page -> Answer.html(page.status(), page.html(), page.policy()))
              .orElseGet(() -> Answer.text(404, "there is nothing at this path"));
    };
  }

  private Answer exposition(String accept) {
    String type =
        accept.contains(OPENMETRICS)
            ? OPENMETRICS + "; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return new Answer(200, type, metrics.scrape(type), Map.of(Answer.CSP, Answer.NOTHING_ALLOWED));
  }
}
