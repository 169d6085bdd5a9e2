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
package io.firewarden.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.FakeSpark;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestClientTest {
  private static final int MAX_BYTES = 1000;

  private final FakeSpark spark = new FakeSpark();
  private final RestClient client = new RestClient(Duration.ofSeconds(20), MAX_BYTES);

  @AfterEach
  void close() {
    client.close();
    spark.close();
  }

  record Thing(int number) {}

  @Test
  void getsJsonAndSkipsUnknownFields() throws Exception {
    spark.json("/x", "{\"other\": [1, {}], \"number\": 7}");

    assertThat(client.get(at("/x"), Thing.class)).isEqualTo(new Thing(7));
  }

  @Test
  void namesTheAddressWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertUnreadable(
        URI.create("http://127.0.0.1:" + port + "/x"),
        Kind.REFUSED,
        "http://127.0.0.1:" + port + "/x",
        "connection refused");
  }

  @Test
  void givesUpWhenNothingComesInTime() {
    spark.hang("/x");

    assertTimesOut(at("/x").toString(), "within 400 ms");
  }

  @Test
  void givesUpWhenTheAnswerDripsLongerThanTheLimit() {
    // Each piece comes soon enough; the whole does not.
    spark.answer(
        "/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            for (int i = 0; i < 1000; i++) {
              out.write(' ');
              out.flush();
              LockSupport.parkNanos(20_000_000);
            }
          }
        });

    assertTimesOut("within 400 ms");
  }

  @ParameterizedTest
  @CsvSource({
    "401, asks for a login",
    "403, refuses",
    "404, no such application",
    "500, expected 200"
  })
  void tellsTheStatus(int status, String words) {
    spark.answer("/x", status, "text/html", "<html>secret page</html>");

    assertThatThrownBy(() -> client.get(at("/x"), Thing.class))
        .isInstanceOfSatisfying(
            UnreadableException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.STATUS);
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.why()).contains("HTTP " + status, words).doesNotContain("secret");
            });
  }

  @Test
  void refusesHtml() {
    spark.answer("/x", 200, "text/html;charset=utf-8", "<html>Master</html>");

    assertUnreadable(at("/x"), Kind.NOT_JSON, "text/html", "expected application/json");
  }

  @Test
  void tellsThatSparkIsStartingUp() {
    spark.answer(
        "/x", 200, "text/html", "Spark is starting up. Please wait a while until it's ready.");

    assertUnreadable(at("/x"), Kind.NOT_JSON, "not ready", "starting up");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"number\": 7",
        "{\"number\": \"many\"}",
        "[1, 2]",
        "null",
        "{\"number\": 7} {\"number\": 8}",
        "{\"number\" 7}"
      })
  void refusesJsonThatIsHalfOrAnother(String body) {
    spark.json("/x", body);

    assertUnreadable(at("/x"), Kind.NOT_JSON, at("/x").toString());
  }

  @Test
  void refusesAnEmptyAnswer() {
    spark.json("/x", "");

    assertUnreadable(at("/x"), Kind.NOT_JSON, at("/x").toString());
  }

  @Test
  void refusesAnAnswerThatBreaksOff() {
    spark.answer(
        "/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 500);
          exchange.getResponseBody().write("{\"number\": ".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });

    assertUnreadable(at("/x"), Kind.NO_CONNECTION, at("/x").toString(), "broke off");
  }

  @Test
  void stopsReadingAtTheLimit() {
    spark.json("/x", "{\"number\": 7, \"more\": \"" + "x".repeat(MAX_BYTES) + "\"}");

    assertUnreadable(at("/x"), Kind.TOO_LARGE, "permitted 1000 bytes");
  }

  @Test
  void appliesTheLimitToWhatIsUnpacked() {
    spark.answer(
        "/x",
        exchange -> {
          byte[] packed = gzip("[\"" + "x".repeat(100_000) + "\"]");
          assertThat(packed.length).isLessThan(MAX_BYTES);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed);
        });

    assertUnreadable(at("/x"), Kind.TOO_LARGE, "permitted 1000 bytes");
  }

  @Test
  void readsGzip() throws Exception {
    spark.answer(
        "/x",
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding")).contains("gzip");
          byte[] packed = gzip("{\"number\": 9}");
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed);
        });

    assertThat(client.get(at("/x"), Thing.class)).isEqualTo(new Thing(9));
  }

  @Test
  void readsAListItemByItem() throws Exception {
    spark.json("/x", "[{\"number\": 1}, {\"number\": 2, \"more\": [[]]}] ");
    List<Thing> things = new ArrayList<>();

    client.each(at("/x"), Thing.class, Duration.ofSeconds(20), things::add);

    assertThat(things).containsExactly(new Thing(1), new Thing(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"number\": 1}",
        "[{\"number\": 1}, null]",
        "[{\"number\": 1}",
        "[{\"number\": 1}] []",
        "[1]",
        "7",
        ""
      })
  void refusesAListThatIsHalfOrAnother(String body) {
    spark.json("/x", body);

    assertThatThrownBy(
            () -> client.each(at("/x"), Thing.class, Duration.ofSeconds(20), thing -> {}))
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_JSON))
        .hasMessageContaining(at("/x").toString());
  }

  @Test
  void countsWhatCameOverTheNetwork() throws Exception {
    byte[] packed = gzip("[" + "{\"number\": 9},".repeat(50) + "{}]");
    spark.answer(
        "/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, packed.length);
          exchange.getResponseBody().write(packed);
        });
    redirect("/from", "/x");
    Traffic traffic = new Traffic();
    RestClient.Terms terms = new RestClient.Terms(Duration.ofSeconds(20), traffic);

    long length = client.each(at("/from"), Thing.class, terms, thing -> {});

    assertThat(length).isEqualTo(50 * 14 + 4);
    assertThat(traffic.requests()).isEqualTo(2);
    assertThat(traffic.bytes()).isEqualTo(packed.length);
  }

  @Test
  void doesNotWaitOutTheTimeOfASilentServerAgainAndAgain() {
    spark.hang("/x");
    try (RestClient hasty = new RestClient(Duration.ofMillis(100), MAX_BYTES)) {
      for (int i = 0; i < Breakers.FAILURES; i++) {
        assertThatThrownBy(() -> hasty.get(at("/x"), Thing.class))
            .hasMessageContaining("did not answer in full within 100 ms");
      }
      int requests = spark.requests().size();

      assertThatThrownBy(() -> hasty.get(at("/y"), Thing.class))
          .hasMessageContaining(at("/y") + " was not asked: 127.0.0.1:" + spark.port());
      assertThat(spark.requests()).hasSize(requests);
    }
  }

  @Test
  void asksAgainWhereNobodyListensForThatIsToldAtOnce() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    for (int i = 0; i < 3 * Breakers.FAILURES; i++) {
      assertUnreadable(
          URI.create("http://127.0.0.1:" + port + "/x"), Kind.REFUSED, "connection refused");
    }
  }

  @Test
  void takesARefusalForAnAnswer() {
    for (int i = 0; i < 3 * Breakers.FAILURES; i++) {
      assertUnreadable(at("/nothing"), Kind.STATUS, "HTTP 404");
    }
  }

  @Test
  void followsARedirectOfTheSameScheme() throws Exception {
    redirect("/x", "/y");
    spark.json("/y", "{\"number\": 3}");

    assertThat(client.get(at("/x"), Thing.class)).isEqualTo(new Thing(3));
  }

  @Test
  void followsNoRedirectToAnotherScheme() {
    redirect("/x", "https://127.0.0.1:1/login?token=secret");

    assertThatThrownBy(() -> client.get(at("/x"), Thing.class))
        .hasMessageContaining("redirect")
        .hasMessageContaining("https://127.0.0.1:1/login")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://spark_driver:4040/x", "http://[::1]:4040/x", "http://h/x"})
  void showsAnyHost(String address) {
    assertThat(RestClient.shown(URI.create(address))).isEqualTo(address);
    assertThat(RestClient.shown(URI.create(address.replace("//", "//u:s@")))).isEqualTo(address);
  }

  @Test
  void showsNoUserAndNoQuery() {
    assertThat(RestClient.shown(URI.create("http://u:secret@h:1/p?token=secret#secret")))
        .isEqualTo("http://h:1/p");
    spark.json("/x", "no json");

    assertThatThrownBy(() -> client.get(URI.create(at("/x") + "?token=secret"), Thing.class))
        .hasMessageNotContaining("secret");
  }

  private void redirect(String from, String to) {
    spark.answer(
        from,
        exchange -> {
          exchange.getResponseHeaders().set("Location", to);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  private void assertUnreadable(URI url, Kind kind, String... words) {
    assertThatThrownBy(() -> client.get(url, Thing.class))
        .isInstanceOfSatisfying(
            UnreadableException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.why()).contains(words);
            });
  }

  private void assertTimesOut(String... words) {
    assertThatThrownBy(() -> client.get(at("/x"), Thing.class, Duration.ofMillis(400)))
        .isInstanceOfSatisfying(
            UnreadableException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
              assertThat(e.why()).contains(words);
            });
  }

  private URI at(String path) {
    return URI.create(spark.url() + path);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
