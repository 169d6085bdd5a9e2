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
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A Spark UI, in real time, in which a task runs for too long or none does; it has its moods. */
final class MoodyDriver extends Web {
  private static final String ROOT = "/api/v1/applications";
  private static final String STAGES =
      """
      [{"status":"ACTIVE","stageId":0,"attemptId":0,"numTasks":1,"numActiveTasks":1}]""";
  private static final List<Trouble.Kind> MOODS =
      List.of(
          Trouble.Kind.CUTS,
          Trouble.Kind.ANSWERS_HTML,
          Trouble.Kind.ANSWERS_GARBAGE,
          Trouble.Kind.FAILS,
          Trouble.Kind.ANSWERS_TOO_MUCH);

  final String id;
  final AtomicLong asked = new AtomicLong();
  volatile boolean ill;
  volatile boolean moody = true;
  private final Instant started = Instant.now().minus(Duration.ofHours(2));
  private final Random random;

  MoodyDriver(String id, long seed) {
    this.id = id;
    this.random = new Random(seed);
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    String body = path.equals(ROOT) ? application() : body(path);
    int mood = random.nextInt(MOODS.size() * 16);
    if (body.isEmpty()) {
      send(exchange, 404, "text/plain", "unknown app");
    } else if (moody && mood < MOODS.size()) {
      misbehave(exchange, MOODS.get(mood), body);
    } else {
      send(exchange, 200, JSON, body);
    }
  }

  private String application() {
    return """
        [{"id":"%s","name":"%s-name","attempts":[{"startTimeEpoch":%d,"endTimeEpoch":-1,\
        "sparkUser":"ada","completed":false,"appSparkVersion":"3.5.9"}]}]"""
        .formatted(id, id, started.toEpochMilli());
  }

  private String body(String path) {
    if (!path.startsWith(ROOT + "/" + id + "/")) {
      return "";
    }
    return switch (path.substring(path.indexOf(id) + id.length())) {
      case "/environment" -> "{\"sparkProperties\":[[\"spark.master\",\"spark://m:7077\"]]}";
      case "/stages" -> ill ? STAGES : "[]";
      case "/stages/0/0/taskList" ->
          "[{\"taskId\":0,\"launchTime\":\"%s\",\"taskLocality\":\"ANY\"}]"
              .formatted(FakeDriver.SPARK_TIME.format(started));
      case "/executors", "/allexecutors", "/jobs", "/storage/rdd" -> "[]";
      default -> "";
    };
  }
}
