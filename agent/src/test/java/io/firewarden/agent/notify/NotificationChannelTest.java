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

import static io.firewarden.agent.notify.Alerts.FIRED;
import static io.firewarden.agent.notify.Alerts.firing;
import static io.firewarden.agent.notify.Alerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertTracker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NotificationChannelTest extends NotificationChannelKit {

  @Test
  void tellsNothingOfPendingAlerts() {
    channel(Schedule.reminding(REPEAT)).deliverDue(List.of(Alerts.pending("A", "1")));

    assertThat(notifier.take()).isEmpty();
  }

  @Test
  void remindsOfAFiringAlertAtTheRepeatIntervalAndTellsTheEndOnce() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(REPEAT.minusSeconds(1));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).containsExactly("A firing");

    clock.advance(Duration.ofSeconds(1));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).containsExactly("A firing");

    Instant end = clock.instant();
    channel.deliverDue(List.of(resolved("A", "1", end)));
    clock.advance(REPEAT.plusSeconds(1));
    channel.deliverDue(List.of(resolved("A", "1", end)));
    assertThat(notifier.take()).containsExactly("A resolved");
  }

  @Test
  void beginsNoMessageWhenItMayNotTellAnyMore() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    List<Alert> three = List.of(firing("A", "1"), firing("B", "1"), firing("C", "1"));
    channel.deliverDue(three, () -> notifier.told.size() < 2);
    assertThat(notifier.take()).hasSize(2);

    channel.deliverDue(three);
    assertThat(notifier.take()).as("it was not counted as a failure").hasSize(1);
  }

  @Test
  void resendsToAlertmanagerWhileFiringAndForAQuarterOfAnHourAfter() {
    NotificationChannel channel = channel(Schedule.resending(RESEND));
    for (int i = 0; i < 5; i++) {
      channel.deliverDue(List.of(firing("A", "1")));
      clock.advance(RESEND);
    }
    assertThat(notifier.take()).hasSize(5).containsOnly("A firing");

    Instant end = clock.instant();
    for (int i = 0; i < 30; i++) {
      channel.deliverDue(List.of(resolved("A", "1", end)));
      clock.advance(RESEND);
    }
    assertThat(notifier.take())
        .as("not in the first minute, while Prometheus may still see it")
        .hasSize(14)
        .containsOnly("A resolved");
  }

  @Test
  void leavesTheFirstMinuteAfterTheEndToPrometheus() {
    NotificationChannel channel = channel(Schedule.resending(RESEND));
    channel.deliverDue(List.of(firing("A", "1")));
    notifier.take();
    Instant end = clock.instant();
    clock.advance(Schedule.AFTER_PROMETHEUS.minusMillis(1));
    channel.deliverDue(List.of(resolved("A", "1", end)));
    assertThat(notifier.take()).isEmpty();

    clock.advance(Duration.ofMillis(1));
    channel.deliverDue(List.of(resolved("A", "1", end)));
    assertThat(notifier.take()).containsExactly("A resolved");
  }

  @Test
  void doesNotResendAnAlertWhoseConditionIsOver() {
    NotificationChannel channel = channel(Schedule.resending(RESEND));
    Alert alert = firing("A", "1");
    channel.deliverDue(List.of(alert));
    notifier.take();
    TreeMap<String, String> told = new TreeMap<>(alert.annotations());
    told.put("not_seen_since", FIRED.toString());
    clock.advance(RESEND);
    channel.deliverDue(List.of(alert.annotated(told)));
    assertThat(notifier.take()).isEmpty();

    channel.deliverDue(List.of(alert));
    assertThat(notifier.take()).containsExactly("A firing");
  }

  @Test
  void tellsOfANewFiringAtOnce() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    channel.deliverDue(List.of(firing("A", "1")));
    Alert first = firing("A", "1");
    Alert again =
        new Alert(
            first.labels(),
            first.annotations(),
            first.check(),
            first.state(),
            first.holdFor(),
            first.since(),
            FIRED.plusSeconds(600),
            null,
            FIRED,
            FIRED);
    channel.deliverDue(List.of(again));

    assertThat(notifier.take()).containsExactly("A firing", "A firing");
  }

  @Test
  void backsOffForLongerAfterEachFailureInARow() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      notifier.answers.add(retry(null));
      channel.deliverDue(List.of(firing("A", "1")));
      assertThat(notifier.take()).hasSize(1);

      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      channel.deliverDue(List.of(firing("A", "1")));
      assertThat(notifier.take()).as("before %s s", seconds).isEmpty();
      clock.advance(Duration.ofMillis(1));
    }
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    notifier.answers.add(retry(Duration.ofSeconds(90)));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(Duration.ofSeconds(89));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).hasSize(1);
  }

  @Test
  void tellsThePresentStateAfterAFailureAndNoOldStory() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    notifier.answers.add(retry(null));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(Duration.ofMinutes(1));
    channel.deliverDue(List.of(resolved("A", "1", FIRED.plusSeconds(30)), firing("B", "1")));

    assertThat(notifier.take()).containsExactly("A firing", "B firing", "A resolved");
  }

  @Test
  void tellsNoEndAgainOfWhichItIsForgottenThatItWasTold() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    Alert over = resolved("A", "1", FIRED.plusSeconds(30));
    channel.deliverDue(List.of(firing("A", "1")));
    clock.advance(Duration.ofMinutes(1));
    channel.deliverDue(List.of(over));
    assertThat(notifier.take()).containsExactly("A firing", "A resolved");

    clock.advance(AlertTracker.RESOLVED_RETENTION);
    log.retain(Set.of());
    channel.deliverDue(List.of(over));
    assertThat(notifier.take()).isEmpty();
  }

  @Test
  void stopsAtTheFirstFailureAndRemembersWhatWasDelivered() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    notifier.answers.add(new Delivery.Delivered());
    notifier.answers.add(retry(null));
    List<Alert> alerts = List.of(firing("A", "1"), firing("B", "1"), firing("C", "1"));
    assertThat(channel.deliverDue(alerts)).isTrue();
    assertThat(notifier.take()).containsExactly("A firing", "B firing");

    clock.advance(Duration.ofMinutes(1));
    channel.deliverDue(alerts);
    assertThat(notifier.take()).containsExactly("C firing", "B firing");
  }

  @Test
  void tellsTheOthersAlthoughOneMessageAlwaysFails() {
    Map<String, Integer> told = new HashMap<>();
    Notifier picky =
        new Notifier() {
          @Override
          public String name() {
            return "picky";
          }

          @Override
          public Delivery send(List<Alert> batch, Instant now) {
            told.merge(batch.get(0).name(), 1, Integer::sum);
            return batch.get(0).name().startsWith("Bad") ? retry(null) : new Delivery.Delivered();
          }
        };
    NotificationChannel channel =
        new NotificationChannel(
            picky,
            Schedule.reminding(REPEAT),
            Grouping.ofWebhook(),
            Hearing.ALL,
            log,
            new Backoff(() -> 1.0),
            metrics,
            clock);
    List<Alert> alerts =
        List.of(firing("Bad1", "1"), firing("Bad2", "1"), firing("A", "1"), firing("B", "1"));
    for (int i = 0; i < 6; i++) {
      channel.deliverDue(alerts);
      clock.advance(Backoff.LONGEST);
    }

    assertThat(told).containsEntry("A", 1).containsEntry("B", 1);
    assertThat(told.get("Bad1") + told.get("Bad2")).as("one failure a pass").isEqualTo(6);
    assertThat(told).as("each has its turn").containsKeys("Bad1", "Bad2");
  }

  @Test
  void leavesARefusedMessageAloneForAWhileAndTellsTheOthers() {
    NotificationChannel channel = channel(Schedule.reminding(REPEAT));
    notifier.answers.add(new Delivery.Rejected("answered 400"));
    List<Alert> alerts = List.of(firing("A", "1"), firing("B", "1"));
    channel.deliverDue(alerts);
    assertThat(notifier.take()).containsExactly("A firing", "B firing");
    assertThat(log.last("scripted", alerts.get(0))).isEmpty();

    clock.advance(REFUSED_PAUSE.minusSeconds(1));
    channel.deliverDue(alerts);
    assertThat(notifier.take()).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    channel.deliverDue(alerts);
    assertThat(notifier.take()).containsExactly("A firing");
    assertThat(metrics.outcomes)
        .containsExactly(
            PipelineMetrics.Outcome.FAILURE,
            PipelineMetrics.Outcome.SUCCESS,
            PipelineMetrics.Outcome.SUCCESS);
  }

  @Test
  void tellsTheOthersOfARefusedMessageOneByOne() {
    NotificationChannel channel =
        new NotificationChannel(
            notifier,
            Schedule.resending(RESEND),
            Grouping.ofSize(100),
            Hearing.ALL,
            log,
            new Backoff(() -> 1.0),
            metrics,
            clock);
    notifier.answers.add(new Delivery.Rejected("answered 400"));
    notifier.answers.add(new Delivery.Delivered());
    notifier.answers.add(new Delivery.Rejected("answered 400"));
    List<Alert> alerts = List.of(firing("A", "1"), firing("B", "1"), firing("C", "1"));
    assertThat(channel.deliverDue(alerts)).isTrue();

    assertThat(notifier.take()).endsWith("A firing", "B firing", "C firing").hasSize(6);
    assertThat(log.last("scripted", alerts.get(0))).isPresent();
    assertThat(log.last("scripted", alerts.get(1))).isEmpty();
    assertThat(log.last("scripted", alerts.get(2))).isPresent();
    channel.deliverDue(alerts);
    assertThat(notifier.take()).isEmpty();

    clock.advance(RESEND.multipliedBy(2));
    channel.deliverDue(alerts);
    assertThat(notifier.take())
        .as("before Alertmanager has forgotten it")
        .containsExactly("A firing", "B firing", "C firing");
  }

  @Test
  void stopsTellingOneByOneWhenTheReceiverIsGone() {
    NotificationChannel channel =
        new NotificationChannel(
            notifier,
            Schedule.resending(RESEND),
            Grouping.ofSize(100),
            Hearing.ALL,
            log,
            new Backoff(() -> 1.0),
            metrics,
            clock);
    notifier.answers.add(new Delivery.Rejected("answered 400"));
    notifier.answers.add(retry(null));
    channel.deliverDue(List.of(firing("A", "1"), firing("B", "1"), firing("C", "1")));

    assertThat(notifier.take()).hasSize(4).endsWith("A firing");
  }

  @Test
  void warnsOnceOfEachReasonForWhichItIsNotTold() {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(NotificationChannel.class);
    logged.start();
    logger.addAppender(logged);
    try {
      NotificationChannel channel = channel(Schedule.reminding(REPEAT));
      for (String answer : List.of("429: a", "429: b", "503", "429: c", "503")) {
        notifier.answers.add(
            new Delivery.Retry(null, "http://x/... must answer 2xx, but answered " + answer));
        channel.deliverDue(List.of(firing("A", "1")));
        clock.advance(Duration.ofMinutes(5));
      }
    } finally {
      logger.detachAppender(logged);
    }

    assertThat(logged.list.stream().filter(line -> line.getLevel() == Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            line -> assertThat(line).contains("answered 429: a"),
            line -> assertThat(line).contains("answered 503"));
  }

  @Test
  void survivesANotifierThatThrows() {
    Notifier broken =
        new Notifier() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Delivery send(List<Alert> batch, Instant now) {
            throw new NoClassDefFoundError("boom");
          }
        };
    NotificationChannel channel =
        new NotificationChannel(
            broken,
            Schedule.reminding(REPEAT),
            Grouping.ofSize(1),
            Hearing.ALL,
            log,
            new Backoff(() -> 1.0),
            metrics,
            clock);
    assertThat(channel.deliverDue(List.of(firing("A", "1")))).isFalse();
    assertThat(metrics.outcomes).containsExactly(PipelineMetrics.Outcome.RETRY);
  }

  @Test
  void spreadsRetriesOverTheUpperHalfOfTheWait() {
    assertThat(new Backoff(() -> 0.0).after(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(new Backoff(() -> 1.0).after(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(new Backoff(() -> 1.0).after(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(new Backoff(() -> 1.0).after(6)).isEqualTo(Duration.ofSeconds(32));
    assertThat(new Backoff(() -> 1.0).after(7)).isEqualTo(Backoff.LONGEST);
    assertThat(new Backoff(() -> 1.0).after(10_000)).isEqualTo(Backoff.LONGEST);
  }
}
