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
package io.firewarden.agent.discovery.yarn;

import static io.firewarden.agent.discovery.yarn.FakeManager.app;
import static io.firewarden.agent.discovery.yarn.FakeManager.apps;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.YarnSource;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.source.RestClient;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications of which one attempt follows another, or none has got far. */
class YarnAttemptsTest {
  private static final String ID = "application_1_0001";
  private static final Instant NOW = Instant.parse("2026-11-22T20:40:00Z");

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED, none, 1, UNKNOWN", // exited before it had a SparkContext
    "RUNNING, 1_0001_01, 1, SUCCEEDED",
    "RUNNING, e17_1_0001_01, 1, SUCCEEDED",
    "RUNNING, 1_0001_01, 2, UNKNOWN", // the second attempt exited so
    "RUNNING, 1_0001_02, 2, SUCCEEDED"
  })
  void believesAnExitCodeOfZeroOnlyOfAnAttemptThatHadRegistered(
      String state, String container, int failed, FinalStatus status) {
    String shown = container.equals("none") ? "\"trackingUI\": \"UNASSIGNED\"" : master(container);
    String told =
        "Application failed 2 times due to AM Container for appattempt_1_0001_00000"
            + failed
            + " exited with  exitCode: 0";
    try (FakeManager manager = new FakeManager();
        RestClient client = new RestClient(Duration.ofSeconds(5), 1 << 20)) {
      YarnSource source = new YarnSource(List.of(manager.url()), null);
      YarnResourceManagers yarn =
          new YarnResourceManagers(client, source, InstantSource.fixed(NOW));
      manager.lists(apps(app(ID, state, "UNDEFINED", shown)), FakeManager.NONE);
      yarn.discover();
      String over = app(ID, "FAILED", "FAILED", "\"diagnostics\": \"" + told + "\"");
      manager.lists(FakeManager.NONE, apps(over));

      Discovered.Found found = (Discovered.Found) yarn.discover();

      assertThat(found.ended()).extracting(end -> end.ending().status()).containsExactly(status);
    }
  }

  /** That of a driver, once it has registered. */
  private static String master(String container) {
    return "\"amRPCAddress\": \"node:7\", \"amContainerLogs\":"
        + " \"http://node:8042/node/containerlogs/container_"
        + container
        + "_000001/ann\"";
  }
}
