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
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.kubernetes.FakeApiServer;
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
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two agents with one lease: one tells, and the other one takes over. */
class TwoAgentsTest {
  private static final ObjectMapper mapper = new ObjectMapper();

  @TempDir private Path folder;

  private final FakeSpark receiver = new FakeSpark();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());
  private final List<AutoCloseable> running = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /** A driver that does not answer: after two minutes that is an alert. */
  private final FakeSpark driver = new FakeSpark();

  private FakeApiServer cluster;

  @BeforeEach
  void listen() throws IOException {
    cluster = new FakeApiServer(folder);
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
    cluster.close();
    receiver.close();
    driver.close();
  }

  /** Where the lease is. */
  private enum Place {
    FILE(Duration.ofSeconds(5)),
    /** A request may take a fifth of it, and the machine that runs the tests may be busy. */
    KUBERNETES(Duration.ofSeconds(10));

    private final Duration lease;

    Place(Duration lease) {
      this.lease = lease;
    }
  }

  private String lease(Place place) {
    return place == Place.FILE
        ? "file: '" + folder.resolve("shared/lease") + "'"
        : "kubernetes: {kubeconfig: '" + cluster.kubeconfig() + "', namespace: ns}";
  }

  private Path config(Place place, String name, int port) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        listen: 127.0.0.1:%d
        external-url: http://warden
        poll: {interval: 1s, timeout: 1s}
        sources: {drivers: ['%s']}
        alerts: {state-file: '%s'}
        lease: {%s, holder: %s, duration: %ds}
        notifiers: {webhooks: [{name: hook, url: '%s/hook'}]}
        """
            .formatted(
                port,
                driver.url(),
                folder.resolve(name + ".json"),
                lease(place),
                name,
                place.lease.toSeconds(),
                receiver.url()));
  }

  private Agent agent(Place place, String name) throws Exception {
    Agent agent = new Agent(AgentConfig.read(config(place, name, 0)), clock);
    agent.start();
    running.add(agent);
    return agent;
  }

  private AgentProcess process(Place place, String name) throws IOException {
    int port = AgentProcess.freePort();
    AgentProcess process = AgentProcess.start(config(place, name, port), port);
    running.add(process);
    return process;
  }

  /** More than it takes to fire, but never so much at once that the agent had stood still. */
  private void passMinutes() {
    for (int i = 0; i < 4; i++) {
      ahead.updateAndGet(Duration.ofMinutes(1)::plus);
      await().pollDelay(Duration.ofMillis(1500)).until(() -> true); // it looks every second
    }
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

  @ParameterizedTest
  @EnumSource
  void tellOnceAndGoOnTellingWhenTheLeaderGoes(Place place) throws Exception {
    String fires = "firing FirewardenSourceUnavailable";
    String over = "resolved FirewardenSourceUnavailable";
    Agent leader = agent(place, "a");
    await().atMost(Duration.ofSeconds(20)).until(() -> leads(place, "a"));
    Agent follower = agent(place, "b");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> alerts(leader) == 1 && alerts(follower) == 1);

    passMinutes();
    untilTold(fires);
    nothingMore(fires);

    leader.close();
    assertThat(ready(follower)).isEqualTo(200);
    nothingMore(fires);

    driver.become("3.5");
    untilTold(fires, over);
    nothingMore(fires, over);
  }

  @ParameterizedTest
  @EnumSource
  void takeOverWithinTheLeaseFromAProcessThatWasKilled(Place place) throws Exception {
    AgentProcess first = process(place, "killed");
    await().atMost(Duration.ofSeconds(60)).until(() -> leads(place, "killed"));
    agent(place, "b");
    await()
        .during(place.lease.plusSeconds(2))
        .atMost(place.lease.plusSeconds(5))
        .until(() -> leads(place, "killed"));

    first.close();
    Instant killed = Instant.now();
    await().atMost(place.lease.multipliedBy(3)).until(() -> leads(place, "b"));
    assertThat(Duration.between(killed, Instant.now())).isLessThan(place.lease.multipliedBy(2));

    passMinutes();
    untilTold("firing FirewardenSourceUnavailable");
  }

  @ParameterizedTest
  @EnumSource
  void endWithExitCodeZeroAndGiveTheLeaseBackWhenTold(Place place) throws Exception {
    AgentProcess agent = process(place, "stopped");
    await().atMost(Duration.ofSeconds(60)).until(() -> leads(place, "stopped"));

    agent.signal("TERM");
    assertThat(agent.process().waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.process().exitValue()).isZero();
    assertThat(holder(place)).isEmpty();
  }

  private boolean leads(Place place, String name) throws IOException {
    String holder = holder(place);
    return place == Place.FILE ? holder.equals(name) : holder.startsWith(name + "_");
  }

  /** Who has the lease; empty when nobody has. */
  private String holder(Place place) throws IOException {
    if (place == Place.KUBERNETES) {
      Lease lease =
          cluster.client().resources(Lease.class).inNamespace("ns").withName("firewarden").get();
      return lease == null ? "" : Objects.toString(lease.getSpec().getHolderIdentity(), "");
    }
    Path file = folder.resolve("shared/lease");
    if (!Files.exists(file)) {
      return "";
    }
    JsonNode lease = mapper.readTree(file.toFile());
    return lease.get("released").asBoolean() ? "" : lease.get("holder").asText();
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
