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

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.NotificationLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A channel with a notifier that answers as it is told, and a clock. */
abstract class NotificationChannelKit {
  static final Duration REPEAT = Duration.ofHours(4);
  static final Duration RESEND = Duration.ofMinutes(1);
  static final Duration REFUSED_PAUSE = Schedule.reminding(REPEAT).pauseAfterRefusal();

  final TestClock clock = new TestClock(FIRED);
  final NotificationLog log = new NotificationLog();
  final RecordingMetrics metrics = new RecordingMetrics();
  final Scripted notifier = new Scripted();

  /** Answers as it is told, with success when it is told nothing. */
  static final class Scripted implements Notifier {
    final Deque<Delivery> answers = new ArrayDeque<>();
    final List<String> told = new ArrayList<>();

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Delivery send(List<Alert> batch, Instant now) {
      batch.forEach(alert -> told.add(alert.name() + " " + alert.state().label()));
      return answers.isEmpty() ? new Delivery.Delivered() : answers.remove();
    }

    List<String> take() {
      List<String> all = List.copyOf(told);
      told.clear();
      return all;
    }
  }

  NotificationChannel channel(Schedule schedule) {
    return new NotificationChannel(
        notifier,
        schedule,
        Grouping.ofSize(1),
        Hearing.ALL,
        log,
        new Backoff(() -> 1.0),
        metrics,
        clock);
  }

  static Delivery retry(Duration after) {
    return new Delivery.Retry(after, "http://x/... must answer 2xx, but answered 503");
  }
}
