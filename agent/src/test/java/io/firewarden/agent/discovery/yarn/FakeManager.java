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
package io.firewarden.agent.discovery.yarn;

import com.sun.net.httpserver.HttpExchange;
import io.firewarden.agent.FakeSpark;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A web server that answers as a ResourceManager of Hadoop 3.4 does; its answers were recorded. */
final class FakeManager implements AutoCloseable {
  static final String NONE = "{\"apps\": {}}";
  private static final String APPS = "/ws/v1/cluster/apps";

  private final FakeSpark web = new FakeSpark();
  private String live = NONE;
  private String over = NONE;

  FakeManager() {
    state("ACTIVE", 1000);
    web.answer(
        APPS,
        exchange -> {
          boolean isLive = exchange.getRequestURI().getQuery().contains("RUNNING");
          answer(exchange, 200, isLive ? live : over);
        });
  }

  void state(String haState, long startedOn) {
    web.json(
        "/ws/v1/cluster/info",
        "{\"clusterInfo\": {\"id\": 1, \"startedOn\": "
            + startedOn
            + ", \"state\": \"STARTED\", \"haState\": \""
            + haState
            + "\"}}");
  }

  void lists(String liveApps, String overApps) {
    live = liveApps;
    over = overApps;
  }

  /** What one application's own address answers. */
  void one(String id, String app) {
    web.json(APPS + "/" + id, "{\"app\": " + app + "}");
  }

  FakeSpark web() {
    return web;
  }

  URI url() {
    return web.url();
  }

  List<String> listRequests() {
    return web.requests().stream().filter(each -> each.startsWith(APPS + "?")).toList();
  }

  /** An entry of an answer. */
  static String app(String id, String state, String finalStatus, String more) {
    return "{\"id\": \""
        + id
        + "\", \"user\": \"ann\", \"name\": \"etl\", \"queue\": \"root.a\", \"state\": \""
        + state
        + "\", \"finalStatus\": \""
        + finalStatus
        + "\", \"startedTime\": 1700000000000"
        + (more.isEmpty() ? "" : ", " + more)
        + "}";
  }

  static String apps(String... entries) {
    return "{\"apps\": {\"app\": [" + String.join(", ", entries) + "]}}";
  }

  static String recorded(String name) {
    try (InputStream in = FakeManager.class.getResourceAsStream("/yarn/" + name + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json;charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    web.close();
  }
}
