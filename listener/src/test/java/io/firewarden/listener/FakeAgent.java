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
package io.firewarden.listener;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SnapshotJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** An agent that takes snapshots, or does what a test wants it to do instead. */
public final class FakeAgent implements AutoCloseable {

  /** One push. */
  public record Push(Map<String, List<String>> headers, ApplicationSnapshot snapshot) {
    public String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }

  /** What it does with a push. */
  public interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  public final List<Push> pushes = new CopyOnWriteArrayList<>();
  public volatile Behaviour behaviour = exchange -> exchange.sendResponseHeaders(204, -1);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  public FakeAgent() throws IOException {
    this(null);
  }

  public FakeAgent(SSLContext tls) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls == null) {
      server = HttpServer.create(address, 0);
    } else {
      HttpsServer https = HttpsServer.create(address, 0);
      https.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = https;
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Never answers. */
  public void hang() {
    behaviour =
        exchange -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
  }

  public void answers(int status, String... header) {
    behaviour =
        exchange -> {
          if (header.length == 2) {
            exchange.getResponseHeaders().set(header[0], header[1]);
          }
          exchange.sendResponseHeaders(status, -1);
        };
  }

  /** What the pushes said of the end, in their order. */
  public List<FinalStatus> verdicts() {
    return pushes.stream()
        .map(push -> push.snapshot().application().finalStatus())
        .flatMap(Stream::ofNullable)
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] json = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
      pushes.add(new Push(Map.copyOf(exchange.getRequestHeaders()), SnapshotJson.read(json)));
      behaviour.answer(exchange);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
