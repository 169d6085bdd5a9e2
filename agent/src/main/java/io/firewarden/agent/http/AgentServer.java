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

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.Server;
import io.firewarden.agent.http.access.Guard;
import io.firewarden.agent.http.access.ServerTls;
import io.firewarden.agent.http.answer.Answer;
import io.firewarden.agent.http.api.Targets;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.http.metrics.FleetMetrics;
import io.firewarden.agent.http.push.PushPage;
import io.firewarden.agent.http.push.PushToken;
import io.firewarden.agent.page.StatusPages;
import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.agent.poll.PushedSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's HTTP server: a few daemon threads with a short queue for all that takes no long time,
 * and others for pushes.
 */
public final class AgentServer implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(AgentServer.class);
  private static final int BACKLOG = 64;
  private static final int NO_CONTENT = 204;

  private final HttpServer server;
  private final Door door;
  private final RequestThreads threads;
  private final RequestThreads pushThreads;

  private AgentServer(HttpServer server, Door door, Duration slowest) {
    this.server = server;
    this.door = door;
    this.threads = RequestThreads.ofRequests(slowest);
    this.pushThreads = RequestThreads.ofPushes(slowest);
  }

  /**
   * Binds the configured address and begins to answer.
   *
   * @param shown what is shown
   * @param pushes takes in a snapshot that was pushed
   * @throws IOException if the address cannot be bound; its message names it
   */
  public static AgentServer open(
      AgentConfig config,
      Shown shown,
      AgentMetrics metrics,
      Function<PushedSnapshot, PushOutcome> pushes)
      throws IOException {
    InstantSource clock = InstantSource.system();
    metrics.register(
        new FleetMetrics(
            config.cluster(),
            shown.fleet(),
            shown.alerts(),
            clock,
            () -> shown.config().get().config().metrics(),
            metrics::exportFailed));
    PushToken token = new PushToken(config.push().tokenFile(), System.getenv(), clock);
    PushPage push = new PushPage(config, token, clock, pushes, metrics::pushed);
    Targets targets = new Targets(config.cluster(), config.server().listenerPort());
    StatusPages people = new StatusPages(shown.known(AgentMetrics.version(), clock));
    Pages pages =
        new Pages(new StatusJson(config, shown, clock), metrics, push, shown, targets, people);
    Door door = new Door(pages, new Guard(config.server(), clock));
    Server.Tls tls = config.server().tls();
    HttpsConfigurator secure = tls == null ? null : ServerTls.of(tls, clock);
    AgentServer opened = open(config.listen(), door, secure, RequestThreads.LIMIT);
    metrics.queue("requests", opened.threads::waiting);
    metrics.queue("pushes", opened.pushThreads::waiting);
    return opened;
  }

  static AgentServer open(
      AgentConfig.Listen listen, Door door, @Nullable HttpsConfigurator secure, Duration slowest)
      throws IOException {
    HttpServer server;
    try {
      server = server(new InetSocketAddress(listen.host(), listen.port()), secure);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "listen must be an address that is free, but " + listen + " is not: " + e.getMessage(),
          e);
    }
    AgentServer opened = new AgentServer(server, door, slowest);
    server.setExecutor(opened.threads);
    door.push().bound(server.getAddress().getAddress().isLoopbackAddress());
    server.createContext("/", opened::handle);
    startOnDaemon(server);
    return opened;
  }

  private static HttpServer server(InetSocketAddress at, @Nullable HttpsConfigurator secure)
      throws IOException {
    if (secure == null) {
      return HttpServer.create(at, BACKLOG);
    }
    HttpsServer server = HttpsServer.create(at, BACKLOG);
    server.setHttpsConfigurator(secure);
    return server;
  }

  /** The port that was bound. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    pushThreads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (!Door.isPush(exchange)) {
      send(exchange, answer(exchange));
      return;
    }
    try {
      pushThreads.execute(() -> push(exchange));
    } catch (RejectedExecutionException e) {
      send(exchange, door.push().busy());
    }
  }

  private void push(HttpExchange exchange) {
    try {
      send(exchange, answer(exchange));
    } catch (IOException e) {
      logger.debug("a push could not be answered", e); // its client is gone
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      boolean bare = exchange.getRequestMethod().equals("HEAD") || answer.status() == NO_CONTENT;
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.contentType());
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set("Cache-Control", "no-store");
      for (Map.Entry<String, String> header : answer.headers().entrySet()) {
        headers.set(header.getKey(), header.getValue());
      }
      Answer.Content content = answer.content();
      if (content != null && !bare) {
        Packing.send(exchange, answer.status(), content);
        return;
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bare ? -1 : body.length);
      if (!bare) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    try {
      return door.answer(exchange);
    } catch (RuntimeException e) {
      logger.error("{} could not be answered", exchange.getRequestURI().getPath(), e);
      return Answer.text(500, "the agent failed to answer; its log says why");
    }
  }

  /** The server's own thread inherits being a daemon from the one that starts it. */
  private static void startOnDaemon(HttpServer server) {
    FutureTask<Void> start = new FutureTask<>(server::start, null);
    RequestThreads.daemons("http-start").newThread(start).start();
    try {
      start.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the HTTP server did not start", e.getCause());
    }
  }
}
