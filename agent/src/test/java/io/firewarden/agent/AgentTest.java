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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.InvalidConfigException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
  @TempDir private Path folder;

  @Test
  void showsTheApplicationsOfADriverAndOfAMaster() throws Exception {
    try (FakeSpark given = FakeSpark.driver("3.5");
        FakeSpark found = FakeSpark.driver("4.2");
        FakeSpark master = new FakeSpark()) {
      master.json(
          "/json/",
          "{\"status\": \"ALIVE\", \"activeapps\": [{\"id\": \"" + FakeSpark.id("4.2") + "\"}]}");
      AgentConfig config =
          config(
              "sources:\n  drivers: ["
                  + given.url()
                  + "]\n  standalone-masters: ["
                  + master.url()
                  + "]\n  driver-ports: "
                  + found.port());
      try (Agent agent = new Agent(config, InstantSource.system())) {
        agent.start();

        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(get(agent, "/api/v1/applications"))
                        .contains(FakeSpark.id("3.5"), FakeSpark.id("4.2")));
        assertThat(agent.fleet().sources()).hasSize(3).allMatch(source -> source.error() == null);
        assertThat(get(agent, "/metrics"))
            .contains("app_id=\"" + FakeSpark.id("3.5") + "\"", "firewarden_");
      }
    }
  }

  @Test
  void leavesNoThreadAndNoPortBehind() throws Exception {
    Set<Thread> before = nonDaemons();
    Agent agent =
        new Agent(config("sources: {drivers: ['http://127.0.0.1:1']}"), InstantSource.system());
    agent.start();
    int port = agent.port();

    agent.close();
    agent.close();

    assertThat(nonDaemons()).isSubsetOf(before);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void tellsPrometheusOfWhatCanBeReadThoughOnePlaceStaysAway() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (FakeSpark driver = FakeSpark.driver("4.2");
        Agent agent =
            new Agent(
                config(
                    "sources: {drivers: ["
                        + driver.url()
                        + "], standalone-masters: ['http://127.0.0.1:1']}"),
                now::get)) {
      agent.start();

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(get(agent, "/sd"))
                      .contains("Never read: http://127.0.0.1:1: ")
                      .doesNotContain(driver.url().toString()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(agent, "/api/v1/applications").contains(FakeSpark.id("4.2")));
      assertThat(get(agent, "/sd")).contains("Never read");

      now.updateAndGet(moment -> moment.plus(Duration.ofMinutes(5)).plusMillis(1));

      assertThat(get(agent, "/sd")).startsWith("[").contains(FakeSpark.id("4.2"));
    }
  }

  @Test
  void tellsPrometheusNothingRatherThanThatThereIsNothing() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    try (Agent agent = new Agent(config("sources: {standalone-masters: ['http://127.0.0.1:1']}"), now::get)) {
      agent.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> get(agent, "/-/ready").contains("is ready"));

      now.updateAndGet(moment -> moment.plus(Duration.ofHours(1)));

      assertThat(get(agent, "/sd")).contains("Never read: http://127.0.0.1:1");
    }
  }

  private AgentConfig config(String sources) throws IOException, InvalidConfigException {
    return AgentConfig.read(
        Files.writeString(
            folder.resolve("c.yaml"),
            "listen: 127.0.0.1:0\nalerts: {state-file: "
                + folder.resolve("state.json")
                + "}\n"
                + sources
                + "\n"));
  }

  private static String get(Agent agent, String path) throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + agent.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Set<Thread> nonDaemons() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread.isAlive())
        .collect(Collectors.toSet());
  }
}
