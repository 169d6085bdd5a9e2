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

import static io.firewarden.agent.notify.Alerts.firing;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.NotificationLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationChannelClockTest extends NotificationChannelKit {

  @Test
  void resendsAlthoughTheClockWasSetBack() {
    NotificationChannel channel = channel(Schedule.resending(RESEND));
    clock.advance(Duration.ofHours(1));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).hasSize(1);

    clock.advance(Duration.ofHours(-1));
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).containsExactly("A firing");
    channel.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).as("only once").isEmpty();
  }

  @Test
  void triesAgainAlthoughTheClockWasSetBackDuringAPause() {
    NotificationChannel channel = channel(Schedule.resending(RESEND));
    notifier.answers.add(new Delivery.Rejected("answered 400"));
    notifier.answers.add(retry(Duration.ofMinutes(10)));
    clock.advance(Duration.ofHours(1));
    List<Alert> alerts = List.of(firing("A", "1"), firing("B", "1"));
    channel.deliverDue(alerts);
    assertThat(notifier.take()).hasSize(2);

    clock.advance(Duration.ofHours(-1));
    channel.deliverDue(alerts);
    assertThat(notifier.take()).containsExactlyInAnyOrder("A firing", "B firing");
  }

  @Test
  void doesNotRepeatAfterARestartWhatWasDeliveredBefore() {
    channel(Schedule.reminding(REPEAT)).deliverDue(List.of(firing("A", "1")));
    notifier.take();
    NotificationLog second = new NotificationLog();
    second.restore(log.entries());
    NotificationChannel restarted =
        new NotificationChannel(
            notifier,
            Schedule.reminding(REPEAT),
            Grouping.ofSize(1),
            Hearing.ALL,
            second,
            new Backoff(() -> 1.0),
            metrics,
            clock);
    clock.advance(Duration.ofMinutes(10));
    restarted.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).isEmpty();

    clock.advance(REPEAT);
    restarted.deliverDue(List.of(firing("A", "1")));
    assertThat(notifier.take()).containsExactly("A firing");
  }
}
