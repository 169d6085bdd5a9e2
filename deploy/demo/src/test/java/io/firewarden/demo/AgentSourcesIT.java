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
import io.firewarden.demo.RunningSpark.Submitted;
import io.firewarden.demo.jobs.Finishing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent with a driver in a file and with a standalone master, from the first look to the end.
 */
@ExtendWith(RunningSpark.Extension.class)
class AgentSourcesIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  @TempDir private Path folder;

  @Test
  void watchesWhatAFileNamesAndNoLonger(RunningSpark spark) throws Exception {
    Submitted submitted =
        spark.submit("in-a-file", Finishing.class, RunningSpark.listenerJar(), "hold");
    Path file = folder.resolve("drivers.json");
    String target = "127.0.0.1:" + submitted.submission().uiPort();
    Files.writeString(
        file, "[{\"targets\": [\"" + target + "\"], \"labels\": {\"team\": \"data\"}}]");
    try (Agent agent = agent("driver-file: " + file)) {
      awaitRead(agent, "in-a-file");
      assertThat(state(agent).path("applications").path(0).path("labels").path("team").asText())
          .isEqualTo("data");

      Files.writeString(file, "[{");
      await("the fault is told")
          .atMost(LONG)
          .until(
              () -> state(agent).path("sources").toString().contains("is not valid YAML or JSON"));
      awaitRead(agent, "in-a-file");

      Files.writeString(file, "[]");
      await("it is left").atMost(LONG).until(() -> names(agent, "applications").isEmpty());
      assertThat(names(agent, "ended")).isEmpty();
      assertThat(submitted.driver().isAlive()).isTrue();
    } finally {
      spark.stop(submitted);
    }
  }

  @Test
  void tellsHowAnApplicationInAClusterEnded(RunningSpark spark) throws Exception {
    Submitted submitted = spark.submitToCluster("in-the-cluster", Finishing.class, "hold");
    String sources =
        "standalone-masters: [\"%s\"]\n  driver-ports: %d"
            .formatted(spark.masterUi(), submitted.submission().uiPort());
    try (Agent agent = agent(sources)) {
      awaitRead(agent, "in-the-cluster");

      StandaloneEndsIT.driver("in-the-cluster").destroyForcibly();

      await("the verdict")
          .atMost(LONG)
          .until(
              () -> ended(agent, "in-the-cluster").path("finalStatus").asText().equals("failed"));
      assertThat(ended(agent, "in-the-cluster").toString()).contains("its exit code was not 0");
      assertThat(names(agent, "applications")).doesNotContain("in-the-cluster");
    }
  }

  private Agent agent(String sources) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            listen: 127.0.0.1:0
            poll: {interval: 2s}
            alerts: {state-file: %s}
            sources:
              %s
            """
                .formatted(folder.resolve("state.json"), sources));
    Agent agent = new Agent(AgentConfig.read(config), InstantSource.system());
    agent.start();
    return agent;
  }

  private static void awaitRead(Agent agent, String name) {
    await(name + " is read")
        .atMost(LONG)
        .until(
            () -> {
              for (JsonNode application : state(agent).path("applications")) {
                if (application.path("name").asText().equals(name)) {
                  return application.path("current").asBoolean();
                }
              }
              return false;
            });
  }

  private static JsonNode ended(Agent agent, String name) {
    for (JsonNode application : state(agent).path("ended")) {
      if (application.path("name").asText().equals(name)) {
        return application;
      }
    }
    return state(agent).path("missing");
  }

  private static List<String> names(Agent agent, String list) {
    List<String> names = new ArrayList<>();
    state(agent).path(list).forEach(application -> names.add(application.path("name").asText()));
    return names;
  }

  private static JsonNode state(Agent agent) {
    return Web.json(Web.local(agent.port(), "/api/v1/applications")).orElseThrow();
  }
}
