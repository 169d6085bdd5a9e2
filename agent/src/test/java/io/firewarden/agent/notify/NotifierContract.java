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
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.NotificationLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What every notifier must do, whatever it speaks, shown against a real server. */
abstract class NotifierContract {
  static final String SECRET = "T0ken-s3cret";

  /** After this, files that have changed were read again, and a channel has tried again. */
  static final Duration READ_AGAIN = Duration.ofSeconds(10);

  /** What a receiver does with what it is told. */
  enum Mood {
    ACCEPTS,
    IN_TROUBLE,
    REFUSES,
    BREAKS_OFF,
    HANGS
  }

  @TempDir Path folder;

  final TestClock clock = new TestClock(Alerts.FIRED.plusSeconds(1));
  final RecordingMetrics metrics = new RecordingMetrics();
  final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  final NotificationLog log = new NotificationLog();

  /** The notifier under test, told to talk to its receiver, or to a port where nobody listens. */
  abstract Notifier notifier(Duration timeout, boolean toNobody) throws IOException;

  /** The same, with its secret in this file. */
  abstract Notifier notifierWithSecretIn(Path file);

  /** From now on the receiver is in this mood, for so many messages. */
  abstract void receiver(Mood mood, int messages);

  /** How many messages have arrived. */
  abstract int arrived();

  @BeforeEach
  void listen() {
    logged.start();
    root().addAppender(logged);
    root().setLevel(Level.DEBUG);
  }

  @AfterEach
  void stopListening() {
    root().detachAppender(logged);
  }

  final Notifier notifier() throws IOException {
    return notifier(Duration.ofSeconds(10), false);
  }

  final Delivery send(Notifier notifier) {
    return notifier.send(List.of(Alerts.firing("SparkGcTimeHigh", "app-1")), clock.instant());
  }

  @Test
  void delivers() throws Exception {
    receiver(Mood.ACCEPTS, 1);

    assertThat(send(notifier())).isEqualTo(new Delivery.Delivered());
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void asksForAnotherTryWhenTheReceiverIsInTrouble() throws Exception {
    receiver(Mood.IN_TROUBLE, 1);

    assertThat(send(notifier())).isInstanceOf(Delivery.Retry.class);
  }

  @Test
  void isRefusedWhenTheReceiverDoesNotWantIt() throws Exception {
    receiver(Mood.REFUSES, 1);

    assertThat(send(notifier())).isInstanceOf(Delivery.Rejected.class);
  }

  @Test
  void asksForAnotherTryWhenTheConnectionBreaks() throws Exception {
    receiver(Mood.BREAKS_OFF, 1);

    assertThat(send(notifier())).isInstanceOf(Delivery.Retry.class);
  }

  @Test
  void givesUpWaitingForAReceiverThatHangs() throws Exception {
    receiver(Mood.HANGS, 1);

    assertThat(send(notifier(Duration.ofMillis(300), false))).isInstanceOf(Delivery.Retry.class);
  }

  @Test
  void asksForAnotherTryWhenNobodyListens() throws Exception {
    assertThat(send(notifier(Duration.ofSeconds(10), true)))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, it -> assertThat(it.why()).contains("127.0.0.1:"));
  }

  @Test
  void isToldAgainByItsChannelAfterAFailureAndNotAfterSuccess() throws Exception {
    receiver(Mood.IN_TROUBLE, 1);
    NotificationChannel channel = channel(notifier());
    List<Alert> alerts = List.of(Alerts.firing("SparkGcTimeHigh", "app-1"));

    assertThat(channel.deliverDue(alerts)).isFalse();
    receiver(Mood.ACCEPTS, 1);
    assertThat(channel.deliverDue(alerts)).as("backing off").isFalse();
    clock.advance(Backoff.FIRST);
    assertThat(channel.deliverDue(alerts)).isTrue();
    clock.advance(Backoff.FIRST);
    assertThat(channel.deliverDue(alerts)).as("already told").isFalse();

    assertThat(metrics.outcomes)
        .containsExactly(PipelineMetrics.Outcome.RETRY, PipelineMetrics.Outcome.SUCCESS);
  }

  @Test
  void tellsOfTheEndToo() throws Exception {
    receiver(Mood.ACCEPTS, 2);
    Notifier notifier = notifier();
    send(notifier);

    Alert over = Alerts.resolved("SparkGcTimeHigh", "app-1", Alerts.FIRED.plusSeconds(30));
    clock.advance(Duration.ofMinutes(1));
    assertThat(notifier.send(List.of(over), clock.instant())).isEqualTo(new Delivery.Delivered());
    assertThat(arrived()).isEqualTo(2);
  }

  @Test
  void readsItsSecretAnewForEachMessageAndWaitsForItWhileItIsMissing() throws Exception {
    Path file = folder.resolve("secret");
    Notifier notifier = notifierWithSecretIn(file);
    assertThat(send(notifier))
        .isInstanceOfSatisfying(
            Delivery.Retry.class,
            it -> assertThat(it.why()).contains("-file must be a readable file, but " + file));

    Files.writeString(file, " \n");
    assertThat(send(notifier))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, it -> assertThat(it.why()).contains("is empty"));

    Files.writeString(file, secret() + "\n");
    receiver(Mood.ACCEPTS, 1);
    assertThat(send(notifier)).isEqualTo(new Delivery.Delivered());
  }

  /** What stands in the file of {@link #notifierWithSecretIn}. */
  abstract String secret();

  @Test
  void showsNoSecretWhateverGoesWrong() throws Exception {
    Path file = folder.resolve("secret");
    Files.writeString(file, secret());
    Notifier notifier = notifierWithSecretIn(file);
    List<Delivery> outcomes = new ArrayList<>();
    for (Mood mood : Mood.values()) {
      receiver(mood, 2);
      Notifier impatient = notifier(Duration.ofMillis(500), false);
      NotificationChannel channel = channel(impatient);
      channel.deliverDue(List.of(Alerts.firing("A", "app-" + mood)));
      outcomes.add(send(mood == Mood.HANGS ? impatient : notifier));
      clock.advance(Duration.ofHours(1));
      assertThat(impatient.name() + impatient).doesNotContain(SECRET);
    }
    Files.writeString(file, "\u0001" + SECRET);
    outcomes.add(send(notifier));

    assertThat(outcomes.toString()).doesNotContain(SECRET);
    assertThat(logged.list)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain(SECRET));
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
