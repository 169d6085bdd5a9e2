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
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the runbooks to their form, and what is to be pasted from them to what it is pasted in. */
class RunbookTest {
  private static final List<String> SECTIONS =
      List.of(
          "Meaning",
          "Impact",
          "First five minutes",
          "Mitigation",
          "False alarm if",
          "Silence for",
          "How to tune");
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SPARK_KEY =
      Pattern.compile("spark\\.firewarden\\.threshold\\.([a-z-]+\\.[a-z-]+)");

  static List<Path> runbooks() {
    return Shipped.runbooks();
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void itsSectionsAreCompleteAndInOrder(Path runbook) {
    String text = Shipped.text(runbook);

    assertThat(text).startsWith("# " + Shipped.baseName(runbook) + "\n");
    assertThat(headings(text)).containsExactlyElementsOf(SECTIONS);
    assertThat(section(text, "First five minutes")).contains("\n1. ", "\n2. ", "\n3. ");
    assertThat(blocks(section(text, "First five minutes"), "promql")).isNotEmpty();
    assertThat(section(text, "How to tune"))
        .contains("spark.firewarden.threshold.", "firewarden_threshold");
    assertThat(blocks(section(text, "How to tune"), "yaml")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void itNamesOnlyMetricsThatExist(Path runbook) {
    assertThat(Queries.unknownNames(Shipped.text(runbook))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void itsLimitsCanBeConfigured(Path runbook) throws Exception {
    String text = Shipped.text(runbook);
    Set<String> keys =
        Arrays.stream(Threshold.values())
            .map(limit -> limit.check().id() + "." + limit.key())
            .collect(Collectors.toSet());

    SPARK_KEY.matcher(text).results().forEach(key -> assertThat(keys).contains(key.group(1)));
    for (String yaml : blocks(text, "yaml")) {
      Map<String, Object> parsed = map(Shipped.parse(yaml));
      if (parsed.get("thresholds") instanceof Map<?, ?> thresholds) {
        assertThat(Thresholds.fromMap(copy(thresholds))).isNotNull();
      }
    }
  }

  @Test
  void everyQueryParses(@TempDir Path folder) throws IOException {
    List<String> queries =
        runbooks().stream().flatMap(book -> blocks(Shipped.text(book), "promql").stream()).toList();

    assertThat(queries).hasSizeGreaterThan(runbooks().size());
    Queries.parse(queries, folder);
  }

  private static List<String> headings(String text) {
    return text.lines().filter(l -> l.startsWith("## ")).map(l -> l.substring(3)).toList();
  }

  private static String section(String text, String heading) {
    int from = text.indexOf("\n## " + heading + "\n");
    int to = text.indexOf("\n## ", from + 1);
    return text.substring(from, to < 0 ? text.length() : to);
  }

  private static List<String> blocks(String text, String language) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text.replaceAll("(?m)^ +(?=```)", ""));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        blocks.add(matcher.group(2).strip());
      }
    }
    return blocks;
  }

  private static Map<String, Object> map(JsonNode node) {
    Object value = new ObjectMapper().convertValue(node, Object.class);
    return value instanceof Map<?, ?> map ? copy(map) : Map.of();
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
