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

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Snapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerLabelsTest {
  @ParameterizedTest
  @ValueSource(strings = {"team", "_x", "Cost_Centre_7", "a"})
  void acceptsALabelName(String name) {
    assertThat(OwnerLabels.faultOfName(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7up", "my-team", "my.team", "__meta", "é", "a b", "a\n"})
  void refusesWhatIsNoLabelName(String name) {
    assertThat(OwnerLabels.faultOfName(name)).contains("must end in a label name");
  }

  @Test
  void refusesEachLabelThatTheMetricHasOfItself() {
    List<String> own =
        MetricCatalog.all().stream()
            .filter(metric -> metric.name().equals("spark_application_info"))
            .flatMap(metric -> metric.labels().stream())
            .toList();

    assertThat(own)
        .hasSize(7)
        .allSatisfy(name -> assertThat(OwnerLabels.faultOfName(name)).contains("is taken"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"job", "instance", "le", "quantile"})
  void refusesWhatPrometheusGivesAMeaningTo(String name) {
    assertThat(OwnerLabels.faultOfName(name)).contains(name, "is taken");
  }

  @Test
  void limitsTheLengthOfAValueAndTellsNothingOfIt() {
    assertThat(OwnerLabels.faultOfValue("x".repeat(100))).isNull();
    assertThat(OwnerLabels.faultOfValue("x".repeat(101)))
        .isEqualTo("must be a text of 1 to 100 characters, but has 101");
    assertThat(OwnerLabels.faultOfValue(" ")).isNotNull();
  }

  @Test
  void keepsTheRulesWhateverASnapshotSays() {
    Map<String, String> labels = new HashMap<>();
    labels.put("cluster", "stolen");
    labels.put("no-name", "x");
    labels.put("empty", "");
    labels.put("long", "x".repeat(101));
    for (int i = 0; i < 20; i++) {
      labels.put("n" + (char) ('a' + i), "line\nbreak");
    }

    String info = info(labels);

    assertThat(info).contains("cluster=\"main\"").doesNotContain("stolen", "no-name", "empty");
    assertThat(info.split("line break", -1)).hasSize(11);
    assertThat(info).contains("na=", "nj=").doesNotContain("nk=");
  }

  @Test
  void showsLabelsThatApplicationsDoNotShare() {
    assertThat(info(Map.of("team", "risk"))).contains("team=\"risk\"");
    assertThat(info(Map.of("tier", "prod"))).contains("tier=\"prod\"").doesNotContain("team");
  }

  private static String info(Map<String, String> labels) {
    Application application = DetailedSnapshots.labelled(Snapshots.full().application(), labels);
    ApplicationSnapshot snapshot = Snapshots.with(Snapshots.full(), application);
    return Exposition.series(SnapshotMetrics.of("main", List.of(snapshot), 5000)).stream()
        .filter(line -> line.startsWith("spark_application_info"))
        .findFirst()
        .orElseThrow();
  }
}
