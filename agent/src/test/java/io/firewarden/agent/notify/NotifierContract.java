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
package io.firewarden.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.NotificationLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What every notifier that speaks HTTP must do, shown against a real server. */
abstract class NotifierContract {
  static final String SECRET = "T0ken-s3cret";
  private static final ObjectMapper mapper = new ObjectMapper();

  final MockWebServer server = new MockWebServer();
  final TestClock clock = new TestClock(Alerts.FIRED.plusSeconds(1));
  final RecordingMetrics metrics = new RecordingMetrics();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final NotificationLog log = new NotificationLog();

  /** The notifier under test, told to talk to this base address. */
  abstract Notifier notifier(OkHttpClient client, URI base);

  /** The alerts in a request's body. */
  abstract JsonNode alertsIn(JsonNode body);

  @BeforeEach
  void start() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
    logged.start();
    root().addAppender(logged);
    root().setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() {
    root().detachAppender(logged);
    server.close();
  }

  final Notifier notifier() {
    return notifier(Receivers.client(Duration.ofSeconds(10)), base(""));
  }

  final URI base(String userInfo) {
    return URI.create("http://" + userInfo + "127.0.0.1:" + server.getPort() + "/" + SECRET + "/");
  }

  /** What the notifier posts when it is told to send these. */
  final JsonNode bodyOf(List<Alert> batch, Instant now) throws IOException {
    AtomicReference<byte[]> body = new AtomicReference<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    receiver.createContext(
        "/",
        exchange -> {
          body.set(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    try {
      URI base = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
      Notifier notifier = notifier(Receivers.client(Duration.ofSeconds(10)), base);
      assertThat(notifier.send(batch, now)).isEqualTo(new Delivery.Delivered());
    } finally {
      receiver.stop(0);
    }
    return mapper.readTree(body.get());
  }

  private Delivery send(Notifier notifier) {
    return notifier.send(List.of(Alerts.firing("SparkGcTimeHigh", "app-1")), clock.instant());
  }

  private void enqueue(int status, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status);
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  @Test
  void deliversJsonByPost() throws Exception {
    enqueue(200);

    assertThat(send(notifier())).isEqualTo(new Delivery.Delivered());

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void writesEveryCharacterSoThatItIsReadBackTheSame() throws Exception {
    Alert alert = Alerts.firing("SparkGcTimeHigh", "app-1");

    JsonNode told = alertsIn(bodyOf(List.of(alert), clock.instant())).get(0);

    alert.labels().forEach((k, v) -> assertThat(told.get("labels").get(k).asText()).isEqualTo(v));
    alert
        .annotations()
        .forEach((k, v) -> assertThat(told.get("annotations").get(k).asText()).isEqualTo(v));
    assertThat(told.get("startsAt").asText()).isEqualTo("2026-03-01T10:01:00Z");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 429, 408})
  void asksForAnotherTryWhenTheReceiverIsInTrouble(int status) {
    enqueue(status);

    assertThat(send(notifier()))
        .isInstanceOfSatisfying(
            Delivery.Retry.class,
            retry -> {
              assertThat(retry.after()).isNull();
              assertThat(retry.why()).contains("answered " + status);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 301, 302})
  void isRefusedByAnyOtherAnswer(int status) {
    enqueue(status, "Location", "http://127.0.0.1:1/elsewhere");

    assertThat(send(notifier()))
        .isInstanceOfSatisfying(
            Delivery.Rejected.class, it -> assertThat(it.why()).contains("answered " + status));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void passesOnHowLongTheReceiverWantsToBeLeftAlone() {
    enqueue(429, "Retry-After", "17");
    enqueue(503, "Retry-After", "Sun, 01 Mar 2026 10:02:01 GMT");
    enqueue(503, "Retry-After", "soon");
    enqueue(503, "Retry-After", "999999999");

    assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(17));
    assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(60));
    assertThat(retryAfter()).isNull();
    assertThat(retryAfter()).isEqualTo(JsonPost.LONGEST_PAUSE);
  }

  private Duration retryAfter() {
    return ((Delivery.Retry) send(notifier())).after();
  }

  @Test
  void givesUpWaitingForAReceiverThatHangs() {
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    Notifier impatient = notifier(Receivers.client(Duration.ofMillis(200)), base(""));

    assertThat(send(impatient))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, it -> assertThat(it.why()).contains("within the time limit"));
  }

  @Test
  void asksForAnotherTryWhenTheConnectionBreaks() {
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());

    assertThat(send(notifier())).isInstanceOf(Delivery.Retry.class);
  }

  @Test
  void asksForAnotherTryWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Notifier notifier =
        notifier(
            Receivers.client(Duration.ofSeconds(10)), URI.create("http://127.0.0.1:" + port + "/"));

    assertThat(send(notifier))
        .isInstanceOfSatisfying(
            Delivery.Retry.class,
            it -> assertThat(it.why()).contains("127.0.0.1:" + port).contains("connected"));
  }

  @Test
  void isToldAgainByItsChannelAfterAFailureAndNotAfterSuccess() {
    enqueue(500);
    enqueue(200);
    NotificationChannel channel = channel(notifier());
    List<Alert> alerts = List.of(Alerts.firing("SparkGcTimeHigh", "app-1"));

    assertThat(channel.deliverDue(alerts)).isFalse();
    assertThat(channel.deliverDue(alerts)).as("backing off").isFalse();
    clock.advance(Backoff.FIRST);
    assertThat(channel.deliverDue(alerts)).isTrue();
    clock.advance(Backoff.FIRST);
    assertThat(channel.deliverDue(alerts)).as("already told").isFalse();

    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(metrics.outcomes)
        .containsExactly(PipelineMetrics.Outcome.RETRY, PipelineMetrics.Outcome.SUCCESS);
  }

  @Test
  void showsNoSecretWhateverGoesWrong() {
    for (int status : new int[] {200, 302, 400, 404, 429, 500}) {
      server.enqueue(
          new MockResponse.Builder().code(status).addHeader("Location", base("") + "x").build());
    }
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    server.enqueue(new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    Notifier notifier =
        notifier(Receivers.client(Duration.ofMillis(500)), base("ada:" + SECRET + "@"));
    for (int i = 0; i < 8; i++) {
      Delivery delivery = send(notifier);
      assertThat(delivery.toString()).doesNotContain(SECRET);
      clock.advance(Duration.ofHours(1));
      channel(n -> delivery).deliverDue(List.of(Alerts.firing("A", "app-" + i)));
    }

    assertThat(notifier.name()).doesNotContain(SECRET);
    assertThat(notifier.toString()).doesNotContain(SECRET);
    assertThat(logged.list)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain(SECRET));
  }

  @Test
  void sendsUserInfoAsBasicAuthorization() throws Exception {
    enqueue(200);
    send(notifier(Receivers.client(Duration.ofSeconds(10)), base("ada:pa%3Ass@")));

    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo(okhttp3.Credentials.basic("ada", "pa:ss"));
  }

  /** A notifier that always answers the same. */
  private NotificationChannel channel(java.util.function.Function<Notifier, Delivery> answer) {
    return channel(
        new Notifier() {
          @Override
          public String name() {
            return "fixed";
          }

          @Override
          public Delivery send(List<Alert> batch, Instant now) {
            return answer.apply(this);
          }
        });
  }

  final NotificationChannel channel(Notifier notifier) {
    return new NotificationChannel(
        notifier,
        Schedule.reminding(Duration.ofHours(4)),
        Grouping.ofSize(100),
        Hearing.ALL,
        log,
        new Backoff(() -> 1.0),
        metrics,
        clock);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
