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

import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.http.Scene;
import io.firewarden.agent.http.push.PushPage;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.SourceKind;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent as a process: its signals and its command line. */
class AgentProcessTest {
  @TempDir private Path folder;

  private int port;
  private AgentProcess agent;

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private Path write(String more) throws IOException {
    return Files.writeString(
        folder.resolve("agent.yaml"),
        """
        listen: 127.0.0.1:%d
        external-url: http://warden
        alerts: {state-file: '%s'}
        %s
        """
            .formatted(port, folder.resolve("state.json"), more));
  }

  private void start(String more, String... options) throws IOException {
    port = AgentProcess.freePort();
    agent = AgentProcess.start(write(more), port, options);
  }

  private void awaitLog(String line) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(agent.log()).contains(line));
  }

  @Test
  void readsItsConfigurationAgainAtSighupAndKeepsTheOldOneWhenThatIsNotValid() throws Exception {
    try (FakeSpark first = FakeSpark.driver("3.5");
        FakeSpark second = FakeSpark.driver("4.2")) {
      start("sources: {drivers: ['" + first.url() + "']}");

      write("sources: {drivers: ['" + second.url() + "']}");
      agent.signal("HUP");
      awaitLog("was taken over, by SIGHUP");
      assertThat(agent.get("/api/v1/config").body())
          .contains(second.url().toString())
          .doesNotContain(first.url().toString());
      assertThat(agent.get("/metrics").body())
          .contains("firewarden_config_last_reload_successful{cluster=\"default\"} 1.0");

      write("sorces: {drivers: ['" + first.url() + "']}");
      agent.signal("HUP");
      awaitLog("was not taken over, by SIGHUP");
      assertThat(agent.log()).contains("sorces");
      assertThat(agent.get("/metrics").body())
          .contains("firewarden_config_last_reload_successful{cluster=\"default\"} 0.0");
      assertThat(agent.get("/api/v1/config").body()).contains(second.url().toString());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> agent.get("/api/v1/applications").body().contains(FakeSpark.id("4.2")));
      assertThat(agent.process().isAlive()).isTrue();
    }
  }

  @Test
  void answersAPushForAnotherShardWithTheNameOfTheRightOne() throws Exception {
    start("sources: {drivers: ['http://127.0.0.1:1']}", "--shard", "1/3");

    HttpResponse<String> wrong = push(idOf(new Shard(3, 3)));
    assertThat(wrong.statusCode()).isEqualTo(421);
    assertThat(wrong.body())
        .isEqualTo("this is the agent of shard 1/3, but " + idOf(new Shard(3, 3)) + " is of 3/3\n");
    assertThat(agent.get("/metrics").body())
        .contains("firewarden_pushes_total{result=\"wrong_shard\"} 1.0");

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(push(idOf(new Shard(1, 3))).statusCode()).isEqualTo(204));
  }

  private static String idOf(Shard shard) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "app-20260301081502-%04d".formatted(i))
        .filter(shard::owns)
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> push(String id) throws Exception {
    Instant now = Instant.now();
    Application application =
        new Application(id, "nightly", "etl", "3.5.9", false, null, now.minusSeconds(60), null);
    return agent.send(
        HttpRequest.newBuilder(agent.url(PushPage.PATH))
            .header("Content-Type", "application/json")
            .header(PushPage.CLUSTER, "default")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    SnapshotJson.write(pushed(application, now))))
            .build());
  }

  private static ApplicationSnapshot pushed(Application application, Instant at) {
    ApplicationSnapshot polled = Scene.snapshot(application, at);
    return new ApplicationSnapshot(
        at,
        SourceKind.LISTENER,
        application,
        polled.tasks(),
        polled.jobTotals(),
        polled.stageTotals(),
        0,
        polled.executors(),
        polled.jobs(),
        polled.stages(),
        polled.cachedRdds(),
        polled.gaps());
  }
}
