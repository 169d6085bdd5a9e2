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
import io.firewarden.agent.http.access.Guard;
import io.firewarden.agent.http.answer.Answer;
import io.firewarden.agent.http.push.PushPage;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which answer. Reading is for all, or for those who show what the configuration asks for;
 * the probes are for all. Who pushes shows the token for pushes. The configuration is read again
 * for those who may read when they must show something, and otherwise only for this machine.
 */
final class Door {
  private final Pages pages;
  private final Guard guard;

  Door(Pages pages, Guard guard) {
    this.pages = pages;
    this.guard = guard;
  }

  /** Where snapshots are pushed to. */
  PushPage push() {
    return pages.push();
  }

  static boolean isPush(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("POST")
        && PushPage.PATH.equals(exchange.getRequestURI().getPath());
  }

  Answer answer(HttpExchange exchange) {
    if (isPush(exchange)) {
      return pages.push().answer(exchange.getRequestHeaders(), exchange.getRequestBody());
    }
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    boolean reload = method.equals("POST") && Pages.RELOAD.equals(path);
    if (!reload && !method.equals("GET") && !method.equals("HEAD")) {
      return Answer.text(405, "only GET and HEAD are answered, not " + method)
          .with("Allow", "GET, HEAD");
    }
    String known = path == null ? "" : path;
    if (!Pages.isProbe(known) && !guard.allows(header(exchange, "Authorization"))) {
      return Answer.text(401, "a password or a token must be shown")
          .with("WWW-Authenticate", guard.challenge());
    }
    if (reload) {
      return reload(exchange);
    }
    String accept = header(exchange, "Accept");
    String query = exchange.getRequestURI().getRawQuery();
    return pages.answer(known, query == null ? "" : query, accept == null ? "" : accept);
  }

  private Answer reload(HttpExchange exchange) {
    boolean here = exchange.getRemoteAddress().getAddress().isLoopbackAddress();
    // What a page in a browser on this machine sends is not sent by this machine's owner.
    boolean page = header(exchange, "Origin") != null;
    return guard.isOpen() && (!here || page)
        ? Answer.problem(
            403, "Forbidden", "without server.basic-auth or a token, only this machine may do that")
        : pages.reload();
  }

  private static @Nullable String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }
}
