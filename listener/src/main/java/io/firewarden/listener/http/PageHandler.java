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

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.firewarden.alerts.check.HealthReport;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET and HEAD for the few pages that there are. */
final class PageHandler implements HttpHandler {
  private static final Logger logger = LoggerFactory.getLogger(PageHandler.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String INDEX =
      """
      Firewarden
      /metrics   metrics for Prometheus
      /health    verdicts of the checks, with evidence and advice
      /snapshot  the state of the application
      """;

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Pages pages;
  private final LongAdder errors;
  private volatile boolean failed;

  PageHandler(Pages pages, LongAdder errors) {
    this.pages = pages;
    this.errors = errors;
  }

  /** An error does not leave: a handler that the application has for such may end the driver. */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (Error e) {
      errors.increment();
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return new Answer(405, TEXT, "only GET and HEAD are answered here\n".getBytes(UTF_8));
    }
    try {
      return page(exchange);
    } catch (IOException | RuntimeException | Error e) {
      errors.increment();
      if (!failed) {
        logger.warn("Firewarden could not answer {}", exchange.getRequestURI().getPath(), e);
      }
      failed = true;
      return new Answer(500, TEXT, "this failed; the driver's log says why\n".getBytes(UTF_8));
    }
  }

  private Answer page(HttpExchange exchange) throws IOException {
    return switch (exchange.getRequestURI().getPath()) {
      case "/" -> new Answer(200, TEXT, INDEX.getBytes(UTF_8));
      case "/metrics" -> metrics(exchange.getRequestHeaders().getFirst("Accept"));
      case "/snapshot" -> new Answer(200, JSON, pages.snapshot());
      case "/health" -> health(pages.health());
      default -> new Answer(404, TEXT, ("there is no such page\n" + INDEX).getBytes(UTF_8));
    };
  }

  private Answer metrics(@Nullable String accept) throws IOException {
    ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
    boolean wanted = openMetrics.accepts(accept);
    ExpositionFormatWriter writer = wanted ? openMetrics : formats.getPrometheusTextFormatWriter();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    pages.writeFigures(body, wanted);
    // Comes last, for it ends the exposition.
    writer.write(body, pages.metrics());
    return new Answer(200, writer.getContentType(), body.toByteArray());
  }

  private static Answer health(Optional<HealthReport> report) {
    return report
        .map(found -> new Answer(200, JSON, HealthJson.write(found).getBytes(UTF_8)))
        .orElseGet(() -> new Answer(503, TEXT, "nothing is judged yet\n".getBytes(UTF_8)));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    byte[] body = answer.body();
    if (wantsGzip(exchange)) {
      headers.set("Content-Encoding", "gzip");
      headers.set("Vary", "Accept-Encoding");
      body = gzip(body);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static boolean wantsGzip(HttpExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new QuickGzip(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, String contentType, byte[] body) {}

  /**
   * Packs at the quickest level: text of metrics becomes a tenth of its size at the least, and the
   * default level, at twice the time for a sixth less, would be most of what a scrape costs.
   */
  private static final class QuickGzip extends GZIPOutputStream {
    private static final int BUFFER = 8192;

    QuickGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
