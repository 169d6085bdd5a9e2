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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.agent.config.Server;
import io.firewarden.agent.http.access.Guard;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.http.push.PushPage;
import io.firewarden.agent.http.push.PushToken;
import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotJson;
import io.firewarden.model.SourceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PushPageTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ApplicationSnapshot> taken = new ArrayList<>();
  private final AgentMetrics metrics = new AgentMetrics("prod");
  private Instant now = NOW;
  private PushOutcome outcome = PushOutcome.ACCEPTED;
  private AgentServer server;
  @TempDir private Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void takesAPackedSnapshotAndAPlainOne() throws Exception {
    open("", Map.of());

    assertThat(push(gzip(json()), "Content-Encoding", "gzip").statusCode()).isEqualTo(204);
    assertThat(push(json()).statusCode()).isEqualTo(204);

    assertThat(taken).hasSize(2).containsOnly(snapshot());
    assertThat(Exposed.text(metrics))
        .contains("firewarden_pushes_total{result=\"accepted\"} 2");
  }

  @Test
  void answersNothingElseThere() throws Exception {
    open("", Map.of());

    HttpResponse<String> answer = send(request().GET().build());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void wantsTheTokenThatIsInTheFileNow() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "first\n");
    open("token-file: " + file, Map.of());

    assertThat(push(json(), "Authorization", "Bearer first").statusCode()).isEqualTo(204);
    for (String wrong : List.of("Bearer second", "Bearer firs", "Basic first", "first", "Bearer")) {
      HttpResponse<String> answer = push(json(), "Authorization", wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValue("Bearer realm=\"firewarden\"");
    }
    assertThat(push(json()).statusCode()).isEqualTo(401);

    Files.writeString(file, "second");
    now = NOW.plusSeconds(10);
    assertThat(push(json(), "Authorization", "bearer second").statusCode()).isEqualTo(204);
    Files.delete(file);
    now = NOW.plusSeconds(20);
    assertThat(push(json(), "Authorization", "Bearer second").statusCode()).isEqualTo(503);
    assertThat(taken).hasSize(2);
    assertThat(Exposed.text(metrics))
        .contains("firewarden_pushes_total{result=\"unauthorized\"} 6");
  }

  @Test
  void takesTheTokenFromItsSurroundings() throws Exception {
    open("", Map.of(PushToken.VARIABLE, "of-the-environment"));

    assertThat(push(json()).statusCode()).isEqualTo(401);
    assertThat(push(json(), "Authorization", "Bearer of-the-environment").statusCode())
        .isEqualTo(204);
  }

  @Test
  void takesNothingFromOtherMachinesWithoutAToken() throws Exception {
    open("", Map.of(), "0.0.0.0");

    HttpResponse<String> answer = push(json());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("push.token-file", "FIREWARDEN_PUSH_TOKEN", "must be set");
  }

  @Test
  void takesSnapshotsOfItsOwnClusterOnly() throws Exception {
    open("", Map.of());

    HttpResponse<String> other = push(json(), PushPage.CLUSTER, "test");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.body())
        .contains("the agent of cluster München, but spark.firewarden.cluster is test");
    HttpRequest.Builder without =
        HttpRequest.newBuilder(url()).header("Content-Type", "application/json");
    assertThat(send(without.POST(HttpRequest.BodyPublishers.ofByteArray(json())).build()).body())
        .contains("the header Firewarden-Cluster must name the cluster");
    assertThat(push(json(), PushPage.CLUSTER, "%zz").statusCode()).isEqualTo(400);
    assertThat(taken).isEmpty();
  }

  @Test
  void refusesABombThatIsSmallOnTheWire() throws Exception {
    open("max-size: 64KiB", Map.of());
    byte[] bomb = gzip(" ".repeat(8 << 20).getBytes(UTF_8));
    assertThat(bomb.length).isLessThan(64 << 10);

    HttpResponse<String> answer = push(bomb, "Content-Encoding", "gzip");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body())
        .isEqualTo(
            "a snapshot must have at most 65536 bytes (push.max-size), but it has more, packed or"
                + " unpacked\n");
  }

  @Test
  void refusesWhatIsTooLargeOnTheWire() throws Exception {
    open("max-size: 64KiB", Map.of());

    assertThat(push(new byte[(64 << 10) + 1]).body()).contains("but it has 65537");
  }

  @Test
  void refusesWhatNeverEnds() throws Exception {
    open("max-size: 64KiB", Map.of());

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      List<String> head =
          List.of(
              "POST /api/v1/snapshots HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Firewarden-Cluster: M%C3%BCnchen",
              "Transfer-Encoding: chunked",
              "",
              "");
      out.write(String.join("\r\n", head).getBytes(UTF_8));
      byte[] chunk = ("8000\r\n" + " ".repeat(0x8000) + "\r\n").getBytes(UTF_8);
      for (int i = 0; i < 3; i++) {
        out.write(chunk);
      }
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void refusesOtherMediaTypesAndEncodings() throws Exception {
    open("", Map.of());

    assertThat(push(json(), "Content-Encoding", "br").body())
        .contains("Content-Encoding must be gzip or none, but is br");
    HttpResponse<String> text = push(json(), "Content-Type", "text/plain");
    assertThat(text.statusCode()).isEqualTo(415);
  }

  @Test
  void namesTheFieldThatIsWrong() throws Exception {
    open("", Map.of());

    String json = new String(json(), UTF_8);
    assertInvalid("no JSON at all", "Unrecognized token 'no'");
    assertInvalid("[]", "a snapshot must be a JSON object, but is an array");
    assertInvalid("{}", "schemaVersion must be a number from 1");
    assertInvalid(json.replace("\"takenAt\"", "\"takenat\""), "takenAt");
    assertInvalid(json.replace("\"LISTENER\"", "\"REST\""), "source must be LISTENER, but is REST");
    assertInvalid(
        json.replace("\"takenAt\":\"2026", "\"takenAt\":\"2062"), "snapshot.takenAt: must be from");
    assertInvalid(
        json.replace("\"takenAt\":\"2026", "\"takenAt\":\"2025"), "takenAt must be within a day");
    assertInvalid(json.replace("\"id\":\"app-1\"", "\"id\":\"\""), "snapshot.application.id");
    assertInvalid(
        json.replace("\"startedAt\":\"2026-11-22T09", "\"startedAt\":\"2026-11-22T12"),
        "startedAt must not be after takenAt");
    assertInvalid(
        json.replace("\"id\":\"app-1\"", "\"id\":\"" + "x".repeat(201) + "\""),
        "snapshot.application.id must have 1 to 200 characters");
    assertInvalid(json.replace("\"cachedRdds\":[", "\"cachedRdds\":[null"), "cachedRdds");
    assertInvalid(
        json.replace("\"endedAt\":null", "\"endedAt\":\"+999999999-01-01T00:00:00Z\""),
        "snapshot.application.endedAt: must be from 2000-01-01T00:00:00Z");
    HttpResponse<String> plain = push(json(), "Content-Encoding", "gzip");
    assertThat(plain.statusCode()).isEqualTo(400);
    assertThat(plain.body()).contains("the body must be gzip");
    assertThat(taken).isEmpty();
  }

  @Test
  void saysEachTimeThatTheTokenHasBecomeUnreadable() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "first");
    open("token-file: " + file, Map.of());
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger logger = (Logger) LoggerFactory.getLogger(PushPage.class);
    logger.addAppender(logged);
    try {
      for (int failure = 1; failure <= 2; failure++) {
        Files.delete(file);
        now = now.plusSeconds(10);
        assertThat(push(json(), "Authorization", "Bearer first").statusCode()).isEqualTo(503);
        assertThat(push(json(), "Authorization", "Bearer first").statusCode()).isEqualTo(503);
        assertThat(logged.list).filteredOn(each -> each.getLevel() == Level.WARN).hasSize(failure);
        Files.writeString(file, "first");
        now = now.plusSeconds(10);
        assertThat(push(json(), "Authorization", "Bearer first").statusCode()).isEqualTo(204);
      }
    } finally {
      logger.detachAppender(logged);
    }
  }

  @Test
  void saysWhenThereIsNoRoom() throws Exception {
    open("", Map.of());

    outcome = PushOutcome.FULL;
    HttpResponse<String> full = push(json());
    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(full.headers().firstValue("Retry-After")).hasValue("60");
    outcome = PushOutcome.TOO_MUCH;
    HttpResponse<String> much = push(json());
    assertThat(much.statusCode()).isEqualTo(503);
    assertThat(much.headers().firstValue("Retry-After")).hasValue("30");
    assertThat(much.body()).contains("push.max-memory");
    outcome = PushOutcome.CONFLICT;
    HttpResponse<String> conflict = push(json());
    assertThat(conflict.statusCode()).isEqualTo(409);
    assertThat(conflict.body()).contains("another application of this id");
    outcome = PushOutcome.CLOSED;
    assertThat(push(json()).statusCode()).isEqualTo(503);
    outcome = PushOutcome.SUPERSEDED;
    assertThat(push(json()).statusCode()).isEqualTo(204);
    assertThat(Exposed.text(metrics))
        .contains(
            "firewarden_pushes_total{result=\"full\"} 2",
            "firewarden_pushes_total{result=\"conflict\"} 1",
            "firewarden_pushes_total{result=\"unavailable\"} 1",
            "firewarden_pushes_total{result=\"superseded\"} 1");
  }

  private void assertInvalid(String body, String message) throws Exception {
    HttpResponse<String> answer = push(body.getBytes(UTF_8));
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(answer.body()).contains(message);
  }

  private void open(String push, Map<String, String> environment) throws Exception {
    open(push, environment, "127.0.0.1");
  }

  private void open(String push, Map<String, String> environment, String host) throws Exception {
    AgentConfig config = AgentConfigKit.read(folder, "cluster: München\npush: {" + push + "}\n");
    InstantSource clock = () -> now;
    PushPage page =
        new PushPage(
            config,
            new PushToken(config.push().tokenFile(), environment, clock),
            clock,
            pushed -> {
              if (outcome == PushOutcome.ACCEPTED) {
                taken.add(pushed.snapshot());
              }
              return outcome;
            },
            metrics::pushed);
    Door door =
        new Door(
            new Pages(null, metrics, page, null, null, null),
            new Guard(Server.OPEN, InstantSource.system()));
    server = AgentServer.open(new AgentConfig.Listen(host, 0), door, null, Duration.ofSeconds(10));
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.port() + PushPage.PATH);
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(url())
        .setHeader("Content-Type", "application/json")
        .setHeader(PushPage.CLUSTER, "M%C3%BCnchen");
  }

  private HttpResponse<String> push(byte[] body, String... header) throws Exception {
    HttpRequest.Builder request = request().POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (header.length == 2) {
      request.setHeader(header[0], header[1]);
    }
    return send(request.build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] json() {
    return SnapshotJson.write(snapshot());
  }

  private static ApplicationSnapshot snapshot() {
    Application application =
        new Application(
            "app-1", "nightly", "etl", "3.5.9", false, null, NOW.minusSeconds(60), null);
    return Pushed.snapshot(application, NOW);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  /** A snapshot as a listener makes it. */
  private static final class Pushed {
    static ApplicationSnapshot snapshot(Application application, Instant at) {
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
}
