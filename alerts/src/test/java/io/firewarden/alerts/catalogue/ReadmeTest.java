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

import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.HealthCheck;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the README's tables to the catalogues that they are generated from. */
class ReadmeTest {
  private static final Path README = Path.of(System.getProperty("firewarden.root"), "README.md");
  private static final boolean UPDATE = Boolean.getBoolean("firewarden.readme.update");

  @Test
  void tableOfChecksEqualsTheCatalogue() throws IOException {
    StringBuilder table =
        new StringBuilder(
            "| check | alert | severity | for | limits and defaults |\n|---|---|---|---|---|\n");
    for (HealthCheck check : HealthChecks.all()) {
      String limits =
          Arrays.stream(Threshold.values())
              .filter(threshold -> threshold.check() == check.id())
              .map(t -> "`" + t.key() + "` " + number(t.defaultValue()))
              .collect(Collectors.joining(", "));
      for (AlertDefinition alert : check.alerts()) {
        table.append(
            String.format(
                "| `%s` | [%s](alerts/runbooks/%s.md) | %s | %d s | %s |%n",
                check.id(),
                alert.name(),
                alert.name(),
                alert.severity().label(),
                alert.holdFor().toSeconds(),
                limits));
      }
    }
    verify("checks", table.toString());
  }

  @Test
  void tableOfMetricsEqualsTheCatalogue() throws IOException {
    StringBuilder table =
        new StringBuilder("| metric | type | labels | from | what |\n|---|---|---|---|---|\n");
    for (MetricDefinition metric : MetricCatalog.all()) {
      String labels =
          metric.labels().stream()
              .filter(label -> !isIdentity(metric, label))
              .map(label -> "`" + label + "`")
              .collect(Collectors.joining(", "));
      table.append(
          String.format(
              "| `%s` | %s | %s | %s | %s |%n",
              metric.name(),
              lower(metric.type()),
              labels,
              metric.exporter() == MetricDefinition.Exporter.BOTH
                  ? "both"
                  : lower(metric.exporter()),
              metric.help()));
    }
    verify("metrics", table.toString());
  }

  private static boolean isIdentity(MetricDefinition metric, String label) {
    return metric.labels().containsAll(MetricCatalog.IDENTITY)
        && MetricCatalog.IDENTITY.contains(label);
  }

  private static void verify(String name, String expected) throws IOException {
    String begin = "<!-- " + name + ": generated -->\n";
    String end = "<!-- " + name + ": end -->";
    String readme = Files.readString(README);
    assertThat(readme).contains(begin, end);
    int from = readme.indexOf(begin) + begin.length();
    int to = readme.indexOf(end);
    if (UPDATE) {
      Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
      return;
    }
    assertThat(readme.substring(from, to))
        .as("the table of %s in README.md; CONTRIBUTING.md says how to regenerate it", name)
        .isEqualTo(expected);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String number(double value) {
    return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }
}
