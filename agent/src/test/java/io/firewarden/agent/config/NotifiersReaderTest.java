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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firewarden.agent.config.Access.Basic;
import io.firewarden.agent.config.Access.Bearer;
import io.firewarden.agent.config.Access.PemCertificate;
import io.firewarden.agent.config.Notifiers.Email;
import io.firewarden.agent.config.Notifiers.Security;
import io.firewarden.agent.config.Notifiers.Smtp;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotifiersReaderTest {
  @TempDir Path folder;

  private Notifiers read(String yaml) throws Exception {
    return AgentConfigKit.read(folder, yaml).notifiers();
  }

  private Notifiers everyKind() throws Exception {
    return read(
        """
            notifiers:
              alertmanagers:
                - {name: main, url: "https://am", basic: {user: ada, password-file: /pw}}
              webhooks:
                - name: hook
                  url-env: HOOK
                  bearer: {token-env: TOKEN}
                  headers: {X-Scope: prod, X-Key: {file: /key}}
                  timeout: 3s
                  proxy: http://proxy:3128
                  ca-file: /ca
                  client-certificate: {certificate-file: /c, key-file: /k}
              slack: [{name: chat, url-file: /slack}]
              pagerduty: [{name: page, routing-key-file: /pd, url: "https://events.eu.pagerduty.com/v2/enqueue"}]
              teams: [{name: teams, url-file: /teams}]
              email:
                - {name: mail, host: smtp.example.com, user: ada, password-file: /pw,
                   from: fw@example.com, to: [a@example.com, b@example.com],
                   ca-file: /ca, proxy: {url: "http://proxy:3128", user: me, password-env: P}}
            """);
  }

  @Test
  void readsEveryKindOfNotifier() throws Exception {
    Notifiers all = everyKind();

    assertThat(all.alertmanagers().get(0).http().access().login())
        .isEqualTo(new Basic("ada", new Secret.InFile(Path.of("/pw"))));
    Notifiers.Http http = all.webhooks().get(0).http();
    assertThat(all.webhooks().get(0).url()).isEqualTo(new Secret.InVariable("HOOK"));
    assertThat(http)
        .isEqualTo(
            new Notifiers.Http(
                Duration.ofSeconds(3),
                new Access(
                    "notifiers.webhooks[0]",
                    List.of(UrlPattern.ANY),
                    new Bearer(new Secret.InVariable("TOKEN")),
                    new PemCertificate(Path.of("/c"), Path.of("/k")),
                    Path.of("/ca"),
                    Map.of(
                        "X-Scope", new Secret.Given("prod"),
                        "X-Key", new Secret.InFile(Path.of("/key"))),
                    new Access.Proxy(URI.create("http://proxy:3128"), null, List.of()),
                    false)));
    assertThat(all.slack().get(0).url()).isEqualTo(new Secret.InFile(Path.of("/slack")));
    assertThat(all.pagerDuty().get(0).endpoint().getHost()).isEqualTo("events.eu.pagerduty.com");
    assertThat(all.teams().get(0).name()).isEqualTo("teams");
  }

  @Test
  void readsMailServers() throws Exception {
    assertThat(everyKind().email())
        .containsExactly(
            new Email(
                "mail",
                new Smtp(
                    "smtp.example.com",
                    587,
                    Security.STARTTLS,
                    Duration.ofSeconds(10),
                    new Access(
                        "notifiers.email[0]",
                        List.of(UrlPattern.ANY),
                        new Basic("ada", new Secret.InFile(Path.of("/pw"))),
                        null,
                        Path.of("/ca"),
                        Map.of(),
                        new Access.Proxy(
                            URI.create("http://proxy:3128"),
                            new Basic("me", new Secret.InVariable("P")),
                            List.of()),
                        false)),
                "fw@example.com",
                List.of("a@example.com", "b@example.com")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          notifiers: {slack: [{name: a}]} | notifiers.slack[0].url-file is missing
          notifiers: {slack: [{name: a, url: 'http://x'}]} | notifiers.slack[0].url is not a known key
          notifiers: {slack: [{name: a, url-file: f, url-env: E}]} | notifiers.slack[0].url-env must not be given beside url-file
          notifiers: {slack: [{name: a, url-file: f}], teams: [{name: a, url-file: f}]} | notifiers.teams[0].name must differ from those of the other notifiers, but is a
          notifiers: {pagerduty: [{name: a}]} | notifiers.pagerduty[0].routing-key-file is missing
          notifiers: {email: [{name: a, from: a@b, to: c@d}]} | notifiers.email[0].host is missing
          notifiers: {email: [{name: a, host: h, from: "a@b\\nBcc: x@y", to: c@d}]} | notifiers.email[0].from must be addresses
          notifiers: {email: [{name: a, host: h, from: a@b, to: []}]} | notifiers.email[0].to must hold at least one text
          notifiers: {email: [{name: a, host: h, from: a@b, to: c@d, security: ssl}]} | notifiers.email[0].security must be starttls, tls or none, but is ssl
          notifiers: {webhooks: [{name: a, url: 'http://h', proxy: 'https://p'}]} | notifiers.webhooks[0].proxy must be an address such as http://proxy:3128
          notifiers: {webhooks: [{name: a, url: 'http://h', headers: {Host: x}}]} | notifiers.webhooks[0].headers.Host must be the name of a header
          notifiers: {webhooks: [{name: a, url: 'http://h', bearer: {token-file: f}, basic: {user: u, password-file: f}}]} | notifiers.webhooks[0].bearer must not be given beside basic
          notifiers: {webhooks: [{name: a, url: 'http://h/s3cret', bearer: {token-file: f}}]} | notifiers.webhooks[0].url must be https, as a secret is sent to h, or notifiers.webhooks[0].insecure must be true, but is http
          notifiers: {alertmanagers: [{url: 'http://h:9093', basic: {user: u, password-file: f}}]} | notifiers.alertmanagers[0].url must be https, as a secret is sent to h,
          notifiers: {pagerduty: [{name: a, routing-key-file: f, url: 'http://h/'}]} | notifiers.pagerduty[0].url must be https, as a secret is sent to h,
          notifiers: {email: [{name: a, host: h, security: none, user: u, password-file: f, from: a@b, to: c@d}]} | notifiers.email[0].security must be starttls or tls, as a password is sent to h, or notifiers.email[0].insecure must be true, but is none
          notifiers: {slack: [{name: a, url-file: f, kerberos: {}}]} | notifiers.slack[0].kerberos is not a known key
          notifiers: {slack: [{name: a, url-file: f, timeout: 6m}]} | notifiers.slack[0].timeout must be at most 5m, but is 6m
          notifiers: {slack: [{name: " ", url-file: f}]} | notifiers.slack[0].name must be a text that is not empty, but is an empty text
          notifiers: {slack: [3]} | notifiers.slack[0] must be a mapping, but is a number
          notifiers: {email: [{name: a, host: h, from: a@b, to: [null]}]} | notifiers.email[0].to must hold texts that are not empty, but has nothing
          mutes: [{name: a, cron: "1 * * * *", to: '2026-01-01T00:00'}] | mutes[0].cron with duration, or from with to, must be given, but given is cron, to
          routes: [{notifiers: [a]}] | routes[0].notifiers must be names of notifiers, of which there are none, but has a
          {notifiers: {alertmanagers: [{name: main, url: 'http://h:1'}]}, routes: [{notifiers: [main]}]} | routes[0].notifiers must not name Alertmanagers, which are told every alert in any case, but has main
          {notifiers: {alertmanagers: [{url: 'http://h:1'}]}, routes: [{notifiers: ['h:1']}]} | routes[0].notifiers must not name Alertmanagers, which are told every alert in any case, but has h:1
          {notifiers: {webhooks: [{name: a, url: 'http://h'}], alertmanagers: [{url: 'http://h:1'}]}, routes: [{notifiers: [b]}]} | routes[0].notifiers must be names of a, but has b
          {notifiers: {webhooks: [{name: a, url: 'http://h'}], alertmanagers: [{name: b, url: 'http://h:1'}, {name: b, url: 'http://h:2'}]}} | notifiers.alertmanagers[1].name must differ from those of the other notifiers, but is b
          routes: [{match: {severity: bad}, notifiers: []}, {notifiers: []}] | routes[0].match.severity must be critical, warning or info, but has bad
          routes: [{match: {team: x}, notifiers: []}] | routes[0].match must be absent
          routes: [{notifiers: []}, {match: {team: x}, notifiers: []}, {notifiers: []}] | routes[1].match must let through what routes[0] does not already take
          routes: [{match: {team: 'x*'}, notifiers: []}, {match: {team: xy, severity: info}, notifiers: []}, {notifiers: []}] | routes[1].match must let through
          routes: [{match: {alert: x}, notifiers: []}, {notifiers: []}] | routes[0].match.alert is not a known key
          mutes: [{name: a}] | mutes[0].cron with duration, or from with to, must be given, but given is none of them
          mutes: [{name: a, cron: "61 * * * *", duration: 1h}] | mutes[0].cron must be five fields such as
          mutes: [{name: a, from: tomorrow, to: '2026-01-01T00:00'}] | mutes[0].from must be a time such as
          mutes: [{name: a, from: '2026-01-02T00:00', to: '2026-01-01T00:00'}] | mutes[0].to must be after from
          mutes: [{name: a, zone: Mars, from: '2026-01-01T00:00', to: '2026-01-02T00:00'}] | mutes[0].zone must be a time zone
          """)
  void refusesWhatCannotBeMeant(String yaml, String fault) {
    InvalidConfigException refused =
        catchThrowableOfType(InvalidConfigException.class, () -> read(yaml));

    assertThat(refused).as("the configuration must be refused").isNotNull();
    assertThat(refused.faults()).anyMatch(each -> each.startsWith(fault));
  }

  @Test
  void neverShowsASecret() throws Exception {
    assertThat(
            read("""
                    notifiers:
                      webhooks: [{name: a, url: "http://h/s3cret", headers: {X: s3cret}}]
                    """)
                .toString())
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webhooks: [{name: a, url: 'http://h', bearer: {token-file: f}, insecure: true}]",
        "webhooks: [{name: a, url: 'http://[::1]:8', bearer: {token-file: f}}]",
        "webhooks: [{name: a, url: 'http://h', headers: {X-Scope: prod}}]",
        "pagerduty: [{name: a, routing-key-file: f, url: 'http://127.0.0.1:80/'}]",
        "email: [{name: a, host: h, security: none, from: a@b, to: c@d}]",
        "email: [{name: a, host: localhost, security: none, user: u, password-file: f,"
            + " from: a@b, to: c@d}]",
        "email: [{name: a, host: h, security: none, user: u, password-file: f, insecure: true,"
            + " from: a@b, to: c@d}]"
      })
  void sendsInTheClearWhatIsNoSecretOrIsToldTo(String entry) throws Exception {
    assertThat(read("notifiers: {" + entry + "}")).isNotEqualTo(Notifiers.NONE);
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private static MuteTime nightly(String cron, Duration duration) {
    return new MuteTime.Recurring(CronTimes.of(cron), duration, ZoneId.of("Europe/Berlin"));
  }

  @Test
  void mutesAsTheClocksOfTheZoneSay() {
    MuteTime time = nightly("30 22 * * SAT", Duration.ofHours(3));

    assertThat(time.until(at("2026-01-17T21:29:59Z"))).as("winter").isEmpty();
    assertThat(time.until(at("2026-01-17T21:30:00Z"))).contains(at("2026-01-18T00:30:00Z"));
    assertThat(time.until(at("2026-01-18T00:29:59Z"))).isPresent();
    assertThat(time.until(at("2026-01-18T00:30:00Z"))).isEmpty();
    assertThat(time.until(at("2026-07-18T20:30:00Z"))).as("summer").isPresent();
    assertThat(time.next(at("2026-07-18T20:30:00Z"))).contains(at("2026-07-25T20:30:00Z"));
  }

  @Test
  void mutesOnceOnTheDaysOnWhichTheClocksAreChanged() {
    MuteTime time = nightly("30 2 * * *", Duration.ofMinutes(20));

    // 02:30 is skipped: it becomes 03:30 of summer time, which is 01:30 in UTC.
    assertThat(time.until(at("2026-03-29T01:30:00Z"))).contains(at("2026-03-29T01:50:00Z"));
    assertThat(time.until(at("2026-03-29T00:30:00Z"))).isEmpty();
    // 02:30 comes twice: at 00:30 and at 01:30 in UTC. The first one counts.
    assertThat(time.until(at("2026-10-25T00:30:00Z"))).contains(at("2026-10-25T00:50:00Z"));
    assertThat(time.until(at("2026-10-25T01:30:00Z"))).isEmpty();
    assertThat(time.next(at("2026-10-25T00:30:00Z"))).contains(at("2026-10-26T01:30:00Z"));
  }
}
