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
package io.firewarden.alerts.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firewarden.alerts.catalogue.Shipped.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the example of Alertmanager's configuration to the alerts that the rules send. */
class AlertmanagerTest {
  private static final Pattern ALERT_NAMES = Pattern.compile("alertname=~?\"([^\"]+)\"");

  static List<Rule> alertRules() {
    return Shipped.alertRules();
  }

  @Test
  void amtoolFindsNothingWrong() throws IOException {
    Tool.require("amtool").succeedsWith("check-config", Shipped.alertmanagerConfig());
  }

  @ParameterizedTest
  @MethodSource("alertRules")
  void everyAlertReachesTheReceiverOfItsSeverity(Rule rule) throws IOException {
    String receiver =
        switch (rule.label("severity")) {
          case "critical" -> "oncall";
          case "warning" -> "team";
          default -> rule.name().equals("FirewardenWatchdog") ? "deadman" : "archive";
        };

    routes(
        receiver,
        "alertname=" + rule.name(),
        "severity=" + rule.label("severity"),
        "scope=" + rule.label("scope"),
        "cluster=prod",
        "app_name=etl");
  }

  @Test
  void anUnknownSeverityReachesSomebody() throws IOException {
    routes("default", "alertname=SparkGcTimeHigh", "severity=major");
  }

  @Test
  void onlyAlertsThatExistAreInhibited() {
    Set<String> names = alertRules().stream().map(Rule::name).collect(Collectors.toSet());
    JsonNode rules = Shipped.read(Shipped.alertmanagerConfig()).path("inhibit_rules");

    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      List<String> patterns = new ArrayList<>();
      Matcher matcher = ALERT_NAMES.matcher(rule.toString().replace("\\\"", "\""));
      while (matcher.find()) {
        patterns.addAll(List.of(matcher.group(1).split("\\|")));
      }
      assertThat(patterns).as("alert names in %s", rule).isNotEmpty();
      assertThat(patterns).allMatch(pattern -> names.stream().anyMatch(n -> n.matches(pattern)));
      assertThat(rule.path("equal").toString()).contains("\"cluster\"");
    }
  }

  private static void routes(String receiver, String... labels) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("config", "routes", "test"));
    arguments.add("--config.file=" + Shipped.alertmanagerConfig());
    arguments.add("--verify.receivers=" + receiver);
    arguments.addAll(List.of(labels));

    Tool.require("amtool").succeedsWith(arguments.toArray());
  }
}
