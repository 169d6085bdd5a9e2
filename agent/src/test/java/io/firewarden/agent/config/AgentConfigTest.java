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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firewarden.agent.config.AgentConfig.Alerts;
import io.firewarden.agent.config.AgentConfig.Listen;
import io.firewarden.agent.config.AgentConfig.Poll;
import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.config.Sources.MasterGroup;
import io.firewarden.alerts.threshold.Threshold;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
  private static final String EVERY_KEY =
      """
      cluster: prod
      listen: 0.0.0.0:9000
      external-url: https://firewarden.example/x
      grafana-url: https://grafana.example
      window: 10m
      poll: {interval: 30s, timeout: 1500ms, max-answer: 8MiB, idle-interval: 45s, concurrency: 16,
             per-host: 4}
      sources:
        drivers: [http://driver:4040]
        driver-file: drivers.yaml
        local-ports: 4040-4042
        standalone-masters: [https://master:8080, ["http://m_1:8080", "http://m_2:8080"]]
        driver-ports: 4040-4100
        history-servers: [http://history:18080]
        yarn: [{resource-managers: ["http://rm1:8088", "http://rm2:8088"], web-proxy: "http://proxy:9099"}]
      thresholds:
        defaults: {long-task: {max-seconds: 60}}
        overrides:
          - match: "nightly-*"
            long-task: {max-seconds: 3600}
      alerts: {state-file: s.json, resend-interval: 2m, repeat-interval: 1h, missing-data-grace: 1d}
      notifiers:
        alertmanagers: [{url: "http://127.0.0.1:9093"}]
        webhooks: [{name: oncall, url: "http://127.0.0.1:5001/hook?token=t"}]
      """;

  @TempDir private Path folder;

  @Test
  void readsNamesAddressesAndTimes() throws Exception {
    AgentConfig config = read(EVERY_KEY);

    assertThat(config.cluster()).isEqualTo("prod");
    assertThat(config.listen()).isEqualTo(new Listen("0.0.0.0", 9000));
    assertThat(config.externalUrl()).isEqualTo(URI.create("https://firewarden.example/x"));
    assertThat(config.grafanaUrl()).isEqualTo(URI.create("https://grafana.example"));
    assertThat(config.window()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.poll())
        .isEqualTo(
            new Poll(
                Duration.ofSeconds(30),
                Duration.ofMillis(1500),
                8 << 20,
                Duration.ofSeconds(45),
                16,
                4));
  }

  @Test
  void readsSourcesThresholdsAndReceivers() throws Exception {
    AgentConfig config = read(EVERY_KEY);

    assertThat(config.sources())
        .isEqualTo(
            new Sources(
                List.of(URI.create("http://driver:4040")),
                Path.of("drivers.yaml"),
                new PortRange(4040, 4042),
                List.of(
                    new MasterGroup(List.of(URI.create("https://master:8080"))),
                    new MasterGroup(
                        List.of(URI.create("http://m_1:8080"), URI.create("http://m_2:8080")))),
                new PortRange(4040, 4100),
                List.of(URI.create("http://history:18080")),
                List.of(
                    new YarnSource(
                        List.of(URI.create("http://rm1:8088"), URI.create("http://rm2:8088")),
                        URI.create("http://proxy:9099"))),
                List.of()));
    assertThat(config.thresholds().forApplication("x").get(Threshold.TASK_SECONDS)).isEqualTo(60);
    assertThat(config.thresholds().forApplication("nightly-1").get(Threshold.TASK_SECONDS))
        .isEqualTo(3600);
    assertThat(config.alerts())
        .isEqualTo(
            new Alerts(
                Path.of("s.json"), Duration.ofMinutes(2), Duration.ofHours(1), Duration.ofDays(1)));
    assertThat(config.notifiers().alertmanagers())
        .containsExactly(
            new Notifiers.Alertmanager(
                "127.0.0.1:9093",
                URI.create("http://127.0.0.1:9093"),
                open("notifiers.alertmanagers[0]")));
    assertThat(config.notifiers().webhooks())
        .containsExactly(
            new Notifiers.Webhook(
                "oncall",
                new Secret.Given("http://127.0.0.1:5001/hook?token=t"),
                open("notifiers.webhooks[0]")));
  }

  private static Notifiers.Http open(String name) {
    return new Notifiers.Http(Duration.ofSeconds(10), Access.open(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "{}", "---\n"})
  void hasADefaultForEverything(String yaml) throws Exception {
    AgentConfig config = read(yaml);

    assertThat(config.cluster()).isEqualTo("default");
    assertThat(config.listen()).isEqualTo(new Listen("127.0.0.1", 9475));
    assertThat(config.externalUrl()).isEqualTo(URI.create("http://127.0.0.1:9475"));
    assertThat(config.grafanaUrl()).isNull();
    assertThat(config.window()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.poll()).isEqualTo(Poll.DEFAULT);
    assertThat(config.sources()).isEqualTo(Sources.LOCAL);
    assertThat(config.alerts()).isEqualTo(Alerts.DEFAULT);
    assertThat(config.notifiers()).isEqualTo(Notifiers.NONE);
  }

  @Test
  void derivesAnExternalUrlThatCanBeOpenedWhenItListensOnEveryAddress() throws Exception {
    assertThat(read("listen: '[::]:9475'").externalUrl())
        .isEqualTo(URI.create("http://127.0.0.1:9475"));
  }

  @Test
  void takesAnEmptyGrafanaUrlForNone() throws Exception {
    assertThat(read("grafana-url: ''").grafanaUrl()).isNull();
  }

  @Test
  void reportsAllFaultsTogether() {
    assertThat(
            faults(
                """
                polll: {}
                cluster: [a]
                poll: {interval: -5s, intervall: 1s}
                thresholds: {defaults: {gc-time: {critical-ratio: 7}}}
                sources: {standalone-masters: ["ftp://x"]}
                """))
        .hasSize(6)
        .anyMatch(fault -> fault.startsWith("polll is not a known key; did you mean poll?"))
        .anyMatch(fault -> fault.startsWith("cluster must be a text"))
        .anyMatch(
            fault -> fault.startsWith("poll.interval must be a duration") && fault.endsWith("-5s"))
        .anyMatch(
            fault -> fault.startsWith("poll.intervall is not a known key; did you mean interval?"))
        .anyMatch(fault -> fault.startsWith("thresholds.defaults.gc-time.critical-ratio must be"))
        .anyMatch(fault -> fault.startsWith("sources.standalone-masters[0] must be a URL"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window: 0s | window must be longer than zero, but is 0s",
        "window: 5 | window must be a duration such as 500ms, 15s, 5m, 4h or 1d, but is 5",
        "window: 400d | window must be at most 30d, but is 400d",
        "window: 29s | window must be at least twice as long as poll.interval, which is 15s, but is 29s",
        "poll: {interval: 3m} | window must be at least twice as long as poll.interval, which is 180s, but is 300s",
        "applications: {keep: 59s} | applications.keep must not be shorter than push.expire, which is 60s, but is 59s",
        "applications: {max-ended: 0} | applications.max-ended",
        "applications: {lost-after: 10s} | applications.lost-after must not be shorter than push.expire, which is 60s, but is 10s",
        "push: {keep: 24h} | push.keep",
        "metrics: {series-limit: 0} | metrics.series-limit",
        "metrics: {application-series-limit: many} | metrics.application-series-limit",
        "metrics: {limit: 5} | metrics.limit",
        "poll: {timeout: 11m} | poll.timeout must be at most 600s, but is 660s",
        "poll: {max-answer: -1MiB} | poll.max-answer must be a size",
        "poll: {max-answer: 0B} | poll.max-answer must be a size",
        "poll: 5s | poll must be a mapping, but is a text",
        "listen: 9475 | listen must be host:port such as 127.0.0.1:9475, the port up to 65535, but is 9475",
        "listen: 127.0.0.1:70000 | listen must be host:port",
        "sources: {drivers: http://x} | sources.drivers must be a list, but is a text",
        "sources: {drivers: ['x:4040']} | sources.drivers[0] must be a URL that starts with http",
        "sources: {drivers: ['http:///p']} | sources.drivers[0] must name a host",
        "sources: {drivers: ['http://a', 'http://a']} | sources.drivers[1] must differ from sources.drivers[0]",
        "sources: {drivers: ['http://a_b:70000']} | sources.drivers[0] must name a host",
        "sources: {standalone-masters: [[]]} | sources.standalone-masters[0] must name at least one",
        "sources: {standalone-masters: ['http://a', ['http://a', 'http://b']]} | sources.standalone-masters[1][0] must differ from sources.standalone-masters[0]",
        "sources: {driver-file: ''} | sources.driver-file must be a text that is not empty",
        "sources: {local-ports: many} | sources.local-ports must be ports such as 4040-4056",
        "sources: {yarn: [{web-proxy: http://p}]} | sources.yarn[0].resource-managers is missing; it names at least one URL",
        "sources: {driver-ports: 9-7} | sources.driver-ports must be ports such as 4040-4056",
        "thresholds: [] | thresholds must be a mapping, but is a list",
        "alerts: {state-file: ''} | alerts.state-file must be a text that is not empty",
        "notifiers: {webhooks: [{name: a}]} | notifiers.webhooks[0].url is missing",
        "notifiers: {webhooks: [x]} | notifiers.webhooks[0] must be a mapping",
        "notifiers: {alertmanagers: [{}]} | notifiers.alertmanagers[0].url is missing",
      })
  void namesTheKeyTheRuleAndTheValue(String yaml, String fault) {
    assertThat(faults(yaml)).singleElement().asString().startsWith(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sources: {local-ports: none}",
        "push: {token-file: t}",
      })
  void looksNowhereWhenToldSo(String yaml) throws Exception {
    assertThat(read(yaml).sources()).isEqualTo(Sources.NONE);
  }

  @Test
  void looksOnThisHostOnlyWhenNoOtherSourceIsNamed() throws Exception {
    assertThat(read("sources: {}").sources().localPorts()).isEqualTo(PortRange.SPARK_UI);
    assertThat(read("sources: {drivers: ['http://spark_driver:4040']}").sources().localPorts())
        .isNull();
  }

  @Test
  void refusesTwoWebhooksOfOneName() {
    assertThat(
            faults(
                "notifiers: {webhooks: [{name: a, url: 'http://h'}, {name: a, url: 'http://h'}]}"))
        .singleElement()
        .asString()
        .startsWith("notifiers.webhooks[1].name must differ");
  }

  @Test
  void repeatsNoSecretOfAUrl() {
    assertThat(
            faults(
                """
                sources: {drivers: ["http://user:s3cret@h/", "http://user:s3cret@h_h/", "http://h/?token=s3cret", "http://h/ s3cret"]}
                notifiers: {webhooks: [{name: a, url: "gopher://h/s3cret"}]}
                """))
        .hasSize(5)
        .noneMatch(fault -> fault.contains("s3cret"));
  }

  @Test
  void namesTheFileAndTheLineOfWhatIsNoYaml() {
    assertThat(faults("window: 5m\npoll: {\n"))
        .singleElement()
        .asString()
        .contains("firewarden.yaml:");
    assertThat(faults("window: 5m\nwindow: 6m\n"))
        .singleElement()
        .asString()
        .contains("firewarden.yaml:2:", "Duplicate", "window");
    assertThat(faults("- a\n")).singleElement().asString().contains("must hold a mapping");
    assertThat(faults("just words")).singleElement().asString().contains("must hold a mapping");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws Exception {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> AgentConfig.read(missing)).hasMessage(missing + " does not exist");
    assertThatThrownBy(() -> AgentConfig.read(folder))
        .hasMessage(folder + " must be a file, but is a directory");
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, "cluster: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> AgentConfig.read(binary)).hasMessageContaining("must be UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server: {basic-auth: {user: 'admin:s3cret', password-file: /p}}",
        "server: {basic-auth: {user:s3cret, password-file: /p}}",
        "server: {tls: {certificate-file: /c, key-file: \"-----BEGIN\\ns3cret\"}}",
        "listen: http://admin:s3cret@0.0.0.0:9475",
        "access: [{match: 'https://h/x?token=s3cret'}]",
        "access: [{match: 'https://admin:s3cret@h'}]",
        "access: [{match: h, bearer: {token-file: \"a\\ns3cret\"}}]",
        "access: [{match: h, proxy: {url: 'http://p:1', no-proxy: ['admin:s3cret@h']}}]",
        "access: [{match: h, headers: {'Authorization: Bearer s3cret': }}]",
        "access: [{match: h, headers: {X-Key:s3cret}}]",
        "notifiers: {slack: [{name: a, url:https://h/s3cret}]}",
        "notifiers: {webhooks: [{name: a, url: 'http://h', headers: {'X-Key: s3cret': x}}]}",
        "notifiers: {email: [{name: a, host: h, from: 'ada:s3cret@h', to: a@b}]}",
      })
  void doesNotQuoteWhatMayBeASecret(String yaml) {
    assertThat(faults(yaml)).isNotEmpty().noneMatch(fault -> fault.contains("s3cret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access: [{match: h, bearer: 7331}]",
        "access: [{match: h, headers: 7331}]",
        "notifiers: {slack: 7331}",
      })
  void quotesNoNumberThatMayBeASecret(String yaml) {
    assertThat(faults(yaml)).isNotEmpty().noneMatch(fault -> fault.contains("7331"));
  }

  @Test
  void showsNoWebhookUrl() throws Exception {
    assertThat(read("notifiers: {webhooks: [{name: a, url: 'http://h/s3cret'}]}").toString())
        .doesNotContain("s3cret");
  }

  private AgentConfig read(String yaml) throws IOException, InvalidConfigException {
    return AgentConfig.read(Files.writeString(folder.resolve("firewarden.yaml"), yaml));
  }

  private List<String> faults(String yaml) {
    return catchThrowableOfType(InvalidConfigException.class, () -> read(yaml)).faults();
  }
}
