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

import io.firewarden.agent.access.Certificates;
import io.firewarden.agent.alert.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every notifier that speaks HTTP must do where the receiver is protected or behind a proxy,
 * shown against a real server and a real proxy.
 */
abstract class AccessNotifierContract extends HttpNotifierContract {
  private static final String HERE = "127.0.0.1";

  /** A name that nobody but the proxy knows. */
  private static final String BEHIND = "receiver.invalid";

  private final Certificates certificates = new Certificates();

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String https(String host) {
    server.useHttps(certificates.server(host).sslSocketFactory());
    return "https://" + HERE + ":" + server.getPort() + "/" + SECRET;
  }

  private String caFile() throws IOException {
    return quoted("ca-file", certificates.caFile(folder));
  }

  /** That it was not told, and why, by a sentence without secrets; nothing has arrived. */
  private void assertToldOfTrouble(Delivery delivery, String... why) {
    assertThat(delivery)
        .isInstanceOfSatisfying(
            Delivery.Retry.class, it -> assertThat(it.why()).contains(why).doesNotContain(SECRET));
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void logsInByPasswordAndReadsItAgainWhenItHasChanged() throws Exception {
    String password = file("password", SECRET + "\n");
    Notifier notifier =
        notifierTo(base(), "basic: {user: ada, " + quoted("password-file", password) + "}");
    receiver(Mood.ACCEPTS, 2);
    send(notifier);
    file("password", "another");
    clock.advance(READ_AGAIN);
    send(notifier);

    assertThat(server.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("ada", SECRET));
    assertThat(server.takeRequest().getHeaders().get("Authorization"))
        .isEqualTo(Credentials.basic("ada", "another"));
  }

  @Test
  void logsInByTokenAndSendsFurtherHeaders() throws Exception {
    Notifier notifier =
        notifierTo(
            base(),
            "bearer: {" + quoted("token-file", file("token", SECRET)) + "}",
            "headers: {X-Scope: prod, X-Key: {" + quoted("file", file("x-key", "k")) + "}}");
    receiver(Mood.ACCEPTS, 1);
    send(notifier);

    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + SECRET);
    assertThat(request.getHeaders().get("X-Scope")).isEqualTo("prod");
    assertThat(request.getHeaders().get("X-Key")).isEqualTo("k");
  }

  @Test
  void deliversToWhomItsOwnAuthorityHasSigned() throws Exception {
    String url = https(HERE);
    receiver(Mood.ACCEPTS, 1);

    assertThat(send(notifierTo(url, caFile()))).isEqualTo(new Delivery.Delivered());
    assertThat(server.takeRequest().getHandshake()).isNotNull();
  }

  @Test
  void tellsNobodyWhomItDoesNotTrustAndTriesAgainUntilItDoes() throws Exception {
    String url = https(HERE);
    Path file = new Certificates().caFile(folder);
    Notifier notifier = notifierTo(url, quoted("ca-file", file));
    assertToldOfTrouble(
        send(notifier),
        "https://127.0.0.1:" + server.getPort() + "/... must answer, but TLS failed:",
        "signed by no authority that is trusted there");

    NotificationChannel channel = channel(notifier);
    List<Alert> alerts = List.of(Alerts.firing("SparkGcTimeHigh", "app-1"));
    assertThat(channel.deliverDue(alerts)).isFalse();
    receiver(Mood.ACCEPTS, 1);
    certificates.caFile(folder);
    assertThat(channel.deliverDue(alerts)).as("backing off").isFalse();
    assertThat(server.getRequestCount()).isZero();
    clock.advance(READ_AGAIN);
    assertThat(channel.deliverDue(alerts)).isTrue();
    assertThat(metrics.outcomes)
        .containsExactly(PipelineMetrics.Outcome.RETRY, PipelineMetrics.Outcome.SUCCESS);
  }

  @Test
  void tellsNobodyWhoseCertificateIsForAnotherHost() throws Exception {
    String url = https("elsewhere.example");

    assertToldOfTrouble(
        send(notifierTo(url, caFile())), "TLS failed: its certificate is for another host");
  }

  @Test
  void showsItsCertificateToWhoAsksForIt() throws Exception {
    String url = https(HERE);
    server.requireClientAuth();
    HeldCertificate own = certificates.of("firewarden", "firewarden.example");
    String shown =
        "client-certificate: {%s, %s}"
            .formatted(
                quoted("certificate-file", file("own.pem", own.certificatePem())),
                quoted("key-file", file("own-key.pem", own.privateKeyPkcs8Pem())));

    assertToldOfTrouble(send(notifierTo(url, caFile())), "must answer, but");
    receiver(Mood.ACCEPTS, 1);
    assertThat(send(notifierTo(url, caFile(), shown))).isEqualTo(new Delivery.Delivered());
    assertThat(server.takeRequest().getHandshake().peerPrincipal().getName())
        .contains("CN=firewarden");
  }

  private Notifier behind(LocalProxy proxy, boolean tls, String login) throws IOException {
    if (tls) {
      https(BEHIND);
    }
    return notifierTo(
        (tls ? "https://" : "http://") + BEHIND + ":" + server.getPort() + "/",
        "proxy: {" + quoted("url", proxy.url()) + login + "}",
        caFile(),
        "insecure: true");
  }

  private static String asked(boolean tls) {
    return tls ? "CONNECT " + BEHIND + ":" : "POST http://" + BEHIND + ":";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reachesAReceiverBehindAProxy(boolean tls) throws Exception {
    try (LocalProxy proxy = new LocalProxy()) {
      receiver(Mood.ACCEPTS, 1);

      assertThat(send(behind(proxy, tls, ""))).isEqualTo(new Delivery.Delivered());

      assertThat(proxy.passedOn()).singleElement().asString().startsWith(asked(tls));
      assertThat(server.getRequestCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void logsInAtAProxyThatAsksForItAndShowsThatToNobodyElse(boolean tls) throws Exception {
    try (LocalProxy proxy = new LocalProxy("me", SECRET)) {
      String login = ", user: me, " + quoted("password-file", file("proxy", SECRET));
      receiver(Mood.ACCEPTS, 1);

      assertThat(send(behind(proxy, tls, login))).isEqualTo(new Delivery.Delivered());

      assertThat(proxy.passedOn()).singleElement().asString().startsWith(asked(tls));
      RecordedRequest request = server.takeRequest();
      assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
      assertThat(request.getHeaders().get("Authorization")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void triesAgainWhileTheProxyDoesNotLetItThrough(boolean tls) throws Exception {
    try (LocalProxy proxy = new LocalProxy("me", "the password")) {
      String wrong = ", user: me, " + quoted("password-file", file("proxy", SECRET));
      String address = proxy.url().substring("http://".length());

      assertToldOfTrouble(send(behind(proxy, tls, wrong)), "the proxy", address);
      assertToldOfTrouble(send(behind(proxy, tls, "")), "the proxy", address);
      assertThat(proxy.asked()).isNotEmpty();
      assertThat(proxy.passedOn()).isEmpty();
    }
  }

  @Test
  void namesAProxyThatCannotBeReached() throws Exception {
    LocalProxy gone = new LocalProxy();
    gone.close();

    assertToldOfTrouble(
        send(behind(gone, true, "")),
        "https://" + BEHIND + ":" + server.getPort() + "/... by the proxy 127.0.0.1:",
        "must answer, but it cannot be connected to");
  }

  @Test
  void goesPastTheProxyToThoseForWhomItIsNot() throws Exception {
    try (LocalProxy proxy = new LocalProxy()) {
      receiver(Mood.ACCEPTS, 1);
      String direct = "proxy: {" + quoted("url", proxy.url()) + ", no-proxy: 127.0.0.*}";

      assertThat(send(notifierTo(base(), direct))).isEqualTo(new Delivery.Delivered());

      assertThat(proxy.asked()).isEmpty();
    }
  }
}
