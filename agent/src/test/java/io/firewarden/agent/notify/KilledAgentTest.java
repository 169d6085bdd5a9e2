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
package io.firewarden.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that tells a webhook of alerts, killed again and again at any moment: nothing is lost,
 * nothing begins again after its end, and what is told twice is bounded by the number of kills.
 */
class KilledAgentTest {
  private static final int KILLS = 30;
  private static final long SEED = 20260301L;

  /**
   * What the receiver was told.
   *
   * @param app the application
   * @param start when the alert began to fire
   * @param status firing or resolved
   */
  private record Heard(String app, String start, String status) {}

  @TempDir Path folder;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Random random = new Random(SEED);
  private final List<Heard> heard = new ArrayList<>();
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    receiver.createContext("/", this::hear);
    receiver.start();
    Files.writeString(
        folder.resolve("config.yaml"),
        "alerts: {state-file: "
            + folder.resolve("state.json")
            + "}\nnotifiers: {webhooks: [{name: me, url: 'http://127.0.0.1:"
            + receiver.getAddress().getPort()
            + "/'}]}\n");
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    JsonNode message = mapper.readTree(exchange.getRequestBody().readAllBytes());
    synchronized (heard) {
      for (JsonNode alert : message.get("alerts")) {
        heard.add(
            new Heard(
                alert.get("labels").get("app_id").asText(),
                alert.get("startsAt").asText(),
                alert.get("status").asText()));
      }
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private Set<String> make(int ill) throws IOException {
    Set<String> ids = new TreeSet<>();
    while (ids.size() < ill) {
      ids.add("app-" + random.nextInt(Victim.APPLICATIONS));
    }
    Path fresh = Files.write(folder.resolve("ill.tmp"), ids);
    Files.move(fresh, folder.resolve("ill"), StandardCopyOption.ATOMIC_MOVE);
    return ids;
  }

  private Process begin() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.resolve("config.yaml").toString(),
                folder.resolve("ill").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("victim.log").toFile()))
            .start();
    return process;
  }

  /** As often as the word was printed. */
  private long ups() throws IOException {
    return Files.readAllLines(folder.resolve("victim.log")).stream().filter("up"::equals).count();
  }

  @Test
  void losesNothingAndRepeatsLittleWhenItIsKilledAtAnyMoment() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      make(random.nextInt(Victim.APPLICATIONS));
      Process victim = begin();
      try {
        long expected = kill + 1L;
        await().atMost(Duration.ofMinutes(1)).until(() -> ups() == expected);
        Thread.sleep(random.nextInt(250));
        make(random.nextInt(Victim.APPLICATIONS));
        Thread.sleep(random.nextInt(250));
      } finally {
        victim.destroyForcibly().waitFor();
      }
    }
    Set<String> ill = make(5);
    Process survivor = begin();
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(firing()).isEqualTo(ill));
    } finally {
      survivor.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".unreadable"));
    }
    nothingBeginsAgainAfterItsEnd();
    int twice = heard.size() - new HashSet<>(heard).size();
    assertThat(twice)
        .as("of %d that were told, those told again", heard.size())
        .isLessThanOrEqualTo(KILLS * Victim.APPLICATIONS / 2);
    Map<Heard, Integer> times = new HashMap<>();
    heard.forEach(one -> times.merge(one, 1, Integer::sum));
    assertThat(times.values()).as("times that one thing was told").allMatch(n -> n <= 3);
  }

  /** Whose alert fires, for all that the receiver knows. */
  private Set<String> firing() {
    Map<String, String> last = new HashMap<>();
    synchronized (heard) {
      heard.forEach(one -> last.put(one.app(), one.status()));
    }
    Set<String> firing = new TreeSet<>(last.keySet());
    firing.removeIf(app -> !"firing".equals(last.get(app)));
    return firing;
  }

  private void nothingBeginsAgainAfterItsEnd() {
    Set<Heard> over = new HashSet<>();
    for (Heard one : heard) {
      if (one.status().equals("resolved")) {
        over.add(new Heard(one.app(), one.start(), "firing"));
      }
      assertThat(over).doesNotContain(one);
    }
  }
}
