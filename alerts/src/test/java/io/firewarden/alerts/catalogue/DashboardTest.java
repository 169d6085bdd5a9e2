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
import io.firewarden.alerts.threshold.Threshold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the dashboards to the metrics, to each other and to the limits of the alerts. */
class DashboardTest {
  private static final Pattern OWN_LINK = Pattern.compile("/d/([\\w-]+)\\?(.*)");
  private static final Pattern LINK_VARIABLE = Pattern.compile("var-(\\w+)=");
  private static final Pattern LINK_FIELD =
      Pattern.compile("__data\\.fields\\.(\\w+)|__field\\.labels\\.(\\w+)");

  /** The figures that a check judges, with its limits. */
  private static final Map<String, Set<Threshold>> LIMITS =
      Map.of(
          ":spark_tasks_failed_per_judged:", Set.of(Threshold.FAILURE_RATIO),
          ":spark_task_gc_per_task_run:",
              Set.of(Threshold.GC_WARNING_RATIO, Threshold.GC_CRITICAL_RATIO),
          ":spark_executor_storage_memory_used_per_max:", Set.of(Threshold.STORAGE_RATIO),
          ":spark_executor_heap_peak_per_max:", Set.of(Threshold.HEAP_RATIO),
          ":spark_tasks_local_per_preferring:", Set.of(Threshold.LOCAL_RATIO),
          ":spark_oldest_running_task:", Set.of(Threshold.TASK_SECONDS));

  static List<Path> dashboards() {
    return Shipped.dashboards();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void itsIdentityIsStableAndItCannotBeEditedInPlace(Path file) {
    JsonNode dashboard = Shipped.read(file);

    assertThat(dashboard.path("uid").asText()).isEqualTo(Shipped.baseName(file));
    assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
    assertThat(dashboard.path("schemaVersion").asInt()).isEqualTo(39);
    assertThat(dashboard.path("refresh").asText()).isEqualTo("30s");
    assertThat(dashboard.path("annotations").findValuesAsText("name")).contains("Firing alerts");
    assertThat(variables(dashboard)).startsWith("datasource", "cluster");
    assertThat(dashboard.path("panels")).hasSizeBetween(1, 16);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelExplainsItself(Path file) {
    assertThat(panels(Shipped.read(file)))
        .allSatisfy(
            panel -> {
              JsonNode defaults = panel.path("fieldConfig").path("defaults");
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText()).endsWith(".");
              assertThat(defaults.path("unit").asText()).isNotBlank();
              assertThat(defaults.path("noValue").asText()).isNotBlank();
              assertThat(panel.path("targets")).isNotEmpty();
              assertThat(panel.findValuesAsText("uid")).containsOnly("${datasource}");
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsDoNotOverlap(Path file) {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : panels(Shipped.read(file))) {
      assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel.path("title")).isTrue();
      JsonNode box = panel.path("gridPos");
      int right = box.path("x").asInt() + box.path("w").asInt();
      int bottom = box.path("y").asInt() + box.path("h").asInt();
      assertThat(right).isLessThanOrEqualTo(24);
      for (int x = box.path("x").asInt(); x < right; x++) {
        for (int y = box.path("y").asInt(); y < bottom; y++) {
          assertThat(cells.add(x + "," + y)).as("cell of %s", panel.path("title")).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everySelectorIsBoundToWhatWasChosen(Path file) {
    JsonNode dashboard = Shipped.read(file);
    boolean app = dashboard.path("uid").asText().equals("spark-app");
    assertThat(queries(dashboard).flatMap(query -> Queries.selectors(query).stream()))
        .isNotEmpty()
        .allSatisfy(
            selector -> {
              assertThat(selector.matchers()).as(selector.name()).contains("cluster=");
              assertThat(!app || selector.matchers().contains("app_id="))
                  .as("%s", selector)
                  .isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyNameIsInTheMetricCatalogueAndCountersAreRates(Path file) {
    assertThat(queries(Shipped.read(file)))
        .allSatisfy(
            query -> {
              assertThat(Queries.unknownNames(query)).isEmpty();
              assertThat(query).doesNotContainPattern("(?<!rate\\()\\b\\w+_total\\b");
              assertThat(query).doesNotContainPattern("rate\\([^\\[]*\\[(?!\\$__rate_interval])");
            });
  }

  @Test
  void everyQueryParses(@TempDir Path folder) throws IOException {
    Queries.parse(
        dashboards().stream().flatMap(file -> queries(Shipped.read(file))).toList(), folder);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyLinkLeadsToAShippedDashboardOrARunbook(Path file) {
    Map<String, List<String>> shipped =
        dashboards().stream()
            .map(Shipped::read)
            .collect(Collectors.toMap(d -> d.path("uid").asText(), DashboardTest::variables));
    JsonNode dashboard = Shipped.read(file);
    for (String url : dashboard.findValuesAsText("url")) {
      Matcher link = OWN_LINK.matcher(url);
      if (link.matches()) {
        assertThat(shipped).containsKey(link.group(1));
        assertThat(LINK_VARIABLE.matcher(link.group(2)).results().map(r -> r.group(1)))
            .isSubsetOf(shipped.get(link.group(1)));
      } else {
        assertThat(url)
            .isIn("", "${__value.raw}", "${firewarden_url}/runbooks/${__data.fields.alertname}");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyLinkUsesOnlyFieldsThatThePanelHas(Path file) {
    for (JsonNode panel : panels(Shipped.read(file))) {
      String queries = String.join(" ", panel.findValuesAsText("expr"));
      LINK_FIELD
          .matcher(panel.toString())
          .results()
          .map(field -> field.group(1) == null ? field.group(2) : field.group(1))
          .forEach(field -> assertThat(queries).containsPattern("by \\([^)]*\\b" + field + "\\b"));
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void coloursChangeAtTheLimitsOfTheAlerts(Path file) {
    List<String> seen = new ArrayList<>();
    for (JsonNode panel : panels(Shipped.read(file))) {
      if (panel.path("type").asText().equals("timeseries")) {
        String query = panel.path("targets").path(0).path("expr").asText();
        LIMITS.forEach(
            (figure, limits) -> {
              if (query.contains(figure)) {
                seen.add(figure);
                assertThat(steps(panel))
                    .as("thresholds of %s", panel.path("title"))
                    .containsExactlyInAnyOrderElementsOf(
                        limits.stream().map(Threshold::defaultValue).toList());
              }
            });
      }
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(4);
  }

  private static List<Double> steps(JsonNode panel) {
    JsonNode thresholds = panel.path("fieldConfig").path("defaults").path("thresholds");
    List<Double> values = new ArrayList<>();
    thresholds
        .path("steps")
        .forEach(
            step -> {
              if (step.path("value").isNumber()) {
                values.add(step.path("value").asDouble());
              }
            });
    return values;
  }

  private static List<String> variables(JsonNode dashboard) {
    List<String> names = new ArrayList<>();
    dashboard.path("templating").path("list").forEach(v -> names.add(v.path("name").asText()));
    return names;
  }

  private static List<JsonNode> panels(JsonNode dashboard) {
    List<JsonNode> panels = new ArrayList<>();
    dashboard.path("panels").forEach(panels::add);
    return panels;
  }

  private static Stream<String> queries(JsonNode dashboard) {
    return dashboard.findValuesAsText("expr").stream();
  }
}
