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
import io.firewarden.agent.http.answer.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** How a body of unknown length goes out: in pieces, and packed for those who accept it. */
final class Packing {
  private static final int BUFFER = 1 << 15;

  private Packing() {}

  static void send(HttpExchange exchange, int status, Answer.Content content) throws IOException {
    boolean packed = isAccepted(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
    exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
    if (packed) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(status, 0);
    try (OutputStream plain = exchange.getResponseBody();
        OutputStream out = packed ? new QuickGzip(plain) : plain) {
      content.writeTo(out);
    }
  }

  private static boolean isAccepted(@Nullable String encodings) {
    return encodings != null && encodings.contains("gzip") && !encodings.contains("gzip;q=0");
  }

  /** At the quickest level: metrics become a tenth of their size even so. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
