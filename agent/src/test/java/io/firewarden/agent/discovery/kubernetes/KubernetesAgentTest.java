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
package io.firewarden.agent.discovery.kubernetes;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.firewarden.agent.Agent;
import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.config.AgentConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole agent that is told of a cluster and of nothing else: it finds a driver by its pod, polls
 * its UI, and joins what the pods tell.
 */
class KubernetesAgentTest {
  private static final ObjectMapper mapper = new ObjectMapper();
  private static final String ID = FakeSpark.id("3.5");

  /** By the clock of the nodes; ten minutes after the recorded application started. */
  private static final Instant END = Instant.parse("2026-11-22T09:08:31Z");

  @TempDir private Path folder;

  private final AtomicReference<Duration> ahead =
      new AtomicReference<>(Duration.between(Instant.now(), END.plusSeconds(5)));
  private final InstantSource clock = () -> Instant.now().plus(ahead.get());
  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeSpark spark = FakeSpark.driver("3.5");
  private FakeCluster cluster;
  private Pod driver;
  private Agent agent;

  @BeforeEach
  void start() throws Exception {
    cluster = new FakeCluster(folder);
    driver = cluster.make(driverAt(spark.port()));
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            listen: 127.0.0.1:0
            external-url: http://warden
            poll: {interval: 500ms, idle-interval: 500ms, timeout: 2s}
            alerts: {state-file: '%s'}
            sources: {kubernetes: [{kubeconfig: '%s', timeout: 2s}]}
            """
                .formatted(folder.resolve("state.json"), cluster.source().access().kubeconfig()));
    agent = new Agent(AgentConfig.read(config), clock);
    agent.start();
    eventually(() -> assertThat(fleet().get("applications")).hasSize(1));
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
    spark.close();
    cluster.close();
  }

  @Test
  void tellsByItsPodHowADriverEndedThatItFoundAndPolled() throws Exception {
    JsonNode running = detail();
    assertThat(running.get("state").asText()).isEqualTo("running");
    assertThat(running.at("/application/id").asText()).isEqualTo(ID);
    assertThat(running.at("/application/source").asText()).isEqualTo(spark.url().toString());
    assertThat(running.at("/application/sparkVersion").asText()).isEqualTo("3.5.9");
    assertThat(running.at("/application/executors").asInt()).isEqualTo(2);
    assertThat(running.at("/application/labels/tier").asText()).isEqualTo("gold");
    assertThat(metric("spark_executors_active", "app_id=\"" + ID + "\"")).isEqualTo("2.0");

    spark.close();
    eventually(() -> assertThat(detail().at("/application/error").asText()).isNotEmpty());
    assertThat(fleet().get("ended")).isEmpty(); // silence is no end

    cluster.change(driver, pod -> over(pod, "oomkilled"));
    eventually(() -> assertThat(detail().get("state").asText()).isEqualTo("ended"));

    JsonNode ended = detail().get("application");
    assertThat(ended.get("finalStatus").asText()).isEqualTo("failed");
    assertThat(ended.get("reason").asText())
        .isEqualTo("the driver's container was OOMKilled (exit code 137)");
    assertThat(ended.get("toldBy").asText()).isEqualTo("kubernetes");
    assertThat(ended.get("startedAt").asText()).isEqualTo("2026-11-22T08:58:31.153Z");
    assertThat(ended.get("endedAt").asText()).isEqualTo(END.toString());
    assertThat(fleet().get("applications")).isEmpty();
    assertThat(get("/applications/" + ID))
        .contains("failed", "container was OOMKilled (exit code 137)", "told by ", "kubernetes");
    assertThat(get("/")).contains("container was OOMKilled (exit code 137)");
    assertThat(metric("spark_application_final_status", "app_id=\"" + ID, "status=\"failed\""))
        .isEqualTo("1.0");
    assertThat(metric("firewarden_applications_by_state", "state=\"failed\"")).isEqualTo("1.0");
    assertThat(metric("firewarden_applications_by_state", "state=\"running\"")).isEqualTo("0.0");
  }

  @Test
  void joinsWhyExecutorsWentToWhatTheDriverTells() throws Exception {
    end(cluster.make(executor("1")), "oomkilled");
    end(cluster.make(executor("2")), "evicted");
    end(cluster.make(executor("3")), "sigkill");

    eventually(() -> assertThat(detail().at("/failures/latestExecutors")).hasSize(3));

    JsonNode told = detail().get("failures");
    assertThat(told.get("latestExecutors"))
        .extracting(one -> one.get("id").asText() + " " + one.get("reason").asText())
        .containsExactlyInAnyOrder("1 container_oom", "2 preempted", "3 container_killed");
    assertThat(told.get("latestExecutors"))
        .allSatisfy(
            one -> {
              assertThat(one.get("host").asText()).isEqualTo("worker-5");
              assertThat(one.get("exitCode").asInt()).isEqualTo(137);
              assertThat(one.get("removedAt").asText()).isEqualTo(END.toString());
            });
    assertThat(told.at("/executorsByReason/container_oom").asInt()).isEqualTo(1);
    assertThat(get("/applications/" + ID))
        .contains("Went since the start: 1 preempted, 1 container oom, 1 container killed.");
    for (String reason : new String[] {"container_oom", "preempted", "container_killed"}) {
      assertThat(metric("spark_executor_removals_total", "app_id=\"" + ID, "=\"" + reason + "\""))
          .isEqualTo("1.0");
    }
  }

  @Test
  void endsNothingWhileTheApiServerIsAwayAndTellsForHowLong() throws Exception {
    Pod executor = cluster.make(executor("1"));
    eventually(() -> assertThat(source("kubernetes").get("error").isNull()).isTrue());

    cluster.shutDown();

    eventually(() -> assertThat(source("kubernetes").get("error").isNull()).isFalse());
    assertThat(source("kubernetes").get("error").asText())
        .startsWith("kubernetes: pods of all namespaces cannot be listed and watched: ");
    Instant readAt = instant(source("kubernetes").get("readAt"));
    Instant since = instant(source("kubernetes").get("errorSince"));
    assertThat(since).isAfterOrEqualTo(readAt);

    ahead.updateAndGet(Duration.ofMinutes(1)::plus);
    Instant later = clock.instant();

    // The driver is polled on, and runs.
    eventually(() -> assertThat(instant(detail().at("/application/readAt"))).isAfter(later));
    assertThat(detail().get("state").asText()).isEqualTo("running");
    assertThat(detail().at("/application/current").asBoolean()).isTrue();
    assertThat(fleet().get("ended")).isEmpty();
    assertThat(instant(source("kubernetes").get("readAt"))).isEqualTo(readAt);
    assertThat(lastSuccess("kubernetes")).isLessThan(lastSuccess(spark.url().toString()) - 59);
    assertThat(get("/sources"))
        .contains("cannot be read", "<time datetime=\"" + readAt.truncatedTo(SECONDS) + "\"")
        .contains("for <time datetime=\"" + since.truncatedTo(SECONDS) + "\"");

    cluster.meanwhile(() -> end(executor, "oomkilled"));
    cluster.openAgain();

    eventually(() -> assertThat(source("kubernetes").get("error").isNull()).isTrue());
    eventually(
        () ->
            assertThat(detail().at("/failures/executorsByReason/container_oom").asInt())
                .isEqualTo(1));
    assertThat(detail().get("state").asText()).isEqualTo("running");
    assertThat(fleet().get("ended")).isEmpty();
  }

  private static Pod driverAt(int uiPort) {
    return new PodBuilder(Fixtures.driver(Fixtures.NAMESPACE, "compat", ID))
        .editSpec()
        .editFirstContainer()
        .editMatchingPort(port -> "spark-ui".equals(port.getName()))
        .withContainerPort(uiPort)
        .endPort()
        .endContainer()
        .endSpec()
        .editStatus()
        .withPodIP("127.0.0.1")
        .endStatus()
        .build();
  }

  private static Pod executor(String id) {
    return new PodBuilder(Fixtures.executor(id))
        .editMetadata()
        .addToLabels("spark-app-selector", ID)
        .endMetadata()
        .build();
  }

  private void end(Pod pod, String status) {
    cluster.change(pod, before -> over(before, status));
  }

  /** A pod whose container ended as in a fixture, but while the recorded application ran. */
  private static Pod over(Pod pod, String status) {
    return new PodBuilder(Fixtures.in(pod, status))
        .editStatus()
        .editFirstContainerStatus()
        .editState()
        .editTerminated()
        .withFinishedAt(END.toString())
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static void eventually(ThrowingRunnable holds) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(holds);
  }

  private JsonNode fleet() throws IOException, InterruptedException {
    return mapper.readTree(get("/api/v1/applications"));
  }

  private JsonNode detail() throws IOException, InterruptedException {
    return mapper.readTree(get("/api/v1/applications/" + ID));
  }

  private JsonNode source(String name) throws IOException, InterruptedException {
    for (JsonNode source : mapper.readTree(get("/api/v1/sources")).get("sources")) {
      if (source.get("source").asText().equals(name)) {
        return source;
      }
    }
    throw new AssertionError("no source " + name);
  }

  private static Instant instant(JsonNode told) {
    return Instant.parse(told.asText());
  }

  private double lastSuccess(String source) throws IOException, InterruptedException {
    return Double.parseDouble(
        metric("firewarden_source_last_success_timestamp_seconds", "source=\"" + source + "\""));
  }

  /** The value of the one series with these labels. */
  private String metric(String name, String... labels) throws IOException, InterruptedException {
    return get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .collect(Collectors.joining(", "));
  }

  private String get(String path) throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + agent.port() + path);
    return http.send(
            HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
