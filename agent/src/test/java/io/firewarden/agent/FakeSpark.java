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
package io.firewarden.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that answers as Spark's do, and as they should not. */
public final class FakeSpark implements AutoCloseable {
  private static final String JSON = "application/json";

  static {
    // Otherwise the server waits 40 ms between the head and the body of each answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Writes one answer. */
  @FunctionalInterface
  public interface Answer {
    void write(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public FakeSpark() {
    this(0);
  }

  public FakeSpark(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** A driver that answers as one of that version did. */
  public static FakeSpark driver(String version) {
    FakeSpark spark = new FakeSpark();
    spark.become(version);
    return spark;
  }

  /** Answers from now on as the recorded driver of that version. */
  public void become(String version) {
    answers.clear();
    String id = id(version);
    json("/api/v1/applications", fixture(version, "applications"));
    json(app(id, "/environment"), fixture(version, "environment"));
    json(app(id, "/allexecutors"), fixture(version, "allexecutors"));
    json(app(id, "/jobs"), fixture(version, "jobs"));
    json(app(id, "/stages"), "[" + fixture(version, "stage2_0") + "]");
    json(app(id, "/storage/rdd"), fixture(version, "rdd"));
    json(app(id, "/sql"), fixture(version, "sql"));
    json(app(id, "/stages/2/0/taskList"), fixture(version, "stage2_tasks"));
    for (int stage = 0; stage < 15; stage++) {
      answers.putIfAbsent(app(id, "/stages/" + stage + "/0/taskList"), body(200, JSON, "[]"));
    }
  }

  /** The id of the recorded application of that version. */
  public static String id(String version) {
    return switch (version) {
      case "3.4" -> "app-20261122085609-0000";
      case "3.5" -> "app-20261122085832-0000";
      case "4.2" -> "app-20261122090101-0000";
      default -> throw new IllegalArgumentException(version);
    };
  }

  /** A path below one application. */
  public static String app(String id, String path) {
    return "/api/v1/applications/" + id + path;
  }

  /** A recorded answer. */
  public static String fixture(String version, String name) {
    String resource = "/rest/" + version + "/" + name + ".json";
    try (InputStream in = FakeSpark.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public void json(String path, String body) {
    answer(path, 200, JSON, body);
  }

  public void answer(String path, int status, String contentType, String body) {
    answers.put(path, body(status, contentType, body));
  }

  public void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  /** Accepts the request and says nothing until the server is closed. */
  public void hang(String path) {
    answers.put(
        path,
        exchange -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** The paths, with queries, that were asked for. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  public void forgetRequests() {
    requests.clear();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static Answer body(int status, String contentType, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestURI().toString());
      Answer answer = answers.get(exchange.getRequestURI().getPath());
      if (answer == null) {
        answer = body(404, "text/plain", "no such app: nope");
      }
      answer.write(exchange);
    }
  }
}
