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

import io.firewarden.agent.config.Notifiers.Alertmanager;
import io.firewarden.agent.config.Notifiers.Email;
import io.firewarden.agent.config.Notifiers.Http;
import io.firewarden.agent.config.Notifiers.PagerDuty;
import io.firewarden.agent.config.Notifiers.Security;
import io.firewarden.agent.config.Notifiers.Slack;
import io.firewarden.agent.config.Notifiers.Smtp;
import io.firewarden.agent.config.Notifiers.Teams;
import io.firewarden.agent.config.Notifiers.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The part of the configuration that says who is told about alerts. */
final class NotifiersReader {
  private static final int MAX_PORT = 65535;
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

  private static final Map<Security, Integer> PORTS =
      Map.of(Security.TLS, 465, Security.STARTTLS, 587, Security.NONE, 25);

  /** Nothing that could end a header or an address. */
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s@<>()\\[\\],;:\\\\\"]+@[A-Za-z0-9.-]+");

  /** Of those of whom routes tell. */
  private final Set<String> names = new TreeSet<>();

  private final Set<String> ofAlertmanagers = new HashSet<>();
  private final Set<String> given = new HashSet<>();

  private NotifiersReader() {}

  /** Reads {@code notifiers}, {@code routes} and {@code mutes}. */
  static Notifiers read(ConfigSection root) {
    NotifiersReader reader = new NotifiersReader();
    ConfigSection section = root.section("notifiers");
    List<Alertmanager> alertmanagers = reader.alertmanagers(section);
    List<Webhook> webhooks = reader.webhooks(section);
    List<Slack> slack = new ArrayList<>();
    for (ConfigSection entry : section.sections("slack")) {
      String name = reader.name(entry);
      Secret url = SecretReader.required(entry, "url");
      slack.add(new Slack(name, url, http(entry)));
      entry.refuseUnknownKeys();
    }
    List<PagerDuty> pagerDuty = reader.pagerDuty(section);
    List<Teams> teams = new ArrayList<>();
    for (ConfigSection entry : section.sections("teams")) {
      String name = reader.name(entry);
      Secret url = SecretReader.required(entry, "url");
      teams.add(new Teams(name, url, http(entry)));
      entry.refuseUnknownKeys();
    }
    List<Email> email = reader.email(section);
    section.refuseUnknownKeys();
    return new Notifiers(
        alertmanagers,
        webhooks,
        slack,
        pagerDuty,
        teams,
        email,
        RoutesReader.routes(root, reader.names, reader.ofAlertmanagers),
        RoutesReader.mutes(root));
  }

  private List<Alertmanager> alertmanagers(ConfigSection section) {
    List<Alertmanager> all = new ArrayList<>();
    for (ConfigSection entry : section.sections("alertmanagers")) {
      URI url = entry.url("url", null);
      if (!entry.has("url")) {
        entry.fault("url", "is missing");
      }
      Http http = http(entry);
      String name = entry.has("name") ? uniqueName(entry) : "";
      if (url != null) {
        requireProtected(entry, url, http.access().sendsSecrets(), http.access());
        String called = name.isEmpty() ? authority(url) : name;
        all.add(new Alertmanager(called, url, http));
        ofAlertmanagers.add(called);
      }
      entry.refuseUnknownKeys();
    }
    return all;
  }

  private static String authority(URI url) {
    String given = url.getRawAuthority();
    if (url.getPort() >= 0) {
      return given;
    }
    String host = given.endsWith(":") ? given.substring(0, given.length() - 1) : given;
    return host + ("https".equals(url.getScheme()) ? ":443" : ":80");
  }

  private List<Webhook> webhooks(ConfigSection section) {
    List<Webhook> all = new ArrayList<>();
    for (ConfigSection entry : section.sections("webhooks")) {
      String name = name(entry);
      Http http = http(entry);
      if (entry.has("url")) {
        URI url = entry.secretUrl("url");
        if (SecretReader.optional(entry, "url") != null) {
          entry.fault("url", "must not be given beside url-file or url-env");
        }
        if (url != null) {
          requireProtected(entry, url, http.access().sendsSecrets(), http.access());
          all.add(new Webhook(name, new Secret.Given(url.toString()), http));
        }
      } else {
        Secret url = SecretReader.optional(entry, "url");
        if (url == null) {
          entry.fault("url", "is missing");
        } else {
          all.add(new Webhook(name, url, http));
        }
      }
      entry.refuseUnknownKeys();
    }
    return all;
  }

  private List<PagerDuty> pagerDuty(ConfigSection section) {
    List<PagerDuty> all = new ArrayList<>();
    for (ConfigSection entry : section.sections("pagerduty")) {
      String name = name(entry);
      Secret key = SecretReader.required(entry, "routing-key");
      URI given = entry.url("url", PagerDuty.ENDPOINT);
      URI endpoint = given == null ? PagerDuty.ENDPOINT : given;
      Http http = http(entry);
      requireProtected(entry, endpoint, /* secrets= */ true, http.access()); // the routing key
      entry.refuseUnknownKeys();
      all.add(new PagerDuty(name, key, endpoint, http));
    }
    return all;
  }

  private List<Email> email(ConfigSection section) {
    List<Email> all = new ArrayList<>();
    for (ConfigSection entry : section.sections("email")) {
      String name = name(entry);
      String host = entry.text("host", "");
      if (!entry.has("host")) {
        entry.fault("host", "is missing");
      }
      Security security = security(entry);
      int port = entry.count("port", PORTS.getOrDefault(security, 25), MAX_PORT);
      Duration timeout = timeout(entry);
      Access access = AccessReader.ofMailServer(entry);
      if (security == Security.NONE && access.login() != null && access.forbidsPlain(host)) {
        entry.fault(
            "security",
            "must be starttls or tls, as a password is sent to "
                + host
                + ", or "
                + entry.name()
                + ".insecure must be true, but is none");
      }
      Smtp server = new Smtp(host, port, security, timeout, access);
      List<String> from = addresses(entry, "from");
      if (from.size() > 1) {
        entry.fault("from", "must be one address, but has " + from.size());
      }
      List<String> to = addresses(entry, "to");
      entry.refuseUnknownKeys();
      all.add(new Email(name, server, from.isEmpty() ? "" : from.get(0), to));
    }
    return all;
  }

  private static Http http(ConfigSection entry) {
    return new Http(timeout(entry), AccessReader.ofReceiver(entry));
  }

  private static Duration timeout(ConfigSection entry) {
    Duration timeout = entry.duration("timeout", Http.DEFAULT_TIMEOUT);
    if (timeout.compareTo(MAX_TIMEOUT) > 0) {
      entry.fault(
          "timeout",
          "must be at most " + MAX_TIMEOUT.toMinutes() + "m, but is " + entry.raw("timeout"));
    }
    return timeout;
  }

  /** Names the host only: the rest of a webhook's address may be a secret. */
  private static void requireProtected(
      ConfigSection entry, URI url, boolean secrets, Access access) {
    String host = url.getRawAuthority().replaceAll(":\\d*$|[\\[\\]]", "");
    if (secrets && "http".equals(url.getScheme()) && access.forbidsPlain(host)) {
      entry.fault(
          "url",
          "must be https, as a secret is sent to "
              + host
              + ", or "
              + entry.name()
              + ".insecure must be true, but is http");
    }
  }

  private static Security security(ConfigSection entry) {
    String text = entry.text("security", "starttls");
    for (Security security : Security.values()) {
      if (security.name().toLowerCase(Locale.ROOT).equals(text)) {
        return security;
      }
    }
    entry.fault("security", "must be starttls, tls or none, but is " + text);
    return Security.STARTTLS;
  }

  private static List<String> addresses(ConfigSection entry, String key) {
    List<String> addresses = entry.texts(key);
    if (!entry.has(key)) {
      entry.fault(key, "is missing");
    }
    for (String address : addresses) {
      if (!ADDRESS.matcher(address).matches()) {
        entry.fault(
            key, "must be addresses such as ada@example.com, but has " + Quoted.mailbox(address));
      }
    }
    return addresses;
  }

  private String name(ConfigSection entry) {
    String name = uniqueName(entry);
    names.add(name);
    return name;
  }

  private String uniqueName(ConfigSection entry) {
    String name = entry.text("name", "");
    if (!entry.has("name")) {
      entry.fault("name", "is missing");
    } else if (!name.isEmpty() && !given.add(name)) {
      entry.fault("name", "must differ from those of the other notifiers, but is " + name);
    }
    return name;
  }
}
