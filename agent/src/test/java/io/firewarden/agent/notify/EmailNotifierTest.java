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

import io.firewarden.agent.alert.Alert;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmailNotifierTest extends EmailContract {
  private static final Duration REPEAT = Duration.ofHours(4);

  @Override
  int port() {
    return moody.port();
  }

  @Override
  String protection() {
    return "security: none";
  }

  private MimeMessage mailOf(Alert alert, Instant now) throws IOException {
    assertThat(notifier().send(List.of(alert), now)).isEqualTo(new Delivery.Delivered());
    MimeMessage[] all = mail.getReceivedMessages();
    return all[all.length - 1];
  }

  @Test
  void writesPlainTextAndHtmlToAll() throws Exception {
    Alert alert = Alerts.with(Alerts.telling(), Map.of("summary", "<b>\u20ac</b> & more"));
    MimeMessage message = mailOf(alert, clock.instant());

    assertThat(message.getSubject())
        .isEqualTo(
            "FIRING critical: SparkGcTimeHigh: nightly-etl (application_1_0007) on prod, team"
                + " payments");
    assertThat(message.getFrom()[0]).hasToString("firewarden@example.com");
    assertThat(Arrays.toString(message.getAllRecipients()))
        .isEqualTo("[ada@example.com, grace@example.com]");
    assertThat(message.getHeader("Importance")).containsExactly("high");
    Multipart parts = (Multipart) message.getContent();
    assertThat((String) parts.getBodyPart(0).getContent())
        .contains("<b>\u20ac</b> & more")
        .contains("Set spark.executor.memory=4g: twice the 2g of now")
        .contains("Runbook: http://warden.example/runbooks/SparkGcTimeHigh");
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat((String) parts.getBodyPart(1).getContent())
        .contains("&lt;b&gt;\u20ac&lt;/b&gt; &amp; more")
        .contains(
            "<a href=\"http://grafana.example/d/spark-app?var-cluster=prod&amp;var-app_id=7\">")
        .doesNotContain("<b>\u20ac");
  }

  @Test
  void threadsRemindersAndTheEndUnderTheFirstMail() throws Exception {
    Alert alert = Alerts.telling();
    String first = mailOf(alert, clock.instant()).getMessageID();
    String again = mailOf(alert, clock.instant().plusSeconds(60)).getMessageID();
    MimeMessage reminder = mailOf(alert, Alerts.FIRED.plus(REPEAT).plusSeconds(1));
    MimeMessage over = mailOf(Alerts.over(alert), Alerts.FIRED.plusSeconds(60));

    assertThat(first)
        .isEqualTo(
            "<"
                + Fingerprint.of(alert.labels())
                + "."
                + Alerts.FIRED.toEpochMilli()
                + "@example.com>");
    assertThat(again).as("the same mail, sent again").isEqualTo(first);
    assertThat(reminder.getMessageID()).isNotEqualTo(first);
    assertThat(reminder.getHeader("References")).containsExactly(first);
    assertThat(over.getMessageID()).isNotIn(first, reminder.getMessageID());
    assertThat(over.getHeader("References")).containsExactly(first);
    assertThat(over.getHeader("In-Reply-To")).containsExactly(first);
    assertThat(over.getSubject()).startsWith("RESOLVED critical: SparkGcTimeHigh");
  }

  @Test
  void letsNoNameBecomeAHeader() throws Exception {
    Alert alert = Alerts.firing("A\r\nBcc: eve@example.com\r\n\r\nbody", "x\u2028\nBcc: e@x.y");
    MimeMessage message = mailOf(alert, clock.instant());

    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(message.getAllRecipients()).hasSize(2);
    assertThat(message.getSubject()).doesNotContain("\n", "\r").contains("A Bcc: eve@example.com");
  }

  @Test
  void isRefusedWhenTheLoginIsWrongAndSaysNothingOfIt() throws Exception {
    Files.writeString(folder.resolve("password"), "wrong-" + SECRET);

    assertThat(send(notifierWithSecretIn(folder.resolve("password"))))
        .isInstanceOfSatisfying(
            Delivery.Rejected.class,
            it -> assertThat(it.why()).contains("must accept the login").doesNotContain(SECRET));
  }

  @Test
  void sendsAgainOnlyToThoseForWhomTheServerWantedItLater() throws Exception {
    moody.answer("RCPT TO:<grace", "450 4.2.0 greylisted");
    Notifier notifier = notifier();
    assertThat(send(notifier)).isInstanceOf(Delivery.Retry.class);

    moody.answer("RCPT TO:<grace", "250 ok");
    moody.answer("RCPT TO:<ada", "550 got it already");
    assertThat(send(notifier)).isEqualTo(new Delivery.Delivered());
  }

  @Test
  void isDeliveredWhenOneOfTheReceiversIsUnknown() throws Exception {
    moody.answer("RCPT TO:<grace", "550 unknown");

    assertThat(send(notifier())).isEqualTo(new Delivery.Delivered());
    assertThat(logged.list)
        .anySatisfy(e -> assertThat(e.getFormattedMessage()).contains("refused 1 of 2 receivers"));
  }

  @Test
  void tellsTrouble() throws Exception {
    moody.answer("DATA", "554 5.7.1 spam");
    assertThat(send(notifier()))
        .isInstanceOfSatisfying(
            Delivery.Rejected.class, it -> assertThat(it.why()).contains("answered 554"));
    moody.answer("DATA", "421 4.3.2 closing");
    assertThat(send(notifier()))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, it -> assertThat(it.why()).contains("answered 421"));
  }
}
