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

import io.firewarden.agent.access.AccessClients;
import io.firewarden.agent.access.BoundedDns;
import io.firewarden.agent.access.SecretText;
import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.Notifiers;
import io.firewarden.agent.config.Notifiers.Http;
import io.firewarden.agent.config.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/** The configured notifiers, each with its habits. */
final class Receivers {
  private static final int ALERTMANAGER_MESSAGE = 100;

  /**
   * A notifier and when it is told.
   *
   * @param called its name in routes
   * @param notifier sends
   * @param schedule when
   * @param grouping how much at once
   * @param folds whether it takes what several agents tell for one, and has routes of its own
   */
  record Receiver(
      String called, Notifier notifier, Schedule schedule, Grouping grouping, boolean folds) {}

  private final AgentConfig.Alerts alerts;
  private final InstantSource clock;
  private final Dns names;
  private final AlertJson json;
  private final List<Receiver> all = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  private Receivers(AgentConfig config, InstantSource clock, Dns names) {
    this.alerts = config.alerts();
    this.clock = clock;
    this.names = names;
    this.json = new AlertJson(config.externalUrl());
  }

  static List<Receiver> of(AgentConfig config, InstantSource clock) {
    return of(config, clock, Dns.SYSTEM);
  }

  /**
   * The same with who knows the names of hosts.
   *
   * @param names is waited for as long as for a receiver, and no longer
   */
  static List<Receiver> of(AgentConfig config, InstantSource clock, Dns names) {
    Receivers receivers = new Receivers(config, clock, names);
    receivers.addAlertmanagers(config.notifiers());
    receivers.addChats(config.notifiers());
    receivers.addPagers(config.notifiers());
    return receivers.all;
  }

  private void addAlertmanagers(Notifiers config) {
    for (Notifiers.Alertmanager one : config.alertmanagers()) {
      Notifier notifier =
          new AlertmanagerNotifier(
              client(one.http()),
              one.name(),
              endpoint(
                  new Secret.Given(one.url().toString()), AlertmanagerNotifier.API, one.http()),
              json,
              alerts.resendInterval());
      all.add(
          new Receiver(
              one.name(),
              distinct(notifier, numbers),
              Schedule.resending(alerts.resendInterval()),
              Grouping.ofSize(ALERTMANAGER_MESSAGE),
              /* folds= */ true));
    }
  }

  private void addChats(Notifiers config) {
    for (Notifiers.Webhook one : config.webhooks()) {
      add(
          one.name(),
          new WebhookNotifier(
              client(one.http()), one.name(), endpoint(one.url(), "", one.http()), json),
          Grouping.ofWebhook());
    }
    for (Notifiers.Slack one : config.slack()) {
      add(
          one.name(),
          new SlackNotifier(
              client(one.http()), one.name(), endpoint(one.url(), "", one.http()), json),
          Grouping.ofApplication(SlackNotifier.MAX_ALERTS));
    }
    for (Notifiers.Teams one : config.teams()) {
      add(
          one.name(),
          new TeamsNotifier(
              client(one.http()), one.name(), endpoint(one.url(), "", one.http()), json),
          Grouping.ofApplication(TeamsNotifier.MAX_ALERTS));
    }
  }

  private void addPagers(Notifiers config) {
    for (Notifiers.PagerDuty one : config.pagerDuty()) {
      add(
          one.name(),
          new PagerDutyNotifier(
              client(one.http()),
              one.name(),
              secret("routing-key", one.routingKey(), one.http()),
              endpoint(new Secret.Given(one.endpoint().toString()), "", one.http()),
              json),
          Grouping.ofSize(1));
    }
    for (Notifiers.Email one : config.email()) {
      BoundedDns bounded = new BoundedDns(names, one.server().timeout());
      SmtpPost post = new SmtpPost(one.server(), bounded, System.getenv(), clock);
      add(
          one.name(),
          new EmailNotifier(one, post, json, alerts.repeatInterval()),
          Grouping.ofSize(1));
    }
  }

  /** Somebody who is reminded now and then. */
  private void add(String called, Notifier notifier, Grouping grouping) {
    all.add(
        new Receiver(
            called,
            notifier,
            Schedule.reminding(alerts.repeatInterval()),
            grouping,
            /* folds= */ false));
  }

  private Endpoint endpoint(Secret address, String below, Http http) {
    return new Endpoint(secret("url", address, http), below, http.access());
  }

  private SecretText secret(String key, Secret place, Http http) {
    String whole = place.key(http.access().name() + "." + key);
    return new SecretText(whole, place, System.getenv(), clock);
  }

  private AccessClients client(Http http) {
    OkHttpClient client =
        new OkHttpClient.Builder()
            .callTimeout(http.timeout())
            .connectTimeout(http.timeout())
            .readTimeout(http.timeout())
            .writeTimeout(http.timeout())
            .dns(new BoundedDns(names, http.timeout())) // a call cannot end its resolver
            .retryOnConnectionFailure(false) // but for a kept connection, which the post sees to
            .eventListenerFactory(KeptConnection::of)
            .build();
    return AccessClients.ofReceiver(client, http.access(), System.getenv(), clock);
  }

  /** Two Alertmanagers behind one host and port are told apart by number. */
  private static Notifier distinct(Notifier notifier, Map<String, Integer> numbers) {
    int number = numbers.merge(notifier.name(), 1, Integer::sum);
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
