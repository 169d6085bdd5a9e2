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
package io.firewarden.listener.privacy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Stands for an agent and keeps what is pushed to it. */
final class PushedSnapshots implements AutoCloseable {
  private static final int ACCEPTED = 202;

  private final HttpServer server;
  private final StringBuilder received = new StringBuilder();

  PushedSnapshots() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The text of all bodies. */
  String received() {
    synchronized (received) {
      return received.toString();
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
      InputStream body = exchange.getRequestBody();
      try (InputStream plain = "gzip".equals(encoding) ? new GZIPInputStream(body) : body) {
        String text = new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        synchronized (received) {
          received.append(text).append('\n');
        }
      }
      exchange.sendResponseHeaders(ACCEPTED, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
