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
import io.firewarden.demo.jobs.Finishing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real applications that nobody polls, and a real agent to which their listeners push. */
@ExtendWith(RunningSpark.Extension.class)
class PushIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "of-this-test");
    Path config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            cluster: %s
            listen: 127.0.0.1:0
            push: {token-file: %s}
            alerts: {state-file: %s}
            """
                .formatted(AgentProcess.CLUSTER, token, folder.resolve("state.json")));
    agent = new Agent(AgentConfig.read(config), InstantSource.system());
    agent.start();
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void leavesTheVerdictOfAnApplicationThatFails(RunningSpark spark) throws Exception {
    Child driver = submit(spark, "push-throws", "throw");

    assertThat(driver.process().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThat(driver.process().exitValue()).as(driver.tail()).isPositive();
    assertEnded("push-throws", "failed");
  }

  @Test
  void leavesTheVerdictOfAnApplicationThatSucceeds(RunningSpark spark) throws Exception {
    Child driver = submit(spark, "push-stops", "stop");

    assertThat(driver.process().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThat(driver.process().exitValue()).as(driver.tail()).isZero();
    assertEnded("push-stops", "succeeded");
    assertThat(Web.text(Web.local(agent.port(), "/metrics")).orElseThrow())
        .containsPattern("spark_application_end_timestamp_seconds\\{.*push-stops")
        .containsPattern("firewarden_pushes_total\\{result=\"accepted\"\\} [1-9]");
  }

  @Test
  void leavesTheVerdictOfAnApplicationThatIsKilled(RunningSpark spark) throws Exception {
    Child driver = submit(spark, "push-killed", "hold");
    await("it is watched").atMost(LONG).until(() -> state().path("applications").size() == 1);
    JsonNode watched = state().path("applications").path(0);
    assertThat(watched.path("name").asText()).isEqualTo("push-killed");
    assertThat(watched.path("source").asText()).startsWith("push:app-");
    assertThat(watched.path("sourceKind").asText()).isEqualTo("listener");
    assertThat(watched.path("current").asBoolean()).isTrue();

    driver.process().destroy();

    assertThat(driver.process().waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(driver.process().exitValue()).isEqualTo(143);
    assertEnded("push-killed", "killed");
  }

  private void assertEnded(String name, String status) {
    assertThat(state().path("applications")).isEmpty();
    JsonNode ended = state().path("ended").path(0);
    assertThat(ended.path("name").asText()).isEqualTo(name);
    assertThat(ended.path("finalStatus").asText()).isEqualTo(status);
    assertThat(ended.path("durationSeconds").asDouble()).isPositive();
  }

  private JsonNode state() {
    return Web.json(Web.local(agent.port(), "/api/v1/applications")).orElseThrow();
  }

  private Child submit(RunningSpark spark, String name, String how) {
    Map<String, String> settings =
        Map.of(
            "spark.firewarden.agent.url",
            Web.local(agent.port(), "").toString(),
            "spark.firewarden.agent.token.file",
            folder.resolve("token").toString(),
            "spark.firewarden.agent.interval",
            "1s",
            "spark.ui.enabled",
            "false");
    return spark.submit(name, Finishing.class, RunningSpark.listenerJar(), settings, how).driver();
  }
}
