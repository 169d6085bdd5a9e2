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
package io.firewarden.agent.discovery.history;

import io.firewarden.agent.FakeSpark;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A web server that lists applications as a History Server does: filtered, newest end first. */
final class FakeHistory implements AutoCloseable {
  private static final String LIST = "/api/v1/applications";
  private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00Z");

  private record Entry(String id, String json, Instant end) {
    boolean isCompleted() {
      return !end.equals(Instant.EPOCH);
    }
  }

  final FakeSpark web = new FakeSpark();
  private final Map<String, Entry> entries = new TreeMap<>();

  FakeHistory() {
    web.answer(
        LIST,
        exchange -> {
          byte[] body =
              list(String.valueOf(exchange.getRequestURI().getQuery()))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
  }

  void incomplete(String id, String... attempts) {
    put(id, Instant.EPOCH, attempts);
  }

  void completed(String id, Instant end, String... attempts) {
    put(id, end, attempts);
  }

  void remove(String id) {
    entries.remove(id);
    web.answer(LIST + "/" + id, 404, "text/plain", "no such app: " + id);
  }

  /** The queries of the lists that were asked for, and the ids of single applications. */
  List<String> asked() {
    return web.requests().stream().map(path -> path.substring(LIST.length())).toList();
  }

  /** An entry that is in no list, but there when it is asked for. */
  void onlyByItself(String id) {
    entries.remove(id);
  }

  private void put(String id, Instant end, String... attempts) {
    String runs =
        attempts.length == 0
            ? run("", end)
            : List.of(attempts).stream()
                .map(attempt -> run("\"attemptId\": \"" + attempt + "\", ", end))
                .collect(Collectors.joining(", "));
    String json = "{\"id\": \"" + id + "\", \"name\": \"etl\", \"attempts\": [" + runs + "]}";
    entries.put(id, new Entry(id, json, end));
    web.json(LIST + "/" + id, json);
  }

  private static String run(String attempt, Instant end) {
    boolean completed = !end.equals(Instant.EPOCH);
    return "{"
        + attempt
        + "\"startTime\": \"2026-11-22T08:58:31.153GMT\", \"duration\": 3882,"
        + " \"sparkUser\": \"ada\", \"appSparkVersion\": \"3.5.9\","
        + " \"startTimeEpoch\": 1795337911153, \"completed\": "
        + completed
        + ", \"endTimeEpoch\": "
        + (completed ? end.toEpochMilli() : -1)
        + "}";
  }

  private String list(String query) {
    boolean completed = query.contains("status=completed");
    Instant from = moment(query, "minEndDate", Instant.EPOCH);
    Instant to = moment(query, "maxEndDate", FUTURE);
    long limit = Long.parseLong(find(query, "limit=(\\d+)"));
    return entries.values().stream()
        .filter(entry -> entry.isCompleted() == completed)
        .filter(entry -> !completed || (!entry.end().isBefore(from) && !entry.end().isAfter(to)))
        .sorted(Comparator.comparing(Entry::end).reversed())
        .limit(limit)
        .map(Entry::json)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static Instant moment(String query, String name, Instant fallback) {
    String text = find(query, name + "=([^&]+)GMT");
    return text.isEmpty() ? fallback : Instant.parse(text + "Z");
  }

  private static String find(String query, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(query);
    return matcher.find() ? matcher.group(1) : "";
  }

  @Override
  public void close() {
    web.close();
  }
}
