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
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthCheck;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.Threshold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ties checks, thresholds, rules, their tests and their runbooks: each has all of its kin. */
class CatalogueTest {
  private static final String EFFECTIVE = "app:firewarden_threshold:effective";
  private static final Pattern DEFAULT = Pattern.compile("\\* 0 \\+ ([\\d.]+)\\s*$");

  static List<AlertDefinition> definitions() {
    return HealthChecks.all().stream().flatMap(check -> check.alerts().stream()).toList();
  }

  static List<Rule> alertRules() {
    return Shipped.alertRules();
  }

  @Test
  void everyCheckIsListedAndRaisesAnAlert() {
    assertThat(HealthChecks.all()).extracting(HealthCheck::id).containsExactly(CheckId.values());
    assertThat(HealthChecks.all()).allSatisfy(check -> assertThat(check.alerts()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyAlertOfACheckHasItsRule(AlertDefinition definition) {
    List<Rule> rules =
        alertRules().stream()
            .filter(rule -> rule.name().equals(definition.name()))
            .filter(rule -> rule.label("severity").equals(definition.severity().label()))
            .toList();

    assertThat(rules).as("rules of %s", definition).hasSize(1);
    assertThat(rules.get(0).label("scope")).isEqualTo(definition.scope().label());
    assertThat(rules.get(0).holdFor()).isEqualTo(definition.holdFor());
    assertThat(rules.get(0).keepFiringFor()).isEqualTo(definition.keepFiringFor());
  }

  @Test
  void everyRuleAboutAnApplicationBelongsToACheck() {
    Set<String> defined =
        definitions().stream()
            .map(definition -> definition.name() + " " + definition.severity().label())
            .collect(Collectors.toSet());

    assertThat(alertRules())
        .filteredOn(rule -> rule.name().startsWith("Spark"))
        .extracting(Rule::toString)
        .containsExactlyInAnyOrderElementsOf(defined);
    assertThat(alertRules())
        .extracting(Rule::name)
        .allMatch(name -> name.matches("(Spark|Firewarden)[A-Z]\\w+"));
  }

  @ParameterizedTest
  @MethodSource("alertRules")
  void everyRuleSaysWhatToDo(Rule rule) {
    assertThat(rule.label("severity")).isIn("critical", "warning", "info");
    assertThat(rule.label("scope")).isIn("app", "stage", "executor", "agent");
    assertThat(rule.annotation("summary")).isNotBlank();
    assertThat(rule.annotation("description")).isNotBlank();
    assertThat(rule.annotation("runbook_url"))
        .isEqualTo("{{ $externalLabels.firewarden_url }}/runbooks/" + rule.name());
    assertThat(rule.annotation("dashboard_url"))
        .startsWith("{{ $externalLabels.grafana_url }}/d/spark-");
    assertThat(Shipped.runbooks())
        .extracting(Shipped::baseName)
        .as("runbooks")
        .contains(rule.name());
  }

  @Test
  void everyRunbookBelongsToARule() {
    Set<String> names = alertRules().stream().map(Rule::name).collect(Collectors.toSet());

    assertThat(Shipped.runbooks())
        .extracting(Shipped::baseName)
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("alertRules")
  void everyRuleIsSeenToFireAndToBeSilent(Rule rule) {
    List<JsonNode> cases =
        Shipped.ruleTests().stream()
            .filter(file -> Shipped.baseName(file).equals(rule.name()))
            .flatMap(file -> Shipped.read(file).findValues("alert_rule_test").stream())
            .flatMap(CatalogueTest::elements)
            .filter(test -> test.path("alertname").asText().equals(rule.name()))
            .toList();

    assertThat(cases)
        .as("tests in which %s fires", rule)
        .anySatisfy(
            test ->
                assertThat(test.path("exp_alerts").findValuesAsText("severity"))
                    .contains(rule.label("severity")));
    if (!rule.name().equals("FirewardenWatchdog")) {
      assertThat(cases)
          .as("tests in which %s is silent", rule.name())
          .anySatisfy(test -> assertThat(test.path("exp_alerts")).isEmpty());
    }
  }

  @Test
  void theHealthyFleetIsTestedAgainstEveryRuleFile() {
    JsonNode healthy =
        Shipped.ruleTests().stream()
            .filter(file -> Shipped.baseName(file).equals("healthy-fleet"))
            .map(Shipped::read)
            .findFirst()
            .orElseThrow();

    assertThat(elements(healthy.path("rule_files")).map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(
            Shipped.ruleFiles().stream().map(file -> "../" + file.getFileName()).toList());
  }

  @Test
  void everyLimitOfTheRulesIsTheDefault() {
    List<String> limits = new ArrayList<>();
    for (Rule rule : Shipped.recordingRules()) {
      if (rule.name().equals(EFFECTIVE)) {
        String check = rule.label("check");
        String key = rule.label("threshold");
        assertThat(rule.expr())
            .contains("firewarden_threshold{check=\"" + check + "\",threshold=\"" + key + "\"}");
        Matcher literal = DEFAULT.matcher(rule.expr());
        assertThat(literal.find()).as(rule.expr()).isTrue();
        limits.add(check + " " + key + " " + Double.parseDouble(literal.group(1)));
      }
    }

    assertThat(limits)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Threshold.values())
                .map(limit -> limit.check().id() + " " + limit.key() + " " + limit.defaultValue())
                .toList());
  }

  @Test
  void everyLimitIsUsedByARule() {
    String exprs = Shipped.rules().stream().map(Rule::expr).collect(Collectors.joining("\n"));

    assertThat(Threshold.values())
        .allSatisfy(
            limit ->
                assertThat(exprs)
                    .contains(
                        EFFECTIVE
                            + "{check=\""
                            + limit.check().id()
                            + "\",threshold=\""
                            + limit.key()
                            + "\"}"));
  }

  @Test
  void everyNameInARuleIsInTheMetricCatalogue() {
    assertThat(Shipped.rules())
        .allSatisfy(rule -> assertThat(Queries.unknownNames(rule.expr())).isEmpty());
    assertThat(Shipped.alertRules())
        .allSatisfy(
            rule -> assertThat(Queries.unknownNames(rule.annotation("description"))).isEmpty());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements.stream();
  }
}
