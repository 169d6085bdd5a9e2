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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The files that this repository ships for Prometheus, Alertmanager and Grafana, as read. */
final class Shipped {
  private static final Path ROOT = Path.of(System.getProperty("firewarden.root"));
  private static final Path ALERTS = ROOT.resolve("alerts");
  private static final ObjectMapper YAML = new YAMLMapper();

  private Shipped() {}

  /**
   * One rule of a rule file.
   *
   * @param name the alert's name or the recorded series' name
   * @param alert whether it is an alert
   * @param expr its PromQL
   * @param node the rule as written
   */
  record Rule(String name, boolean alert, String expr, JsonNode node) {
    String label(String label) {
      return node.path("labels").path(label).asText();
    }

    String annotation(String annotation) {
      return node.path("annotations").path(annotation).asText();
    }

    Duration holdFor() {
      return duration("for");
    }

    Duration keepFiringFor() {
      return duration("keep_firing_for");
    }

    private Duration duration(String field) {
      String text = node.path(field).asText("0s");
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
      return name + (alert ? " " + label("severity") : "");
    }
  }

  static List<Path> ruleFiles() {
    return list(ALERTS.resolve("rules"), ".yaml");
  }

  static List<Path> ruleTests() {
    return list(ALERTS.resolve("rules/tests"), ".yaml");
  }

  static List<Path> runbooks() {
    return list(ALERTS.resolve("runbooks"), ".md");
  }

  static List<Path> dashboards() {
    return list(ROOT.resolve("grafana/dashboards"), ".json");
  }

  static Path alertmanagerConfig() {
    return ALERTS.resolve("alertmanager/alertmanager.yml");
  }

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (Path file : ruleFiles()) {
      for (JsonNode group : read(file).path("groups")) {
        for (JsonNode rule : group.path("rules")) {
          boolean alert = rule.has("alert");
          String name = rule.path(alert ? "alert" : "record").asText();
          rules.add(new Rule(name, alert, rule.path("expr").asText(), rule));
        }
      }
    }
    return rules;
  }

  static List<Rule> alertRules() {
    return rules().stream().filter(Rule::alert).toList();
  }

  static List<Rule> recordingRules() {
    return rules().stream().filter(rule -> !rule.alert()).toList();
  }

  /** Reads YAML or JSON, which is YAML. */
  static JsonNode read(Path file) {
    return parse(text(file));
  }

  static JsonNode parse(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String baseName(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static List<Path> list(Path folder, String suffix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
