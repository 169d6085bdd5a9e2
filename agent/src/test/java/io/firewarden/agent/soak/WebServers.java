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

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/** Web servers as those of Spark: a master with a proxy before its drivers, and drivers. */
final class WebServers implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Of the ports below 1024, those that are not asked for: nobody listens there. */
  private static final int CLOSED_PORTS = 200;

  static {
    // Otherwise the server waits 40 ms between the head and the body of each answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final InstantSource clock;
  private final HttpServer master;
  private final Map<String, Life> behindMaster = new ConcurrentHashMap<>();
  private final Map<String, URI> addresses = new HashMap<>();
  private final Map<String, AutoCloseable> servers = new HashMap<>();

  WebServers(InstantSource clock) {
    this.clock = clock;
    this.master = serve(this::master);
  }

  URI masterUrl() {
    return url(master.getAddress().getPort());
  }

  /** Where the driver is; it is there from now on. */
  URI open(Life life) {
    return addresses.computeIfAbsent(life.id(), id -> opened(life));
  }

  private URI opened(Life life) {
    if (life.kind() == Kind.REFUSES) {
      return url(200 + Math.floorMod(life.id().hashCode(), CLOSED_PORTS));
    }
    if (life.kind() == Kind.HANGS) {
      try {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        servers.put(life.id(), socket);
        return url(socket.getLocalPort());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    HttpServer server = serve(exchange -> driver(life, exchange));
    servers.put(life.id(), () -> server.stop(0));
    return url(server.getAddress().getPort());
  }

  /** Lists the application at the master, as long as that has heard of it. */
  void join(Life life) {
    behindMaster.put(life.id(), life);
  }

  /** It is over: its server ends. */
  void end(Life life) {
    addresses.remove(life.id());
    shut(servers.remove(life.id()));
  }

  void forget(Life life) {
    behindMaster.remove(life.id());
  }

  private static void shut(AutoCloseable server) {
    try {
      if (server != null) {
        server.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  static HttpServer serve(HttpHandler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", handler);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void master(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/json/")) {
      answer(exchange, masterJson());
      return;
    }
    String[] parts = path.split("/", 4); // "", "proxy", the id, and the rest
    Life life = parts.length == 4 ? behindMaster.get(parts[2]) : null;
    if (life == null) {
      answer(exchange, null);
    } else {
      driver(life, exchange);
    }
  }

  private String masterJson() {
    Instant now = clock.instant();
    StringJoiner active = new StringJoiner(",", "[", "]");
    StringJoiner completed = new StringJoiner(",", "[", "]");
    for (Life life : behindMaster.values()) {
      String app =
          "{\"id\":\"%s\",\"name\":\"%s\",\"user\":\"soaked\",\"starttime\":%d"
              .formatted(life.id(), life.name(), life.startedAt().toEpochMilli());
      if (life.isOver(now)) {
        long ran = life.endsAt().toEpochMilli() - life.startedAt().toEpochMilli();
        completed.add(app + ",\"duration\":" + ran + ",\"state\":\"FINISHED\"}");
      } else {
        active.add(app + "}");
      }
    }
    return "{\"status\":\"ALIVE\",\"activeapps\":"
        + active
        + ",\"completedapps\":"
        + completed
        + "}";
  }

  private void driver(Life life, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String what = path.substring(path.lastIndexOf('/') + 1);
    answer(exchange, life.isReadable(clock.instant()) ? driverJson(life, what) : null);
  }

  private static String driverJson(Life life, String what) {
    return switch (what) {
      case "applications" ->
          """
          [{"id":"%s","name":"%s","attempts":[{"startTimeEpoch":%d,"endTimeEpoch":-1,
            "sparkUser":"soaked","completed":false,"appSparkVersion":"4.0.1"}]}]"""
              .formatted(life.id(), life.name(), life.startedAt().toEpochMilli());
      case "environment" -> "{\"sparkProperties\":[[\"spark.master\",\"spark://m:7077\"]]}";
      case "executors", "allexecutors" ->
          """
          [{"id":"1","hostPort":"host-1:7079","isActive":true,"addTime":"%s","totalCores":2,
            "activeTasks":1,"memoryUsed":1000,"maxMemory":10000}]"""
              .formatted(TIME.format(life.startedAt()));
      case "jobs", "stages", "rdd" -> "[]";
      default -> null;
    };
  }

  /** Sends JSON, or nothing of that when there is none. */
  static void answer(HttpExchange exchange, String json) throws IOException {
    try (exchange) {
      byte[] bytes = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(json == null ? 404 : 200, json == null ? -1 : bytes.length);
      if (json != null) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      }
    }
  }

  @Override
  public void close() {
    master.stop(0);
    servers.values().forEach(WebServers::shut);
  }
}
