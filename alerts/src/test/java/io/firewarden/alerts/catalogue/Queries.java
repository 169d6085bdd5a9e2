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

import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be said about a PromQL query: the names in it, and whether Prometheus takes it. */
final class Queries {
  /** A metric of ours, or a series that a rule records from one. */
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:$])(?:[a-z_]+:)?(?:spark|firewarden)_[a-z0-9_]+(?::[a-z0-9_]+)?");

  private Queries() {}

  /** A place in a text at which one of our series is read. */
  record Selector(String name, String matchers) {}

  /** Names in a text that are neither in the catalogue nor recorded by a rule. */
  static Set<String> unknownNames(String text) {
    Set<String> names = names(text);
    names.removeAll(labels());
    names.removeAll(series());
    return names;
  }

  /** The series that a query reads, each with what stands in its braces. */
  static List<Selector> selectors(String query) {
    Matcher matcher =
        Pattern.compile("(" + NAME.pattern() + "|\\bALERTS\\b)(?:\\{([^}]*)})?").matcher(query);
    List<Selector> selectors = new ArrayList<>();
    while (matcher.find()) {
      if (!labels().contains(matcher.group(1))) {
        selectors.add(
            new Selector(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2)));
      }
    }
    return selectors;
  }

  /** Has promtool check the types of queries, which it does for the expressions of rules. */
  static void parse(List<String> queries, Path folder) throws IOException {
    Tool promtool = Tool.require("promtool");
    StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
    for (int i = 0; i < queries.size(); i++) {
      rules
          .append("      - record: query:n")
          .append(i)
          .append("\n        expr: '")
          .append(expand(queries.get(i)).replace("'", "''").replace("\n", " "))
          .append("'\n");
    }
    promtool.succeedsWith(
        "check", "rules", Files.writeString(folder.resolve("queries.yaml"), rules));
  }

  /** Puts a value in the place of each variable of Grafana. */
  private static String expand(String query) {
    return query.replace("$__rate_interval", "1m").replaceAll("\\$\\w+", "x");
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  private static Set<String> series() {
    Set<String> series =
        Shipped.recordingRules().stream().map(Shipped.Rule::name).collect(Collectors.toSet());
    for (MetricDefinition metric : MetricCatalog.all()) {
      series.add(metric.name());
      if (metric.type() == MetricDefinition.Type.SUMMARY) {
        series.add(metric.name() + "_sum");
        series.add(metric.name() + "_count");
      }
    }
    return series;
  }

  private static Set<String> labels() {
    return MetricCatalog.all().stream()
        .flatMap(metric -> metric.labels().stream())
        .collect(Collectors.toSet());
  }
}
