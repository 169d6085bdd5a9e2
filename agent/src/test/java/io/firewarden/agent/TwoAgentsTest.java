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
package io.firewarden.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.config.AgentConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents with one lease: one tells, and the other one takes over. */
class TwoAgentsTest {
  private static final ObjectMapper mapper = new ObjectMapper();
  private static final Duration LEASE = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private final FakeSpark receiver = new FakeSpark();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());
  private final List<AutoCloseable> running = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /** A driver that does not answer: after two minutes that is an alert. */
  private final FakeSpark driver = new FakeSpark();

  @BeforeEach
  void listen() {
    receiver.answer(
        "/hook",
        exchange -> {
          JsonNode message =
              mapper.readTree(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          for (JsonNode alert : message.get("alerts")) {
            told.add(alert.get("status").asText() + " " + alert.at("/labels/alertname").asText());
          }
          exchange.sendResponseHeaders(200, -1);
        });
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running) {
      one.close();
    }
    receiver.close();
    driver.close();
  }

  private Path config(String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        listen: 127.0.0.1:0
        external-url: http://warden
        poll: {interval: 1s, timeout: 1s}
        sources: {drivers: ['%s']}
        alerts: {state-file: '%s'}
        lease: {file: '%s', holder: %s, duration: %ds}
        notifiers: {webhooks: [{name: hook, url: '%s/hook'}]}
        """
            .formatted(
                driver.url(),
                folder.resolve(name + ".json"),
                folder.resolve("shared/lease"),
                name,
                LEASE.toSeconds(),
                receiver.url()));
  }

  private Agent agent(String name) throws Exception {
    Agent agent = new Agent(AgentConfig.read(config(name)), clock);
    agent.start();
    running.add(agent);
    return agent;
  }

  private void untilTold(String... what) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(told).containsExactly(what));
  }

  private void nothingMore(String... what) {
    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(10))
        .until(() -> told.equals(List.of(what)));
  }

  @Test
  void tellOnceAndGoOnTellingWhenTheLeaderGoes() throws Exception {
    String fires = "firing FirewardenSourceUnavailable";
    String over = "resolved FirewardenSourceUnavailable";
    Agent leader = agent("a");
    await().until(() -> Files.exists(folder.resolve("shared/lease")));
    Agent follower = agent("b");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> alerts(leader) == 1 && alerts(follower) == 1);

    ahead.set(Duration.ofMinutes(3));
    untilTold(fires);
    nothingMore(fires);

    leader.close();
    assertThat(ready(follower)).isEqualTo(200);
    nothingMore(fires);

    driver.become("3.5");
    untilTold(fires, over);
    nothingMore(fires, over);
  }

  @Test
  void takeOverWithinTheLeaseFromAProcessThatWasKilled() throws Exception {
    Process first =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx96m",
                "io.firewarden.agent.Main",
                "run",
                "--config",
                config("killed").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("killed.log").toFile())
            .start();
    running.add(first::destroyForcibly);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(folder.resolve("shared/lease")));
    agent("b");
    await().during(LEASE.plusSeconds(2)).atMost(LEASE.plusSeconds(5)).until(() -> leads("killed"));

    first.destroyForcibly().waitFor();
    Instant killed = Instant.now();
    await().atMost(LEASE.multipliedBy(3)).until(() -> leads("b"));
    assertThat(Duration.between(killed, Instant.now())).isLessThan(LEASE.multipliedBy(2));

    ahead.set(Duration.ofMinutes(3));
    untilTold("firing FirewardenSourceUnavailable");
  }

  @Test
  void endWithExitCodeZeroAndGiveTheLeaseBackWhenTold() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx96m",
                "io.firewarden.agent.Main",
                "run",
                "--config",
                config("stopped").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("stopped.log").toFile())
            .start();
    running.add(process::destroyForcibly);
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> leads("stopped"));

    process.destroy();
    assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(folder.resolve("shared/lease"))).contains("\"released\":true");
  }

  private boolean leads(String holder) throws IOException {
    return Files.readString(folder.resolve("shared/lease")).contains("\"" + holder + "\"");
  }

  private long alerts(Agent agent) throws Exception {
    return mapper.readTree(get(agent, "/api/v1/alerts").body()).get("alerts").size();
  }

  private int ready(Agent agent) throws Exception {
    return get(agent, "/-/ready").statusCode();
  }

  private HttpResponse<String> get(Agent agent, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
