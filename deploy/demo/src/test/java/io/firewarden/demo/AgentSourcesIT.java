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

import io.firewarden.demo.RunningSpark.Submitted;
import io.firewarden.demo.jobs.Finishing;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent with a driver in a file and with a standalone master, from the first look to the end.
 */
@ExtendWith(RunningSpark.Extension.class)
class AgentSourcesIT {
  @TempDir private Path folder;

  @Test
  void watchesWhatAFileNamesAndNoLonger(RunningSpark spark) throws Exception {
    Submitted submitted =
        spark.submit("in-a-file", Finishing.class, RunningSpark.listenerJar(), "hold");
    Path file = folder.resolve("drivers.json");
    String target = "127.0.0.1:" + submitted.submission().uiPort();
    Files.writeString(
        file, "[{\"targets\": [\"" + target + "\"], \"labels\": {\"team\": \"data\"}}]");
    try (Lookout agent = lookout("driver-file: " + file)) {
      agent.awaitRead("in-a-file");
      assertThat(agent.running("in-a-file").path("labels").path("team").asText()).isEqualTo("data");

      Files.writeString(file, "[{");
      agent.awaitBlind(file.toString());
      agent.awaitRead("in-a-file");

      Files.writeString(file, "[]");
      await("it is left")
          .atMost(Lookout.LONG)
          .until(() -> agent.named("applications", "in-a-file").isEmpty());
      assertThat(agent.named("ended", "in-a-file")).isEmpty();
      assertThat(submitted.driver().isAlive()).isTrue();
    } finally {
      spark.stop(submitted);
    }
  }

  @Test
  void tellsHowAnApplicationInAClusterEnded(RunningSpark spark) throws Exception {
    Submitted submitted = spark.submitToCluster("in-the-cluster", Finishing.class, "hold");
    String master = spark.masterUi().toString();
    String sources =
        "standalone-masters: [\"%s\"]\n  driver-ports: %d"
            .formatted(master, submitted.submission().uiPort());
    try (Lookout agent = lookout(sources)) {
      agent.awaitRead("in-the-cluster");
      agent.awaitMoreLooks(master); // in which it is asked whose driver it is

      StandaloneEndsIT.driver("in-the-cluster").destroyForcibly();

      assertThat(agent.end("in-the-cluster", "failed")).contains("its exit code was not 0");
    }
  }

  private Lookout lookout(String sources) throws Exception {
    Layout layout = new Layout(RunningSpark.root(), folder);
    return Lookout.start(layout, "agent", "sources:\n  " + sources);
  }
}
