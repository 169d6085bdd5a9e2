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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;

/** The configured notifiers, each with its habits. Every one of them is told of every alert. */
final class Receivers {
  /** From connecting to the last byte of the answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int ALERTMANAGER_MESSAGE = 100;

  /**
   * A notifier and when it is told.
   *
   * @param notifier sends
   * @param schedule when
   * @param grouping how much at once
   * @param folds whether it takes what several agents tell for one
   */
  record Receiver(Notifier notifier, Schedule schedule, Grouping grouping, boolean folds) {}

  private Receivers() {}

  static List<Receiver> of(AgentConfig config) {
    OkHttpClient client = client(TIMEOUT);
    AlertJson json = new AlertJson(config.externalUrl());
    AgentConfig.Alerts alerts = config.alerts();
    List<Receiver> all = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (AgentConfig.Alertmanager one : config.notifiers().alertmanagers()) {
      Notifier notifier =
          new AlertmanagerNotifier(client, one.url(), json, alerts.resendInterval());
      all.add(
          new Receiver(
              distinct(notifier, names),
              Schedule.resending(alerts.resendInterval()),
              Grouping.ofSize(ALERTMANAGER_MESSAGE),
              /* folds= */ true));
    }
    for (AgentConfig.Webhook one : config.notifiers().webhooks()) {
      Notifier notifier = new WebhookNotifier(client, one.name(), one.url(), json);
      all.add(
          new Receiver(
              distinct(notifier, names),
              Schedule.reminding(alerts.repeatInterval()),
              Grouping.ofWebhook(),
              /* folds= */ false));
    }
    return all;
  }

  static OkHttpClient client(Duration timeout) {
    return new OkHttpClient.Builder()
        .callTimeout(timeout)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .build();
  }

  /** Two Alertmanagers behind one host and port are told apart by number. */
  private static Notifier distinct(Notifier notifier, Map<String, Integer> names) {
    int number = names.merge(notifier.name(), 1, Integer::sum);
    return number == 1 ? notifier : new Numbered(notifier, number);
  }

  private record Numbered(Notifier notifier, int number) implements Notifier {
    @Override
    public String name() {
      return notifier.name() + "#" + number;
    }

    @Override
    public Delivery send(List<Alert> batch, Instant now) {
      return notifier.send(batch, now);
    }
  }
}
