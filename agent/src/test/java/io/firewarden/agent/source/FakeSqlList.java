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
package io.firewarden.agent.source;

import com.sun.net.httpserver.HttpExchange;
import io.firewarden.agent.FakeSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SQL executions of an application, told page by page as Spark does. */
final class FakeSqlList {
  /** How long each took that has ended. */
  static final long MILLIS = 400;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'GMT'").withZone(ZoneOffset.UTC);
  private static final Pattern PART = Pattern.compile("offset=(\\d+)&length=(\\d+)");

  private record Row(long id, long root, String status, boolean over) {}

  private final FakeSpark spark;
  private final String path;
  private final Instant start;
  private final Map<Long, Row> rows = new TreeMap<>();
  private long next;
  private Instant now;

  /** Of which execution n starts n seconds after the start. */
  FakeSqlList(FakeSpark spark, String path, Instant start) {
    this.spark = spark;
    this.path = path;
    this.start = start;
    this.now = start.plusSeconds(10_000);
    serve();
  }

  String path() {
    return path;
  }

  /** Answers as Spark does, after it did otherwise. */
  void serve() {
    spark.answer(
        path,
        exchange -> {
          Matcher part = PART.matcher(exchange.getRequestURI().getQuery());
          if (!part.find()) {
            throw new IOException("no part: " + exchange.getRequestURI());
          }
          write(exchange, json(Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2))));
        });
  }

  /** As many that have ended. */
  FakeSqlList ended(int count, String status) {
    for (int i = 0; i < count; i++) {
      add(next++, next - 1, status, true);
    }
    return this;
  }

  /** As many that run. */
  FakeSqlList running(int count) {
    return runningAs(count, "RUNNING");
  }

  /** As many that run, of which Spark says something else. */
  FakeSqlList runningAs(int count, String status) {
    for (int i = 0; i < count; i++) {
      add(next++, next - 1, status, false);
    }
    return this;
  }

  /** One that ended within another. */
  FakeSqlList within(long root, String status) {
    add(next++, root, status, true);
    return this;
  }

  /** One that runs; says which. */
  long start() {
    running(1);
    return next - 1;
  }

  /** One that has ended; says which. */
  long over(String status) {
    ended(1, status);
    return next - 1;
  }

  /** One that is planned, and has an id already; says which. */
  long plan() {
    return next++;
  }

  /** One that was planned is listed now. */
  FakeSqlList planned(long id) {
    add(id, id, "RUNNING", false);
    return this;
  }

  /** One that ran has ended. */
  FakeSqlList end(long id, String status) {
    rows.computeIfPresent(id, (key, row) -> new Row(id, row.root(), status, true));
    return this;
  }

  /** Time goes by. */
  FakeSqlList wait(Duration time) {
    now = now.plus(time);
    return this;
  }

  /** Spark forgets as many, the oldest. */
  void forget(int count) {
    Iterator<Long> ids = rows.keySet().iterator();
    List<Long> oldest = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      oldest.add(ids.next());
    }
    oldest.forEach(this::forget);
  }

  /** Spark forgets one. */
  void forget(long id) {
    rows.remove(id);
    spark.answer(path + "/" + id, 404, "text/plain", "unknown query execution id: " + id);
  }

  String json(int offset, int length) {
    return rows.values().stream()
        .skip(offset)
        .limit(length)
        .map(this::json)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private void add(long id, long root, String status, boolean over) {
    rows.put(id, new Row(id, root, status, over));
    spark.answer(path + "/" + id, exchange -> write(exchange, json(rows.get(id))));
  }

  private String json(Row row) {
    Instant startedAt = start.plusSeconds(row.id());
    return """
        {"id": %d, "status": "%s", "description": "a secret", "planDescription": "",
         "submissionTime": "%s", "duration": %d, "rootExecutionId": %d}"""
        .formatted(
            row.id(),
            row.status(),
            TIME.format(startedAt),
            row.over() ? MILLIS : Duration.between(startedAt, now).toMillis(),
            row.root());
  }

  private static void write(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
