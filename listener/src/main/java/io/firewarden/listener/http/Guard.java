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
package io.firewarden.listener.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only those requests through that show the credentials. */
final class Guard extends Filter {
  private static final Logger logger = LoggerFactory.getLogger(Guard.class);

  private final Credentials credentials;
  private volatile boolean warned;

  Guard(Credentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public String description() {
    return "credentials";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    boolean allowed;
    try {
      allowed = credentials.allow(exchange.getRequestHeaders().getFirst("Authorization"));
    } catch (IOException e) {
      tell(e);
      refuse(
          exchange, 503, "what a client must show cannot be read now; the driver's log says why");
      return;
    }
    if (allowed) {
      chain.doFilter(exchange);
    } else {
      exchange.getResponseHeaders().set("WWW-Authenticate", credentials.challenge());
      refuse(exchange, 401, "this is only for those who show the right credentials");
    }
  }

  private void tell(IOException e) {
    if (!warned) {
      logger.warn("Firewarden's endpoint answers nobody for now: {}", e.getMessage());
    }
    warned = true;
  }

  private static void refuse(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = (text + '\n').getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
