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
import static io.firewarden.agent.FakeSpark.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.FakeSpark;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the localities of more active stages are read than a poll may ask for. */
class LocalityTurnsTest {
  private static final int STAGES = LocalityLedger.MAX_ACTIVE + 2;
  private static final String ID = id("3.5");
  private static final Pattern PAGE = Pattern.compile(".*offset=(\\d+)&length=(\\d+)");
  private static final Pattern STAGE = Pattern.compile(".*/stages/(\\d+)/0/taskList\\?sortBy.*");

  private final Map<Integer, Integer> tasks = new TreeMap<>();
  private final Map<Integer, Integer> had = new ConcurrentHashMap<>();
  private final FakeSpark spark = FakeSpark.driver("3.5");
  private final RestClient client = new RestClient(Duration.ofSeconds(20), 1 << 20);
  private final RestSource source =
      new RestSource(client, spark.url(), Duration.ofMinutes(1), InstantSource.system());

  @BeforeEach
  void runNothingElse() {
    spark.json(app(ID, "/jobs"), "[]");
    IntStream.range(0, 100).forEach(this::listTasks);
  }

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  @Test
  void areReadAtOnceByTheFirstPoll() {
    started(1);

    assertThat(read().tasks().started().any()).isEqualTo(STAGES);
    assertThat(asked()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void areReadInTurnAfterThatAndNoneIsLost() {
    started(1);
    read();
    asked();

    started(2);
    ApplicationSnapshot second = read();
    assertThat(asked()).containsExactly(0, 1, 2, 3);
    assertThat(second.lacks(Gap.LOCALITY_PARTIAL)).isTrue();

    started(3);
    read();
    assertThat(asked()).containsExactly(4, 5, 0, 1);

    read();
    assertThat(asked()).containsExactly(2, 3);
    ApplicationSnapshot last = read();
    assertThat(asked()).isEmpty();
    assertThat(last.tasks().started().any()).isEqualTo(3 * STAGES);
    assertThat(last.lacks(Gap.LOCALITY_PARTIAL)).isFalse();
  }

  @Test
  void comeToAStageAlsoWhileOthersComeAndGo() {
    tasks.put(3, 1);
    show();
    read();
    for (int stage = 10; stage < 40; stage += 5) {
      tasks.clear();
      tasks.put(3, stage);
      IntStream.range(stage, stage + 5).forEach(id -> tasks.put(id, 1));
      show();
      asked();
      read();
      assertThat(asked()).contains(3);
    }
  }

  @Test
  void areReadToTheEndWhenAStageEndsWhileThereIsNoRoomForIt() {
    tasks.put(7, 1);
    show();
    read();
    tasks.put(7, 400);
    tasks.put(8, LocalityLedger.MAX_ROWS);
    show();
    read(); // 399 of the one, and no room for the other

    tasks.put(9, 450);
    tasks.remove(7);
    show();
    read();
    tasks.clear();
    show();
    read();
    read();
    read();

    ApplicationSnapshot last = read();
    assertThat(last.tasks().started().any()).isEqualTo(400 + 500 + 450);
    assertThat(last.lacks(Gap.LOCALITY_PARTIAL)).isFalse();
  }

  private void started(int each) {
    IntStream.range(0, STAGES).forEach(stage -> tasks.put(stage, each));
    show();
  }

  private void show() {
    had.putAll(tasks);
    spark.json(
        app(ID, "/stages"),
        tasks.entrySet().stream()
            .map(
                stage ->
                    "{\"stageId\": %d, \"attemptId\": 0, \"numTasks\": 9, \"numCompleteTasks\": %d}"
                        .formatted(stage.getKey(), stage.getValue()))
            .collect(Collectors.joining(",", "[", "]")));
  }

  private void listTasks(int stage) {
    spark.answer(
        app(ID, "/stages/" + stage + "/0/taskList"),
        exchange -> {
          Matcher page = PAGE.matcher(exchange.getRequestURI().getQuery());
          if (!page.matches()) {
            throw new IOException("not a page: " + exchange.getRequestURI());
          }
          int first = Integer.parseInt(page.group(1));
          int end = Math.min(first + Integer.parseInt(page.group(2)), had.getOrDefault(stage, 0));
          byte[] body =
              IntStream.range(first, end)
                  .mapToObj(id -> "{\"taskId\": %d, \"taskLocality\": \"ANY\"}".formatted(id))
                  .collect(Collectors.joining(",", "[", "]"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        });
  }

  /** The stages since the last time. */
  private List<Integer> asked() {
    List<Integer> stages =
        spark.requests().stream()
            .map(STAGE::matcher)
            .filter(Matcher::matches)
            .map(stage -> Integer.valueOf(stage.group(1)))
            .toList();
    spark.forgetRequests();
    return stages;
  }

  private ApplicationSnapshot read() {
    Reading reading = source.read();
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).snapshot();
  }
}
