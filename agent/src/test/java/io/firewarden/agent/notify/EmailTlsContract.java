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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What mail must do when the way to its server is by TLS. */
abstract class EmailTlsContract extends EmailContract {
  private static final String BEHIND = "mail.invalid";

  final Certificates certificates = new Certificates();

  /** Before the server, for TLS. */
  TlsDoor door;

  private Path password;

  /** Whether TLS begins with the first byte. */
  abstract boolean fromTheStart();

  @BeforeEach
  void openDoor() throws IOException {
    password = Files.writeString(folder.resolve("password"), SECRET);
    door = new TlsDoor(moody.port(), certificates.server("127.0.0.1"), fromTheStart());
  }

  @AfterEach
  void closeDoor() throws IOException {
    door.close();
  }

  @Override
  final int port() {
    return door.port();
  }

  @Override
  final String protection() {
    try {
      return protection(certificates.caFile(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String protection(Path caFile) {
    return (fromTheStart() ? "security: tls" : "security: starttls")
        + ", ca-file: '"
        + caFile
        + "'";
  }

  /** That it was not sent, and why, by a sentence without secrets. */
  final void assertNothingSent(Delivery delivery, String... why) {
    assertThat(delivery)
        .isInstanceOfSatisfying(
            Delivery.Retry.class, it -> assertThat(it.why()).contains(why).doesNotContain(SECRET));
    assertThat(mail.getReceivedMessages()).isEmpty();
    assertThat(door.heard()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
  }

  @Test
  void logsIn() throws Exception {
    assertThat(send(notifierWithSecretIn(password))).isEqualTo(new Delivery.Delivered());
    Files.writeString(password, "wrong");
    assertThat(send(notifierWithSecretIn(password))).isInstanceOf(Delivery.Rejected.class);
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void sendsNothingToWhomItDoesNotTrustAndTriesAgainUntilItDoes() throws Exception {
    Path caFile = new Certificates().caFile(folder);
    Notifier notifier = notifierTo(door.port(), protection(caFile) + ", " + login(password));
    NotificationChannel channel = channel(notifier);
    List<Alert> alerts = List.of(Alerts.firing("SparkGcTimeHigh", "app-1"));

    assertThat(channel.deliverDue(alerts)).isFalse();
    assertThat(door.connections()).as("nobody else is trusted instead").isEqualTo(1);
    assertNothingSent(
        send(notifier),
        "smtp://127.0.0.1:" + door.port() + " must answer, but TLS failed:",
        "signed by no authority that is trusted there");

    certificates.caFile(folder);
    clock.advance(READ_AGAIN);
    assertThat(channel.deliverDue(alerts)).isTrue();
    assertThat(metrics.outcomes)
        .containsExactly(PipelineMetrics.Outcome.RETRY, PipelineMetrics.Outcome.SUCCESS);
  }

  @Test
  void sendsNothingToWhoseCertificateIsForAnotherHost() throws Exception {
    door.show(certificates.server("elsewhere.example"));

    assertNothingSent(
        send(notifierWithSecretIn(password)), "TLS failed: its certificate is for another host");
  }

  @Test
  void sendsNothingToWhomOnlyTheJvmWouldHaveToTrust() throws Exception {
    String plain = fromTheStart() ? "security: tls" : "security: starttls";

    assertNothingSent(
        send(notifierTo(door.port(), plain + ", " + login(password))),
        "signed by no authority that is trusted there");
  }

  @Test
  void showsItsCertificateToWhoAsksForIt() throws Exception {
    door.askWhoItIs();
    HeldCertificate own = certificates.of("firewarden", "firewarden.example");
    String shown =
        ", client-certificate: {certificate-file: '%s', key-file: '%s'}"
            .formatted(
                Files.writeString(folder.resolve("own.pem"), own.certificatePem()),
                Files.writeString(folder.resolve("key.pem"), own.privateKeyPkcs8Pem()));

    assertNothingSent(send(notifierTo(door.port(), protection())), "must answer, but");
    assertThat(send(notifierTo(door.port(), protection() + shown)))
        .isEqualTo(new Delivery.Delivered());
  }

  @Test
  void reachesAServerBehindAProxyThatAsksForALogin() throws Exception {
    door.show(certificates.server(BEHIND));
    try (LocalProxy proxy = new LocalProxy("me", SECRET)) {
      String way =
          protection() + ", proxy: {url: '" + proxy.url() + "', user: me, password-file: '%s'}";
      Path wrong = Files.writeString(folder.resolve("wrong"), "wrong-" + SECRET);

      assertNothingSent(
          send(notifierTo(BEHIND, door.port(), way.formatted(wrong))),
          "smtp://" + BEHIND + ":" + door.port() + " by the proxy 127.0.0.1:");
      assertThat(proxy.passedOn()).isEmpty();
      assertThat(send(notifierTo(BEHIND, door.port(), way.formatted(password))))
          .isEqualTo(new Delivery.Delivered());
      assertThat(proxy.passedOn())
          .containsExactly("CONNECT " + BEHIND + ":" + door.port() + " HTTP/1.1");
    }
  }
}
