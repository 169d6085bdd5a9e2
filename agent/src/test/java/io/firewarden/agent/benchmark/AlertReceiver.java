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
package io.firewarden.agent.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes alerts as an Alertmanager does, and notes when the first one of an application came. */
final class AlertReceiver implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private final String alert;
  private final Map<String, Long> arrivals = new ConcurrentHashMap<>();
  private final Map<String, Long> others = new ConcurrentHashMap<>();

  /**
   * @param alert the name of those that count
   */
  AlertReceiver(String alert) throws IOException {
    this.alert = alert;
    server.createContext("/api/v2/alerts", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    long now = System.currentTimeMillis();
    try (exchange) {
      for (JsonNode each : MAPPER.readTree(exchange.getRequestBody())) {
        JsonNode labels = each.path("labels");
        boolean counts = labels.path("alertname").asText().equals(alert);
        (counts ? arrivals : others)
            .putIfAbsent((counts ? "" : labels + " ") + labels.path("app_id").asText(), now);
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** By the id of the application, when it was first told of, in milliseconds since the epoch. */
  Map<String, Long> arrivals() {
    return Map.copyOf(arrivals);
  }

  /** How many other alerts were told. */
  int others() {
    return others.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
