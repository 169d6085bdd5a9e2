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
package io.firewarden.agent.chaos;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The Spark UI of one application: figures that follow from what is true at the moment, unless a
 * trouble has it tell something else.
 */
final class FakeDriver extends Web {
  static final DateTimeFormatter SPARK_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String ROOT = "/api/v1/applications";
  private static final Duration BACK = Duration.ofMinutes(20);
  private static final long STORAGE = 400_000_000;
  private static final String STAGES =
      """
      [{"status":"ACTIVE","stageId":0,"attemptId":0,"name":"count","numTasks":1000}]""";

  private final Subject subject;
  private final Subject other;
  private final List<Trouble> troubles;
  private final InstantSource time;

  /**
   * @param other whose answers it gives when it lies
   * @param troubles those that are its own
   * @param time true time
   */
  FakeDriver(Subject subject, Subject other, List<Trouble> troubles, InstantSource time) {
    this.subject = subject;
    this.other = other;
    this.troubles = troubles;
    this.time = time;
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    Instant now = time.instant();
    if (subject.isOver(now)) {
      return; // it closes the connection: nobody is there
    }
    String path = exchange.getRequestURI().getPath();
    boolean ofExecutors = path.endsWith("executors");
    Trouble.Kind how = null;
    for (Trouble trouble : troubles) {
      if (trouble.isAt(now) && (trouble.whole() || ofExecutors)) {
        how = trouble.kind();
      }
    }
    String body = body(path, how, now);
    if (body.isEmpty()) {
      send(exchange, 404, "text/plain", "unknown app");
    } else if (how == null) {
      send(exchange, 200, JSON, body);
    } else {
      misbehave(exchange, how, body);
    }
  }

  private String body(String path, Trouble.Kind how, Instant now) {
    Subject told = how == Trouble.Kind.OTHER_APPLICATION ? other : subject;
    String base = ROOT + "/" + told.id();
    if (path.equals(ROOT)) {
      return applications(told);
    }
    if (!path.startsWith(base + "/")) {
      return "";
    }
    return switch (path.substring(base.length())) {
      case "/environment" -> "{\"sparkProperties\":[[\"spark.master\",\"spark://m:7077\"]]}";
      case "/executors" -> executors(how, told, now, false);
      case "/allexecutors" -> executors(how, told, now, true);
      case "/jobs" ->
          "[{\"jobId\":0,\"status\":\"RUNNING\",\"stageIds\":[0],\"submissionTime\":\"%s\"}]"
              .formatted(SPARK_TIME.format(told.startedAt()));
      case "/stages" -> STAGES;
      case "/storage/rdd" -> "[]";
      default -> "";
    };
  }

  private static String applications(Subject of) {
    return """
        [{"id":"%s","name":"%s","attempts":[{"startTimeEpoch":%d,"endTimeEpoch":-1,\
        "sparkUser":"ada","completed":false,"appSparkVersion":"3.5.9"}]}]"""
        .formatted(of.id(), of.id() + "-name", of.startedAt().toEpochMilli());
  }

  private String executors(Trouble.Kind how, Subject told, Instant now, boolean all) {
    Subject of = how == Trouble.Kind.OTHER_EXECUTORS ? other : told;
    Instant counted = how == Trouble.Kind.GOES_BACK ? now.minus(BACK) : now;
    boolean few = of.illness() == Illness.EXECUTORS && of.isIll(now);
    long gone = of.illness() == Illness.EXECUTORS ? 2 * of.recoveries(now) : 0;
    StringJoiner rows = new StringJoiner(",", "[", "]");
    rows.add(row(of, 0, true, counted, now));
    for (long id = 1; id <= gone + 2; id++) {
      boolean live = id > gone && !few;
      if (live || all) {
        rows.add(row(of, id, live, counted, now));
      }
    }
    return rows.toString();
  }

  /** The first executor does all the work. */
  private static String row(Subject of, long id, boolean live, Instant counted, Instant now) {
    long seconds = id > 0 ? 0 : Math.max(0, Duration.between(of.startedAt(), counted).toSeconds());
    long ill = id > 0 ? 0 : of.illFor(counted).toSeconds();
    boolean full = of.illness() == Illness.STORAGE && of.isIll(now);
    long failed = of.illness() == Illness.FAILURES ? 3 * ill : 0;
    long collected = of.illness() == Illness.COLLECTOR ? 1800 * ill : 0;
    return """
        {"id":"%d","hostPort":"h:1","isActive":%s,"addTime":"%s","totalCores":4,"activeTasks":1,\
        "completedTasks":%d,"failedTasks":%d,"totalDuration":%d,"totalGCTime":%d,\
        "memoryUsed":%d,"maxMemory":%d}"""
        .formatted(
            id,
            live,
            SPARK_TIME.format(of.startedAt().plusSeconds(5)),
            4 * seconds,
            failed,
            3000 * seconds,
            60 * seconds + collected,
            STORAGE * (full ? 96 : 30) / 100,
            STORAGE);
  }
}
