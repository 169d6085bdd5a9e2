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
import static io.firewarden.agent.FakeSpark.fixture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.firewarden.agent.FakeSpark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A driver with a thousand executors, thousands of jobs and stages and a large cache, whose answers
 * are recorded ones, repeated with other ids.
 */
final class BigDriver implements AutoCloseable {
  static final int EXECUTORS = 1000;
  static final int DEAD = 100;
  static final int JOBS = 2000;
  static final int RUNNING = 10;
  static final int STAGES = 10_000;
  static final int ACTIVE = 20;

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Map<String, JsonNode> RECORDED = new ConcurrentHashMap<>();
  private static final String VERSION = "3.5";
  private static final String ID = FakeSpark.id(VERSION);

  final FakeSpark spark = FakeSpark.driver(VERSION);
  final TreeMap<Integer, ObjectNode> executors = new TreeMap<>();
  final TreeMap<Integer, ObjectNode> jobs = new TreeMap<>();
  private final List<ObjectNode> stages = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  BigDriver() throws IOException {
    for (int id = 0; id < EXECUTORS + DEAD; id++) {
      executor(id, id >= DEAD);
    }
    for (int id = 0; id < JOBS; id++) {
      job(id, id < JOBS - RUNNING ? "SUCCEEDED" : "RUNNING");
    }
    for (int id = 0; id < STAGES; id++) {
      ObjectNode stage = template("stage2_0", 0);
      stage.put("stageId", id).put("status", id < STAGES - ACTIVE ? "COMPLETE" : "ACTIVE");
      stages.add(stage.put("numActiveTasks", 4));
      if (id >= STAGES - ACTIVE) {
        serve(
            "/stages/" + id + "/0/taskList",
            exchange -> tasks(String.valueOf(exchange.getRequestURI().getQuery())));
      }
    }
    ObjectNode driver = template("allexecutors", 2);
    serve("/executors", exchange -> with(driver, live()));
    serve("/allexecutors", exchange -> with(driver, executors.values()));
    serve("/jobs", exchange -> list(jobs.descendingMap().values(), status(exchange)));
    serve("/stages", exchange -> list(stages, status(exchange)));
    ArrayNode cache = cache();
    serve("/storage/rdd", exchange -> cache);
  }

  void executor(int id, boolean active) throws IOException {
    executors.put(
        id, template("allexecutors", 1).put("id", String.valueOf(id)).put("isActive", active));
  }

  void job(int id, String status) throws IOException {
    ObjectNode job = template("jobs", 0).put("jobId", id).put("status", status);
    job.putArray("stageIds").add(STAGES + id);
    jobs.put(id, job);
    serve("/jobs/" + id, exchange -> jobs.get(id));
    serve("/stages/" + (STAGES + id) + "/0/taskList", exchange -> MAPPER.createArrayNode());
  }

  void taskEnds(int stage) {
    ObjectNode row = stages.get(stage);
    row.put("numCompleteTasks", row.get("numCompleteTasks").asInt() + 1);
  }

  /** The bytes that were answered since the last time, unpacked. */
  long bytes() {
    return bytes.getAndSet(0);
  }

  /** The requests since the last time, without the application's own part of the path. */
  List<String> requests() {
    List<String> asked =
        spark.requests().stream().map(path -> path.replace(app(ID, ""), "")).toList();
    spark.forgetRequests();
    return asked;
  }

  @Override
  public void close() {
    spark.close();
  }

  private interface Content {
    JsonNode of(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Content content) {
    spark.answer(
        app(ID, path),
        exchange -> {
          byte[] body =
              MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(content.of(exchange));
          bytes.addAndGet(body.length);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
  }

  private Iterable<ObjectNode> live() {
    return executors.values().stream().filter(row -> row.get("isActive").asBoolean()).toList();
  }

  private static ArrayNode with(ObjectNode driver, Iterable<ObjectNode> rows) {
    ArrayNode all = MAPPER.createArrayNode();
    all.add(driver);
    rows.forEach(all::add);
    return all;
  }

  private static ArrayNode list(Iterable<ObjectNode> rows, Predicate<ObjectNode> which) {
    ArrayNode all = MAPPER.createArrayNode();
    StreamSupport.stream(rows.spliterator(), false).filter(which).forEach(all::add);
    return all;
  }

  private static Predicate<ObjectNode> status(HttpExchange exchange) {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    return row ->
        !query.contains("status=")
            || query.toUpperCase(Locale.ROOT).contains("STATUS=" + row.get("status").asText());
  }

  private static ArrayNode cache() {
    ArrayNode all = MAPPER.createArrayNode();
    ObjectNode rdd =
        all.addObject()
            .put("id", 7)
            .put("name", "rdd")
            .put("numPartitions", 2000)
            .put("numCachedPartitions", 2000)
            .put("memoryUsed", 1L << 30);
    for (int i = 0; i < 2000; i++) {
      rdd.withArray("partitions")
          .addObject()
          .put("blockName", "rdd_7_" + i)
          .put("storageLevel", "Memory Deserialized 1x Replicated")
          .put("memoryUsed", 524288)
          .put("diskUsed", 0)
          .putArray("executors")
          .add(String.valueOf(i % EXECUTORS));
    }
    return all;
  }

  /** Twelve attempts, of which the last four run. */
  private static ArrayNode tasks(String query) throws IOException {
    ArrayNode all = MAPPER.createArrayNode();
    boolean running = query.contains("status=running");
    int from = Integer.parseInt(query.replaceFirst(".*offset=(\\d+).*", "$1"));
    int length = Integer.parseInt(query.replaceFirst(".*length=(\\d+).*", "$1"));
    for (int id = from + (running ? 8 : 0); id < Math.min(12, from + length); id++) {
      all.add(template("stage2_tasks", 0).put("taskId", id));
    }
    return running ? all.add(template("stage2_tasks", 0).put("taskId", 8)) : all;
  }

  private static ObjectNode template(String name, int index) throws IOException {
    JsonNode recorded = RECORDED.get(name);
    if (recorded == null) {
      recorded = MAPPER.readTree(fixture(VERSION, name));
      RECORDED.put(name, recorded);
    }
    return ((ObjectNode) (recorded.isArray() ? recorded.get(index) : recorded)).deepCopy();
  }
}
