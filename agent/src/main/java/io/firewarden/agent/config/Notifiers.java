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
package io.firewarden.agent.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Who is told about alerts, of which, and when not.
 *
 * @param alertmanagers each gets every alert that routes let it have
 * @param webhooks receivers of Alertmanager's webhook payload
 * @param slack incoming webhooks of Slack
 * @param pagerDuty services of PagerDuty
 * @param teams workflows of Microsoft Teams
 * @param email people who get mail
 * @param routes which alert goes to whom; the first that matches counts; when there are none,
 *     everybody is told everything
 * @param mutes when nobody is told
 */
public record Notifiers(
    List<Alertmanager> alertmanagers,
    List<Webhook> webhooks,
    List<Slack> slack,
    List<PagerDuty> pagerDuty,
    List<Teams> teams,
    List<Email> email,
    List<Route> routes,
    List<Mute> mutes) {

  public static final Notifiers NONE =
      new Notifiers(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public Notifiers {
    alertmanagers = List.copyOf(alertmanagers);
    webhooks = List.copyOf(webhooks);
    slack = List.copyOf(slack);
    pagerDuty = List.copyOf(pagerDuty);
    teams = List.copyOf(teams);
    email = List.copyOf(email);
    routes = List.copyOf(routes);
    mutes = List.copyOf(mutes);
  }

  /** How many receivers there are of all kinds. */
  public int count() {
    return alertmanagers.size()
        + webhooks.size()
        + slack.size()
        + pagerDuty.size()
        + teams.size()
        + email.size();
  }

  /**
   * How requests to one receiver are made.
   *
   * @param timeout from connecting to the last byte of the answer
   * @param access who the agent is there, whom it trusts, and through which proxy it asks; matches
   *     any address
   */
  public record Http(Duration timeout, Access access) {
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public Http {
      Objects.requireNonNull(timeout, "timeout");
      Objects.requireNonNull(access, "access");
    }
  }

  /**
   * A Prometheus Alertmanager: each is told every alert, whatever the routes say.
   *
   * @param name unique among all notifiers; its host and port when none is given
   * @param url its base URL, to which {@code /api/v2/alerts} is appended
   */
  public record Alertmanager(String name, URI url, Http http) {}

  /**
   * A receiver of Alertmanager's webhook payload.
   *
   * @param name unique among all notifiers
   * @param url where to post; its path and query may be a secret and are never shown
   */
  public record Webhook(String name, Secret url, Http http) {}

  /**
   * A channel of Slack.
   *
   * @param name unique among all notifiers
   * @param url of an incoming webhook
   */
  public record Slack(String name, Secret url, Http http) {}

  /**
   * A service of PagerDuty.
   *
   * @param name unique among all notifiers
   * @param routingKey the integration key of its Events API v2
   * @param endpoint where events are posted
   */
  public record PagerDuty(String name, Secret routingKey, URI endpoint, Http http) {
    public static final URI ENDPOINT = URI.create("https://events.pagerduty.com/v2/enqueue");
  }

  /**
   * A channel of Microsoft Teams.
   *
   * @param name unique among all notifiers
   * @param url of a workflow that posts what a webhook receives
   */
  public record Teams(String name, Secret url, Http http) {}

  /**
   * People who get mail.
   *
   * @param name unique among all notifiers
   * @param server the SMTP server
   * @param from the sender's address
   * @param to at least one address
   */
  public record Email(String name, Smtp server, String from, List<String> to) {
    public Email {
      to = List.copyOf(to);
    }
  }

  /**
   * A server that takes mail.
   *
   * @param host its name or address
   * @param port from 1 to 65535
   * @param security how the connection is protected
   * @param timeout of each step: connecting, reading, writing
   * @param access who the agent is there, if the server asks; whom it trusts, and the HTTP proxy
   *     that allows CONNECT to it
   */
  public record Smtp(String host, int port, Security security, Duration timeout, Access access) {}

  /** How a connection to a mail server is protected. */
  public enum Security {
    /** TLS from the first byte. */
    TLS,
    /** Plain at first, then TLS; refused when the server does not offer it. */
    STARTTLS,
    /** Not at all. */
    NONE
  }

  /**
   * Some alerts, and who is told about them.
   *
   * @param match which alerts
   * @param notifiers the names of those who are told, besides all Alertmanagers; may be empty
   */
  public record Route(AlertMatch match, List<String> notifiers) {
    public Route {
      notifiers = List.copyOf(notifiers);
    }
  }

  /**
   * A time in which nobody is told about some alerts.
   *
   * @param name what it is for
   * @param match which alerts
   * @param when at what times
   */
  public record Mute(String name, AlertMatch match, MuteTime when) {}
}
