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
package io.firewarden.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.Server;
import io.firewarden.agent.http.access.Guard;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.http.push.PushPage;
import io.firewarden.agent.http.push.PushToken;
import io.firewarden.agent.poll.PushOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentServerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();

  private HttpResponse<String> get(Scene scene, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(scene.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(Scene scene, String path) throws Exception {
    HttpResponse<String> response = get(scene, path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    return mapper.readTree(response.body());
  }

  @Test
  void isHealthyAtOnceAndReadyOnlyWhenTheFirstRoundIsDone() throws Exception {
    try (Scene scene = Scene.calm()) {
      scene.ready = false;
      assertThat(get(scene, "-/healthy").statusCode()).isEqualTo(200);
      assertThat(get(scene, "-/ready").statusCode()).isEqualTo(503);
      scene.ready = true;
      assertThat(get(scene, "-/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void tellsOfApplicationsWithTheirVerdictsFindingsAndAge() throws Exception {
    try (Scene scene = Scene.firing()) {
      JsonNode root = json(scene, "api/v1/applications");

      assertThat(root.get("cluster").asText()).isEqualTo("prod");
      JsonNode trips = root.get("applications").get(2);
      assertThat(trips.get("name").asText()).isEqualTo("taxi-trips");
      assertThat(trips.get("health").asText()).isEqualTo("critical");
      assertThat(trips.get("current").asBoolean()).isTrue();
      assertThat(trips.get("stale").asBoolean()).isFalse();
      assertThat(trips.get("ageSeconds").asInt()).isBetween(4, 60);
      assertThat(trips.get("executors").asInt()).isEqualTo(4);
      JsonNode gc = trips.get("checks").get(1);
      assertThat(gc.get("check").asText()).isEqualTo("gc-time");
      assertThat(gc.get("verdict").asText()).isEqualTo("unhealthy");
      JsonNode finding = gc.get("findings").get(0);
      assertThat(finding.get("alert").asText()).isEqualTo("SparkGcTimeHigh");
      assertThat(finding.get("evidence").get(0).get("subject").asText()).isEqualTo("executor 2");
      assertThat(finding.get("changes").get(0).get("key").asText())
          .isEqualTo("spark.executor.memory");
    }
  }

  @Test
  void neverCallsHealthyWhatItCannotRead() throws Exception {
    try (Scene scene = Scene.blind()) {
      JsonNode root = json(scene, "api/v1/applications");

      JsonNode trips = root.get("applications").get(1);
      assertThat(trips.get("name").asText()).isEqualTo("taxi-trips");
      assertThat(trips.get("health").asText()).isEqualTo("unknown");
      assertThat(trips.get("current").asBoolean()).isFalse();
      assertThat(trips.get("stale").asBoolean()).isTrue();
      assertThat(trips.get("error").asText()).contains("refused");
      JsonNode source = root.get("sources").get(2);
      assertThat(source.get("error").asText()).contains("refused");
      assertThat(source.get("readAt").asText()).isNotEmpty();
    }
  }

  @Test
  void marksDataAsStaleThatIsOlderThanAFewPolls() throws Exception {
    try (Scene scene = new Scene()) {
      scene.healthy(Scene.app("app-1", "old", "http://h:4040"), scene.now.minusSeconds(51));
      scene.healthy(Scene.app("app-2", "young", "http://h:4041"), scene.now.minusSeconds(20));

      JsonNode apps = json(scene, "api/v1/applications").get("applications");
      assertThat(apps.get(0).get("stale").asBoolean()).isTrue();
      assertThat(apps.get(1).get("stale").asBoolean()).isFalse();
    }
  }

  @Test
  void tellsOfAlertsTheWorstFirst() throws Exception {
    try (Scene scene = Scene.firing()) {
      JsonNode alerts = json(scene, "api/v1/alerts").get("alerts");

      assertThat(alerts).hasSize(2);
      assertThat(alerts.get(0).get("name").asText()).isEqualTo("SparkGcTimeHigh");
      assertThat(alerts.get(0).get("state").asText()).isEqualTo("firing");
      assertThat(alerts.get(0).get("labels").get("app_name").asText()).isEqualTo("taxi-trips");
      assertThat(alerts.get(0).get("annotations").get("summary").asText()).contains("23.4 %");
      assertThat(alerts.get(1).get("state").asText()).isEqualTo("pending");
    }
  }

  @Test
  void showsARunbookAsAPage() throws Exception {
    try (Scene scene = Scene.calm()) {
      HttpResponse<String> response = get(scene, "runbooks/SparkGcTimeHigh");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("text/html; charset=utf-8");
      assertThat(response.body()).contains("<h1>SparkGcTimeHigh</h1>").contains("<h2>Meaning</h2>");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runbooks/Nope",
        "runbooks/",
        "runbooks/..%2fio/firewarden/agent/page/html/page.css",
        "runbooks/../../../../etc/passwd",
        "runbooks/SparkGcTimeHigh.md",
        "page.css",
        "api/v1",
        "metricsx"
      })
  void answers404ForWhatIsNotThere(String path) throws Exception {
    try (Scene scene = Scene.calm()) {
      assertThat(get(scene, path).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void allowsNothingButItsOwnScriptAndStyle() throws Exception {
    try (Scene scene = Scene.calm()) {
      String policy = get(scene, "").headers().firstValue("Content-Security-Policy").orElse("");
      assertThat(policy)
          .contains("default-src 'none'")
          .containsPattern("script-src 'sha256-[^']{44}'")
          .containsPattern("style-src 'sha256-[^']{44}'")
          .doesNotContain("unsafe");
      assertThat(get(scene, "api/v1/alerts").headers().firstValue("X-Content-Type-Options"))
          .hasValue("nosniff");
    }
  }

  @Test
  void changesNothing() throws Exception {
    try (Scene scene = Scene.calm()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(scene.url()))
                  .POST(HttpRequest.BodyPublishers.ofString("x"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(405);
      HttpResponse<String> head =
          http.send(
              HttpRequest.newBuilder(URI.create(scene.url()))
                  .method("HEAD", HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void answersOthersWhileMorePushesComeThanItCanTake() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AgentMetrics metrics = new AgentMetrics("prod");
    PushPage push = waitingFor(go, metrics);
    Door door =
        new Door(
            new Pages(null, metrics, push, null, null, null),
            new Guard(Server.OPEN, InstantSource.system()));
    try (AgentServer server =
        AgentServer.open(
            new AgentConfig.Listen("127.0.0.1", 0), door, null, Duration.ofMinutes(1))) {
      String url = "http://127.0.0.1:" + server.port();
      HttpRequest post = emptyPush(url);
      HttpClient client = HttpClient.newHttpClient();
      int room = RequestThreads.PUSH_THREADS + RequestThreads.PUSHES_QUEUED;
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i <= room; i++) {
        answers.add(client.sendAsync(post, HttpResponse.BodyHandlers.ofString()));
      }
      CompletableFuture<HttpResponse<String>> first =
          answers.stream()
              .reduce((one, other) -> one.applyToEither(other, Function.identity()))
              .orElseThrow();

      assertThat(first.join().statusCode()).isEqualTo(503);
      assertThat(first.join().headers().firstValue("Retry-After")).hasValue("5");
      HttpRequest healthy = HttpRequest.newBuilder(URI.create(url + "/-/healthy")).build();
      assertThat(client.send(healthy, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      go.countDown();
      assertThat(answers.stream().map(answer -> answer.join().statusCode()))
          .containsOnlyOnce(503)
          .filteredOn(status -> status == 400)
          .hasSize(room);
      assertThat(Exposed.text(metrics))
          .contains("firewarden_pushes_total{result=\"unavailable\"} 1.0");
    } finally {
      go.countDown();
    }
  }

  private static HttpRequest emptyPush(String url) {
    return HttpRequest.newBuilder(URI.create(url + PushPage.PATH))
        .header("Content-Type", "application/json")
        .header(PushPage.CLUSTER, AgentConfig.ofDefaults().cluster())
        .POST(HttpRequest.BodyPublishers.ofString("{}"))
        .build();
  }

  private static PushPage waitingFor(CountDownLatch go, AgentMetrics metrics) {
    return new PushPage(
        AgentConfig.ofDefaults(),
        new PushToken(null, Map.of(), InstantSource.system()),
        () -> {
          await(go); // the time is asked for first when the body is read
          return Instant.now();
        },
        snapshot -> PushOutcome.CLOSED,
        metrics::pushed);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void answersAgainAfterClientsThatNeverFinishTheirRequest() throws Exception {
    PushToken noToken = new PushToken(null, Map.of(), InstantSource.system());
    PushPage push =
        new PushPage(
            AgentConfig.ofDefaults(),
            noToken,
            InstantSource.system(),
            snapshot -> PushOutcome.CLOSED,
            result -> {});
    Door door =
        new Door(
            new Pages(null, new AgentMetrics("prod"), push, null, null, null),
            new Guard(Server.OPEN, InstantSource.system()));
    List<Socket> slow = new ArrayList<>();
    try (AgentServer server =
        AgentServer.open(
            new AgentConfig.Listen("127.0.0.1", 0), door, null, Duration.ofMillis(200))) {
      for (int i = 0; i < 6; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write("GET / HT".getBytes(UTF_8));
        slow.add(socket);
      }
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/-/healthy"))
              .timeout(Duration.ofSeconds(30))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void namesTheAddressThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AgentConfig.Listen listen = new AgentConfig.Listen("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> AgentServer.open(listen, null, null, RequestThreads.LIMIT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("listen must be an address that is free, but " + listen);
    }
  }

  @Test
  void runsOnDaemonThreadsOnly() throws Exception {
    try (Scene scene = Scene.calm()) {
      get(scene, "-/healthy");
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(t -> t.getName().startsWith("http") || t.getName().startsWith("HTTP-D"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }
}
