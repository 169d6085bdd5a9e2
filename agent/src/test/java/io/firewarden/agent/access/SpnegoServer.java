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
package io.firewarden.agent.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.firewarden.agent.config.Access.Kerberos;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import okhttp3.HttpUrl;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;

/** A web server that lets in who shows a ticket, as Hadoop's and Spark's do behind their filter. */
final class SpnegoServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Subject subject;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** What answers those who are let in. */
  private final HttpHandler inside;

  SpnegoServer(Kerberos service) throws IOException {
    this(service, SpnegoServer::seven);
  }

  SpnegoServer(Kerberos service, HttpHandler inside) throws IOException {
    this.inside = inside;
    KerberosPrincipal principal = new KerberosPrincipal(service.principal());
    this.subject =
        new Subject(
            false,
            Set.of(principal),
            Set.of(),
            Set.of(KeyTab.getInstance(principal, service.keytabFile().toFile())));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  HttpUrl url(String path) {
    return HttpUrl.get("http://localhost:" + server.getAddress().getPort() + path);
  }

  /** Who came with each request: a principal, {@code nobody} or {@code refused}. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      String who = shown == null ? "nobody" : who(shown);
      seen.add(who);
      if (who.contains("@")) {
        inside.handle(exchange);
      } else {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Negotiate");
        exchange.sendResponseHeaders(401, -1);
      }
    }
  }

  private static void seven(HttpExchange exchange) throws IOException {
    byte[] body = "{\"number\": 7}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private String who(String shown) {
    byte[] token = Base64.getDecoder().decode(shown.replaceFirst("^Negotiate ", ""));
    PrivilegedExceptionAction<String> accept =
        () -> {
          GSSManager manager = GSSManager.getInstance();
          Oid[] mechanisms = {new Oid("1.3.6.1.5.5.2"), new Oid("1.2.840.113554.1.2.2")};
          GSSCredential own =
              manager.createCredential(
                  null, GSSCredential.INDEFINITE_LIFETIME, mechanisms, GSSCredential.ACCEPT_ONLY);
          GSSContext context = manager.createContext(own);
          try {
            context.acceptSecContext(token, 0, token.length);
            return context.isEstablished() ? context.getSrcName().toString() : "refused";
          } catch (GSSException ignored) {
            return "refused";
          } finally {
            context.dispose();
          }
        };
    try {
      return Subject.doAs(subject, accept);
    } catch (PrivilegedActionException e) {
      throw new IllegalStateException(e);
    }
  }
}
