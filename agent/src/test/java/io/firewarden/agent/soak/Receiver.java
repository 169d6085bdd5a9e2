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
package io.firewarden.agent.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who is told of alerts over a webhook, and remembers those that are not over. */
final class Receiver implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server = WebServers.serve(this::take);
  private final Set<Map<String, String>> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger resolved = new AtomicInteger();

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Whether all that fires of these was told, and of all that is over that it is. */
  boolean knows(List<Alert> alerts) {
    return alerts.stream()
        .filter(alert -> alert.state() != AlertState.PENDING)
        .allMatch(alert -> open.contains(alert.labels()) == (alert.state() == AlertState.FIRING));
  }

  /** The labels of the alerts that fire, by what was told. */
  Set<Map<String, String>> open() {
    return open;
  }

  /** How many were told to be over that were told to fire before. */
  int resolved() {
    return resolved.get();
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    for (JsonNode alert : MAPPER.readTree(body).path("alerts")) {
      Map<String, String> labels = new TreeMap<>();
      alert
          .path("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      if (alert.path("status").asText().equals("firing")) {
        open.add(labels);
      } else if (open.remove(labels)) {
        resolved.incrementAndGet();
      }
    }
    WebServers.answer(exchange, "{}");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
