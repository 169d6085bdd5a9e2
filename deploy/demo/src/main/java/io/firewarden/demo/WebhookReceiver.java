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
package io.firewarden.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The one who is on call: takes Alertmanager's webhook payload and keeps it with its time. */
final class WebhookReceiver {
  private static final String DIRECT = "/agent";

  private final HttpServer server;
  private final ExecutorService thread;
  private final Path file;
  private final List<Page> pages = new CopyOnWriteArrayList<>();

  /**
   * One alert of a payload.
   *
   * @param firing whether it fires; otherwise it is resolved
   * @param at when it came
   * @param direct whether the agent sent it past Alertmanager
   */
  record Page(Alert alert, boolean firing, Instant at, boolean direct) {}

  private WebhookReceiver(HttpServer server, ExecutorService thread, Path file) {
    this.server = server;
    this.thread = thread;
    this.file = file;
  }

  /**
   * Starts it on a free port.
   *
   * @param file where every payload is kept, one a line
   */
  static WebhookReceiver start(Path file) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              task -> {
                Thread made = new Thread(task, "webhook-receiver");
                made.setDaemon(true);
                return made;
              });
      WebhookReceiver receiver = new WebhookReceiver(server, thread, file);
      server.createContext("/", receiver::handle);
      server.setExecutor(thread);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new DemoException("cannot receive alerts: " + e, e);
    }
  }

  URI url() {
    return Web.local(server.getAddress().getPort(), "/alerts");
  }

  /** Where the agent sends past Alertmanager, so that it is seen who told. */
  URI directUrl() {
    return Web.local(server.getAddress().getPort(), DIRECT);
  }

  List<Page> pages() {
    return List.copyOf(pages);
  }

  void close() {
    server.stop(0);
    thread.shutdown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      JsonNode alerts =
          Web.parse(body)
              .map(payload -> payload.path("alerts"))
              .filter(JsonNode::isArray)
              .orElse(null);
      if (!exchange.getRequestMethod().equals("POST") || alerts == null) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      Instant now = Instant.now();
      boolean direct = exchange.getRequestURI().getPath().equals(DIRECT);
      alerts.forEach(alert -> pages.add(page(alert, now, direct)));
      keep(body);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void keep(String body) throws IOException {
    String line = body.replace('\n', ' ').strip() + "\n";
    Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Page page(JsonNode alert, Instant at, boolean direct) {
    boolean firing = alert.path("status").asText().equals("firing");
    return new Page(Alert.of(alert.path("labels")), firing, at, direct);
  }
}
