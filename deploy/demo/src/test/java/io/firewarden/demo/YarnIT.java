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

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real Spark applications on a real YARN; one agent that looks there and is told of nothing, and
 * one to which their listeners push.
 */
class YarnIT {
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static Children children;
  private static YarnCluster yarn;
  private static Lookout agent;
  private static Lookout pushed;
  private static Path token;

  @BeforeAll
  static void start() throws Exception {
    Path root = RunningSpark.root();
    Path folder = Files.createDirectories(root.resolve("deploy/demo/target/yarn"));
    Layout layout = new Layout(root, Files.createTempDirectory(folder, "run"));
    children = new Children(layout);
    yarn = YarnCluster.start(children, layout);
    String managers =
        "sources: {yarn: [{resource-managers: [\"%s\", \"%s\"]}]}"
            .formatted(yarn.at(0, ""), yarn.at(1, "/"));
    agent = Lookout.start(layout, "looking", managers);
    token = layout.write("token", "of-this-test");
    pushed = Lookout.ofPushes(layout, "pushed", token);
  }

  @AfterAll
  static void stop() throws Exception {
    if (yarn != null) {
      for (Child manager : yarn.managers()) {
        if (manager.isAlive()) {
          Signals.goOn(manager);
        }
      }
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
    awaitRead("client", "cluster");
    assertThat(pending("waits").path("reason").asText())
        .startsWith("ACCEPTED in queue root.narrow: ");
    assertThat(agent.running("client").path("labels").path("team").asText()).isEqualTo("risk");

    for (Child manager : yarn.managers()) {
      Signals.stop(manager);
    }
    agent.awaitBlind(yarn.at(0, "").toString());
    agent.pass(SILENCE, "client", "cluster");
    for (Child manager : yarn.managers()) {
      Signals.goOn(manager);
    }
    awaitRead("client", "cluster");
    yarn.failOver();
    awaitRead("client", "cluster");
    agent.pass(Duration.ofSeconds(30), "client", "cluster");

    yarn.kill(pending("waits").path("id").asText());
    yarn.tell("client", "stop");
    yarn.tell("cluster", "stop");
    assertThat(agent.end("waits", "killed")).contains("killed by user root");
    agent.end("cluster", "succeeded");
    assertThat(agent.end("client", "unknown")).contains("client mode");
    pushed.end("cluster", "succeeded");
    pushed.end("client", "succeeded");
    assertThat(client.process().waitFor(Lookout.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(client.process().exitValue()).as(client.tail()).isZero();
  }

  @Test
  void tellsFailuresAndDriversThatWereKilled() {
    submit("throws", "cluster", Map.of());
    submit("fills", "cluster", Map.of());
    submit(
        "crashes",
        "cluster",
        Map.of(
            "spark.driver.extraJavaOptions", Java.START_LIGHTLY + " -XX:+ExitOnOutOfMemoryError"));
    submit("shot", "cluster", Map.of());
    Child left = submit("left", "client", Map.of());
    awaitRead("throws", "fills", "crashes", "shot", "left");

    shoot("shot");
    left.process().destroyForcibly();
    yarn.tell("throws", "throw");
    yarn.tell("fills", "fill");
    yarn.tell("crashes", "fill");

    assertThat(agent.end("shot", "failed")).contains("exitCode: 137 (SIGKILL");
    assertThat(agent.end("left", "unknown")).contains("client mode");
    assertThat(agent.end("throws", "failed")).contains("thrown on purpose");
    assertThat(agent.end("fills", "failed")).contains("java.lang.OutOfMemoryError");
    assertThat(agent.end("crashes", "failed")).contains("exitCode: 3");
    pushed.end("throws", "failed");
    pushed.end("fills", "failed");
    pushed.pass(Duration.ofSeconds(30), "shot", "crashes", "left");
    pushed.pass(Lookout.LOST);
    for (String silent : List.of("shot", "crashes", "left")) {
      assertThat(pushed.end(silent, "lost")).contains("stopped answering");
    }
  }

  @Test
  void tellsWhatBecameOfDriversWhileBothManagersWereDead() throws Exception {
    submit("lives", "cluster", Map.of());
    submit("dies", "cluster", Map.of());
    submit("returns", "cluster", Map.of());
    Child gone =
        submit("gone", "client", Map.of("spark.yarn.am.clientModeTreatDisconnectAsFailed", "true"));
    awaitRead("lives", "dies", "returns", "gone");

    yarn.killManagers();
    shoot("dies");
    gone.process().destroyForcibly();
    yarn.tell("returns", "stop");
    agent.awaitBlind(yarn.at(0, "").toString());
    agent.pass(SILENCE, "lives", "dies", "returns", "gone");
    assertThat(agent.age("lives")).isGreaterThanOrEqualTo(SILENCE);
    yarn.restartManagers();

    awaitRead("lives");
    assertThat(agent.end("dies", "failed")).contains("exitCode: 137 (SIGKILL");
    assertThat(agent.end("gone", "failed")).contains("the final status FAILED");
    agent.end("returns", "succeeded");
    agent.pass(Duration.ofSeconds(30), "lives");
    yarn.tell("lives", "stop");
    agent.end("lives", "succeeded");
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

  /** Kills a driver in cluster mode as the kernel does when memory runs out. */
  private static void shoot(String name) {
    yarn.driver(agent.running(name).path("id").asText()).destroyForcibly();
  }

  /** Until they are read, with their executors, through the proxy of the active ResourceManager. */
  private static void awaitRead(String... names) {
    String proxy = ":" + yarn.atActive("").getPort() + "/proxy/application_";
    for (String name : names) {
      yarn.requireAlive();
      agent.awaitRead(name, proxy);
    }
  }

  private static JsonNode pending(String name) {
    return agent.named("pending", name).orElseThrow();
  }
}
