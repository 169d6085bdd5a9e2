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

import static io.firewarden.agent.FakeSpark.app;

import com.sun.net.httpserver.HttpExchange;
import io.firewarden.agent.FakeSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A streaming context that tells of its batches as Spark does, and does as it is told. */
final class FakeStreamingContext {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'GMT'").withZone(ZoneOffset.UTC);
  private static final int RECORDS = 10;

  private final FakeSpark spark;
  private final String path;
  private final Instant startedAt;
  private final int retained;
  private final Deque<Long> completed = new ArrayDeque<>();
  private final TreeMap<Long, String> open = new TreeMap<>();
  private long total;
  private long started;

  /**
   * Attaches it to an application, in place of an earlier one.
   *
   * @param retained how many completed batches it remembers
   */
  FakeStreamingContext(FakeSpark spark, String application, Instant startedAt, int retained) {
    this.spark = spark;
    this.path = app(application, "/streaming");
    this.startedAt = startedAt;
    this.retained = retained;
    spark.answer(path + "/statistics", exchange -> write(exchange, statistics()));
    spark.answer(path + "/batches", this::writeBatches);
  }

  /** Hands batches in. */
  FakeStreamingContext queue(long... times) {
    for (long time : times) {
      open.put(time, "QUEUED");
    }
    return this;
  }

  FakeStreamingContext process(long... times) {
    for (long time : times) {
      open.put(time, "PROCESSING");
      started++;
    }
    return this;
  }

  FakeStreamingContext complete(long... times) {
    for (long time : times) {
      if (!"PROCESSING".equals(open.remove(time))) {
        started++;
      }
      total++;
      completed.add(time);
      if (completed.size() > retained) {
        completed.remove();
      }
    }
    return this;
  }

  /** Has Spark know nothing of it any more. */
  void stop() {
    for (String part : List.of("/statistics", "/batches")) {
      spark.answer(path + part, 404, "text/plain", "no streaming listener attached to compat");
    }
  }

  String statistics() {
    return """
        {"startTime": "%s", "batchDuration": 1000, "numReceivers": 3, "numActiveReceivers": 2,
         "numInactiveReceivers": 1, "numTotalCompletedBatches": %d, "numActiveBatches": %d,
         "numProcessedRecords": %d, "numReceivedRecords": %d}"""
        .formatted(FORM.format(startedAt), total, open.size(), RECORDS * total, RECORDS * started);
  }

  private void writeBatches(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    List<String> rows = new ArrayList<>();
    Stream<String> wanted = query == null ? Stream.of() : Stream.of(query.split("&"));
    List<String> states =
        wanted.map(each -> each.replace("status=", "").toUpperCase(Locale.ROOT)).toList();
    if (states.isEmpty() || states.contains("COMPLETED")) {
      completed.stream().sorted(Comparator.reverseOrder()).forEach(time -> rows.add(ended(time)));
    }
    open.descendingMap()
        .forEach(
            (time, state) -> {
              if (states.isEmpty() || states.contains(state)) {
                rows.add(open(time, state));
              }
            });
    write(exchange, rows.stream().collect(Collectors.joining(",", "[", "]")));
  }

  private static String ended(long time) {
    return """
        {"batchId": %d, "status": "COMPLETED", "batchDuration": 1000, "inputSize": %d,
         "schedulingDelay": %d, "processingTime": 100, "numActiveOutputOps": 0,
         "numCompletedOutputOps": 2, "numFailedOutputOps": 1, "numTotalOutputOps": 3}"""
        .formatted(time, RECORDS, time);
  }

  private static String open(long time, String state) {
    boolean runs = state.equals("PROCESSING");
    return """
        {"batchId": %d, "status": "%s", "batchDuration": 1000, "inputSize": %d,
         %s "numActiveOutputOps": 2, "numCompletedOutputOps": %d, "numFailedOutputOps": 0,
         "numTotalOutputOps": 3}"""
        .formatted(time, state, RECORDS, runs ? "\"schedulingDelay\": 5," : "", runs ? 1 : 0);
  }

  private static void write(HttpExchange exchange, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
