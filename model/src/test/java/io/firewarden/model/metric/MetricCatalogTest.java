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
package io.firewarden.model.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.metric.MetricDefinition.Exporter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricCatalogTest {
  private static final Pattern NAME = Pattern.compile("(spark|firewarden)(_[a-z]+)+");
  private static final Pattern LABEL = Pattern.compile("[a-z]+(_[a-z]+)*");
  private static final Pattern OTHER_UNIT =
      Pattern.compile(".*_(ms|millis|milliseconds|minutes|hours|kb|mb|kib|mib|percent)(_.*)?");
  private static final List<String> OF_ANOTHER_TYPE = List.of("_count", "_sum", "_bucket");
  private static final Set<String> RESERVED = Set.of("job", "instance", "le", "quantile");

  static Stream<MetricDefinition> all() {
    return MetricCatalog.all().stream();
  }

  @Test
  void listsEachOfItsConstantsOnce() {
    List<MetricDefinition> constants =
        Arrays.stream(MetricCatalog.class.getFields())
            .filter(field -> field.getType() == MetricDefinition.class)
            .map(MetricCatalogTest::value)
            .toList();

    assertThat(constants).hasSizeGreaterThan(10);
    assertThat(MetricCatalog.all()).hasSizeGreaterThan(130).containsAll(constants);
    assertThat(MetricCatalog.all()).extracting(MetricDefinition::name).doesNotHaveDuplicates();
    assertThat(MetricCatalog.all()).extracting(MetricDefinition::baseName).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesAsPrometheusDoes(MetricDefinition metric) {
    assertThat(metric.name()).matches(NAME).doesNotMatch(OTHER_UNIT);
    assertThat(metric.name().endsWith("_total"))
        .isEqualTo(metric.type() == MetricDefinition.Type.COUNTER);
    assertThat(metric.name().endsWith("_info"))
        .isEqualTo(metric.type() == MetricDefinition.Type.INFO);
    assertThat(OF_ANOTHER_TYPE).noneMatch(metric.name()::endsWith);
  }

  @ParameterizedTest
  @MethodSource("all")
  void tellsTheUnitInNameAndHelpAlike(MetricDefinition metric) {
    assertThat(metric.help()).matches("[A-Z0-9].*[.]").hasSizeLessThan(200);
    assertThat(metric.help().contains("in seconds")).isEqualTo(metric.name().contains("_seconds"));
    assertThat(metric.help().contains("in bytes")).isEqualTo(metric.name().contains("_bytes"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void identifiesTheApplicationFirst(MetricDefinition metric) {
    assertThat(metric.labels()).doesNotHaveDuplicates().allMatch(l -> LABEL.matcher(l).matches());
    assertThat(metric.labels()).doesNotContainAnyElementsOf(RESERVED);
    if (metric.labels().contains("app_id")) {
      assertThat(metric.labels()).startsWith("cluster", "app_id", "app_name");
      boolean agentOnly = // no listener is there yet, or it is about the agent
          metric.equals(MetricCatalog.SUBMITTED)
              || metric.name().startsWith("firewarden_application_");
      assertThat(metric.exporter()).isEqualTo(agentOnly ? Exporter.AGENT : Exporter.BOTH);
    } else {
      assertThat(metric.name()).startsWith("firewarden_");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void foldsOnlyGaugesOfPartsOfAnApplication(MetricDefinition metric) {
    boolean ofPart =
        metric.labels().stream()
            .anyMatch(Set.of("executor_id", "stage_id", "rdd_id", "query", "queue")::contains);
    boolean foldable = ofPart && metric.type() == MetricDefinition.Type.GAUGE;
    if (!foldable) {
      assertThat(metric.folding()).isEqualTo(Folding.LEFT_OUT);
    } else if (metric.name().endsWith("_timestamp_seconds")) {
      assertThat(metric.folding()).isIn(Folding.MIN, Folding.MAX);
    }
  }

  @Test
  void satisfiesPromtool() throws IOException, InterruptedException {
    MetricSnapshots.Builder families = MetricSnapshots.builder();
    MetricCatalog.all().forEach(metric -> families.metricSnapshot(example(metric)));

    String text = Exposition.text(families.build());

    assertThat(MetricCatalog.all()).allMatch(metric -> text.contains("# TYPE " + metric.name()));
    Promtool.assertClean(text);
  }

  private static MetricSnapshot example(MetricDefinition metric) {
    List<String> values = metric.labels().stream().map(label -> "x").toList();
    return metric.type() == MetricDefinition.Type.SUMMARY
        ? SummarySnapshot.builder()
            .name(metric.name())
            .help(metric.help())
            .dataPoint(
                SummaryDataPointSnapshot.builder()
                    .labels(Labels.of(metric.labels(), values))
                    .count(1)
                    .quantiles(Quantiles.of(new Quantile(0.5, 1)))
                    .build())
            .build()
        : MetricFamily.of(metric).add(1, values.toArray(String[]::new)).build();
  }

  private static MetricDefinition value(Field constant) {
    try {
      return (MetricDefinition) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
