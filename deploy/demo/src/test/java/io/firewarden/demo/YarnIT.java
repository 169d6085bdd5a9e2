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
package io.firewarden.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.agent.Agent;
import io.firewarden.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real Spark applications on a real YARN; one agent that looks there and is told of nothing, and
 * one to which their listeners push.
 */
class YarnIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Duration SILENCE = Duration.ofSeconds(25);

  private static Children children;
  private static YarnCluster yarn;
  private static Agent agent;
  private static Agent pushed;
  private static Path token;

  @BeforeAll
  static void start() throws Exception {
    Path root = RunningSpark.root();
    Path folder = Files.createDirectories(root.resolve("deploy/demo/target/yarn"));
    Layout layout = new Layout(root, Files.createTempDirectory(folder, "run"));
    children = new Children(layout);
    yarn = YarnCluster.start(children, layout);
    agent =
        agent(
            layout,
            "looking",
            "sources: {yarn: [{resource-managers: [\"%s\", \"%s\"]}]}"
                .formatted(yarn.at(0, ""), yarn.at(1, "/")));
    token = layout.write("token", "of-this-test");
    pushed = agent(layout, "pushed", "push: {token-file: %s}".formatted(token));
  }

  private static Agent agent(Layout layout, String name, String settings) throws Exception {
    Path file =
        layout.write(
            name + ".yaml",
            """
            cluster: %s
            listen: 127.0.0.1:0
            poll: {interval: 2s, timeout: 4s}
            alerts: {state-file: %s}
            %s
            """
                .formatted(AgentProcess.CLUSTER, layout.work().resolve(name + ".json"), settings));
    Agent agent = new Agent(AgentConfig.read(file), InstantSource.system());
    agent.start();
    return agent;
  }

  @AfterAll
  static void stop() throws Exception {
    if (yarn != null) {
      signal("CONT");
    }
    for (AutoCloseable part : new AutoCloseable[] {agent, pushed, children}) {
      if (part != null) {
        part.close();
      }
    }
  }

  @Test
  void followsApplicationsOfBothModesThroughAFailoverAndSilence() throws Exception {
    submit("waits", "cluster", Map.of("spark.yarn.queue", YarnCluster.NARROW));
    Child client = submit("client", "client", Map.of("spark.yarn.tags", "team:risk"));
    submit("cluster", "cluster", Map.of());
    awaitReads("client", 0);
    awaitReads("cluster", 0);
    JsonNode waits = named("pending", "waits").orElseThrow();
    assertThat(waits.path("reason").asText()).startsWith("ACCEPTED in queue root.narrow: ");
    assertThat(running("client").path("labels").path("team").asText()).isEqualTo("risk");

    signal("STOP");
    await("the agent is blind")
        .atMost(LONG)
        .until(() -> !state(agent).path("sources").path(0).path("error").asText("").isEmpty());
    await("nothing ends")
        .during(SILENCE)
        .atMost(SILENCE.multipliedBy(2))
        .until(YarnIT::nothingEnds);
    signal("CONT");
    awaitReads("client", 0);
    awaitReads("cluster", 0);

    yarn.activate(1);
    awaitReads("client", 1);
    awaitReads("cluster", 1);
    assertThat(nothingEnds()).isTrue();

    yarn.kill(1, waits.path("id").asText());
    yarn.tell("client", "stop");
    yarn.tell("cluster", "stop");
    assertThat(end(agent, "waits", "killed")).contains("killed by user root");
    end(agent, "cluster", "succeeded");
    assertThat(end(agent, "client", "unknown")).contains("client mode");
    end(pushed, "cluster", "succeeded");
    end(pushed, "client", "succeeded");
    assertThat(client.process().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(client.process().exitValue()).as(client.tail()).isZero();
    yarn.activate(0);
  }

  @Test
  void tellsAFailureAndADriverThatWasKilled() throws Exception {
    submit("throws", "cluster", Map.of());
    submit("shot", "cluster", Map.of());
    awaitReads("throws", 0);
    awaitReads("shot", 0);

    yarn.driver(running("shot").path("id").asText()).destroyForcibly();
    yarn.tell("throws", "throw");

    assertThat(end(agent, "shot", "failed")).contains("exitCode: 137 (SIGKILL");
    assertThat(end(agent, "throws", "failed")).contains("thrown on purpose");
    end(pushed, "throws", "failed");
  }

  private static Child submit(String name, String mode, Map<String, String> more) {
    Map<String, String> settings = new LinkedHashMap<>(more);
    settings.put("spark.extraListeners", "io.firewarden.FirewardenListener");
    settings.put("spark.firewarden.port", "0");
    settings.put("spark.firewarden.cluster", AgentProcess.CLUSTER);
    settings.put("spark.firewarden.agent.url", Web.local(pushed.port(), "").toString());
    settings.put("spark.firewarden.agent.token.file", token.toString());
    settings.put("spark.firewarden.agent.interval", "1s");
    return yarn.submit(name, mode, settings);
  }

  /** Until it is read, with its executor, through the proxy of that ResourceManager. */
  private static void awaitReads(String name, int manager) {
    String proxy = ":" + yarn.at(manager, "").getPort() + "/proxy/application_";
    await(name + " is read through rm" + manager)
        .atMost(LONG)
        .untilAsserted(
            () -> {
              yarn.requireAlive();
              JsonNode seen = named("applications", name).orElseThrow(AssertionError::new);
              assertThat(seen.path("current").asBoolean()).as("%s", seen).isTrue();
              assertThat(seen.path("source").asText()).contains(proxy);
              assertThat(seen.path("executors").asInt()).isPositive();
            });
  }

  private static JsonNode running(String name) {
    return named("applications", name).orElseThrow();
  }

  private static boolean nothingEnds() {
    return List.of("client", "cluster").stream()
        .allMatch(
            name -> named("ended", name).isEmpty() && named("applications", name).isPresent());
  }

  /** Waits for the end, and gives its reason. */
  private static String end(Agent teller, String name, String status) {
    await(name + " has ended")
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        named(teller, "ended", name).map(end -> end.path("finalStatus").asText()))
                    .contains(status));
    JsonNode end = named(teller, "ended", name).orElseThrow();
    assertThat(named(teller, "applications", name)).isEmpty();
    assertThat(end.path("durationSeconds").asDouble()).isPositive();
    return end.path("reason").asText();
  }

  private static Optional<JsonNode> named(String list, String name) {
    return named(agent, list, name);
  }

  private static Optional<JsonNode> named(Agent teller, String list, String name) {
    return StreamSupport.stream(state(teller).path(list).spliterator(), false)
        .filter(each -> each.path("name").asText().equals(name))
        .findFirst();
  }

  private static JsonNode state(Agent teller) {
    return Web.json(Web.local(teller.port(), "/api/v1/applications")).orElseThrow();
  }

  /** To both ResourceManagers. */
  private static void signal(String name) throws IOException, InterruptedException {
    for (Child manager : yarn.managers()) {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + manager.process().pid()).start();
      assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(kill.exitValue()).isZero();
    }
  }
}
