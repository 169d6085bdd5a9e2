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
package io.firewarden.agent.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server that answers as it should, or as it should not. */
abstract class Web implements AutoCloseable {
  static final String JSON = "application/json";
  private static final int TOO_MUCH = 400_000;

  static {
    // Otherwise the server waits 40 ms between the head and the body of each answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  Web() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::guarded);
  }

  /** Begins to answer; not before all parts of it are there. */
  final void open() {
    server.start();
  }

  final URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  final int port() {
    return server.getAddress().getPort();
  }

  abstract void answer(HttpExchange exchange) throws IOException;

  private void guarded(HttpExchange exchange) {
    try (exchange) {
      answer(exchange);
    } catch (IOException | UncheckedIOException e) {
      // It was cut, on purpose or by a client that was killed.
    }
  }

  static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Sends what should be sent, or what the trouble makes of it. */
  final void misbehave(HttpExchange exchange, Trouble.Kind how, String body) throws IOException {
    switch (how) {
      case HANGS -> hang();
      case CUTS -> cut(exchange, body);
      case ANSWERS_HTML -> send(exchange, 200, "text/html", "<html><title>Log in</title></html>");
      case ANSWERS_GARBAGE -> send(exchange, 200, JSON, garbage(body));
      case FAILS, IS_DOWN -> send(exchange, 503, "text/plain", "not now");
      case REFUSES -> send(exchange, 400, "text/plain", "I do not like it");
      case ANSWERS_TOO_MUCH -> {
        char[] much = new char[TOO_MUCH];
        Arrays.fill(much, ' ');
        send(exchange, 200, JSON, new String(much) + body);
      }
      default -> send(exchange, 200, JSON, body);
    }
  }

  /** Says nothing until it is closed. */
  private void hang() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Breaks off amid the body. */
  static void cut(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.sendResponseHeaders(200, bytes.length + 10L);
    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
    exchange.getResponseBody().flush();
  }

  /** As if the memory that it came from were broken. */
  private static String garbage(String body) {
    Random random = new Random(body.length());
    StringBuilder text = new StringBuilder(body);
    for (int i = 0; i <= body.length() / 10; i++) {
      text.setCharAt(random.nextInt(body.length()), (char) (32 + random.nextInt(200)));
    }
    return "}" + text.substring(random.nextInt(body.length()));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
