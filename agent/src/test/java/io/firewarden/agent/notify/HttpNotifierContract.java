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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.firewarden.agent.alert.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every notifier that speaks HTTP must do, shown against a real server. */
abstract class HttpNotifierContract extends NotifierContract {
  static final ObjectMapper mapper = new ObjectMapper();
  final MockWebServer server = new MockWebServer();

  /** Where it stands in the configuration. */
  abstract String kind();

  /** What its entry says when it is to talk to an address. */
  abstract String entry(String url) throws IOException;

  /** What its entry says when its secret, or one of them, is in this file. */
  abstract String entryWithSecretIn(Path file);

  /** The text of the body in which people see what an alert says, escaped as it is. */
  abstract String shown(JsonNode body);

  @BeforeEach
  void start() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  final String base() {
    return "http://127.0.0.1:" + server.getPort() + "/" + SECRET + "/";
  }

  /** A key with a text as its value, in an entry. */
  static String quoted(String key, Object text) {
    return key + ": '" + text + "'";
  }

  /** The notifier that talks to an address, with more in its entry. */
  final Notifier notifierTo(String url, String... more) throws IOException {
    String entry =
        Stream.concat(Stream.of(entry(url)), Stream.of(more)).collect(Collectors.joining(", "));
    return Configured.notifier(folder, kind(), entry, clock);
  }

  @Override
  final Notifier notifier(Duration timeout, boolean toNobody) throws IOException {
    String url = base();
    if (toNobody) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        url = "http://127.0.0.1:" + free.getLocalPort() + "/";
      }
    }
    return notifierTo(url, "timeout: " + timeout.toMillis() + "ms");
  }

  @Override
  final Notifier notifierWithSecretIn(Path file) {
    return Configured.notifier(folder, kind(), entryWithSecretIn(file), clock);
  }

  @Override
  String secret() {
    return base();
  }

  @Override
  void receiver(Mood mood, int messages) {
    for (int i = 0; i < messages; i++) {
      MockResponse.Builder answer = new MockResponse.Builder();
      server.enqueue(
          switch (mood) {
            case ACCEPTS -> answer.code(202).build();
            case IN_TROUBLE -> answer.code(503).build();
            case REFUSES -> answer.code(404).body("no such hook").build();
            case BREAKS_OFF -> answer.onResponseStart(new SocketEffect.CloseSocket()).build();
            case HANGS -> answer.onRequestStart(SocketEffect.Stall.INSTANCE).build();
          });
    }
  }

  @Override
  int arrived() {
    return server.getRequestCount();
  }

  /** What the notifier posts when it is told to send these. */
  final JsonNode bodyOf(List<Alert> batch, Instant now) throws IOException {
    return mapper.readTree(bytesOf(batch, now));
  }

  final byte[] bytesOf(List<Alert> batch, Instant now) throws IOException {
    AtomicReference<byte[]> body = new AtomicReference<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    receiver.createContext(
        "/",
        exchange -> {
          body.set(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    receiver.start();
    try {
      Notifier notifier = notifierTo("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
      assertThat(notifier.send(batch, now)).isEqualTo(new Delivery.Delivered());
    } finally {
      receiver.stop(0);
    }
    return body.get();
  }

  /** Holds a payload against the one that is kept for it. */
  final void assertIsKept(String name, List<Alert> batch) throws IOException {
    JsonNode body = bodyOf(batch, Alerts.FIRED.plusSeconds(60));
    try (var kept = HttpNotifierContract.class.getResourceAsStream("/notify/" + name)) {
      assertThat(kept).as("/notify/%s must be %s", name, body.toPrettyString()).isNotNull();
      assertThat(body.toPrettyString()).isEqualTo(mapper.readTree(kept).toPrettyString());
    }
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
  void showsWhatTheAlertSays() throws Exception {
    Alert alert = Alerts.firing("SparkGcTimeHigh", "app-1");

    assertThat(shown(bodyOf(List.of(alert), clock.instant())))
        .contains("SparkGcTimeHigh")
        .contains("nächtlich \"1\"")
        .contains(alert.annotations().get("summary"));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 429, 408})
  void asksForAnotherTryWhenTheReceiverIsInTrouble(int status) throws Exception {
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
  @ValueSource(ints = {400, 401, 403, 404, 410, 413, 301, 302})
  void isRefusedByAnyOtherAnswer(int status) throws Exception {
    enqueue(status, "Location", base() + "elsewhere");

    assertThat(send(notifier()))
        .isInstanceOfSatisfying(
            Delivery.Rejected.class,
            it -> assertThat(it.why()).contains("answered " + status).doesNotContain(SECRET));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void passesOnHowLongTheReceiverWantsToBeLeftAlone() throws Exception {
    enqueue(429, "Retry-After", "17");
    enqueue(503, "Retry-After", "Sun, 01 Mar 2026 10:02:01 GMT");
    enqueue(503, "Retry-After", "soon");
    enqueue(503, "Retry-After", "999999999");

    assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(17));
    assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(60));
    assertThat(retryAfter()).isNull();
    assertThat(retryAfter()).isEqualTo(JsonPost.LONGEST_PAUSE);
  }

  private Duration retryAfter() throws IOException {
    return ((Delivery.Retry) send(notifier())).after();
  }

  @Test
  void saysWhatFailedWithoutTheAddress() throws Exception {
    receiver(Mood.HANGS, 1);
    assertThat(((Delivery.Retry) send(notifier(Duration.ofMillis(200), false))).why())
        .contains("within the time limit");
    assertThat(((Delivery.Retry) send(notifier(Duration.ofSeconds(1), true))).why())
        .contains("connected");
  }
}
