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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricFamilyTest {
  @Test
  void exposesAGauge() {
    assertThat(
            series(MetricFamily.of(MetricCatalog.APPLICATIONS).add(3, "healthy").add(0, "warning")))
        .containsExactly(
            "firewarden_applications{health=\"healthy\"} 3.0",
            "firewarden_applications{health=\"warning\"} 0.0");
  }

  @Test
  void exposesACounterWithItsSuffixOnceAndNoCreationTime() {
    MetricFamily family = MetricFamily.of(MetricCatalog.STATE_WRITES).add(2, "alerts", "success");

    assertThat(series(family))
        .containsExactly("firewarden_state_writes_total{file=\"alerts\",result=\"success\"} 2.0");
    assertThat(Exposition.openMetrics(MetricSnapshots.of(family.build())))
        .contains("# TYPE firewarden_state_writes counter")
        .doesNotContain("_created");
  }

  @Test
  void exposesInformation() {
    assertThat(series(MetricFamily.of(MetricCatalog.BUILD).add(1, "agent", "0.1")))
        .containsExactly("firewarden_build_info{component=\"agent\",version=\"0.1\"} 1");
  }

  @Test
  void keepsTheFirstOfTwoSeriesWithTheSameLabels() {
    MetricFamily family = MetricFamily.of(MetricCatalog.APPLICATIONS).add(1, "a\nb").add(2, "a\tb");

    assertThat(series(family)).containsExactly("firewarden_applications{health=\"a b\"} 1.0");
  }

  @Test
  void makesALineOfLimitedLengthOfAnyText() {
    String smile = "\uD83D\uDE00";

    assertThat(LabelText.of("plain text, \"quoted\" \\ é " + smile))
        .isEqualTo("plain text, \"quoted\" \\ é " + smile);
    assertThat(LabelText.of("a\u0000b\r\nc\u007fd\u0085e")).isEqualTo("a b  c d e");
    assertThat(LabelText.of("half \uD83D, other half \uDE00")).isEqualTo("half , other half ");
    assertThat(LabelText.of("x".repeat(200))).hasSize(200);
    assertThat(LabelText.of("x".repeat(201))).hasSize(200);
    assertThat(LabelText.of("x".repeat(199) + smile)).isEqualTo("x".repeat(199));
  }

  @Test
  void leavesOutACounterThatIsNoCount() {
    MetricFamily family =
        MetricFamily.of(MetricCatalog.STATE_WRITES)
            .add(-1, "alerts", "success")
            .add(Double.NaN, "alerts", "failure");

    assertThat(family.isEmpty()).isTrue();
    assertThat(series(family)).isEmpty();
  }

  @Test
  void refusesTheWrongNumberOfLabels() {
    MetricFamily family = MetricFamily.of(MetricCatalog.APPLICATIONS);

    assertThatThrownBy(() -> family.add(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("firewarden_applications has the labels [health], but got the values []");
    assertThatThrownBy(() -> family.add(1, "a", "b")).hasMessageContaining("[a, b]");
  }

  @Test
  void refusesASingleValueOfASummary() {
    assertThatThrownBy(() -> MetricFamily.of(MetricCatalog.POLL_SECONDS).add(1, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("firewarden_poll_duration_seconds");
  }

  private static List<String> series(MetricFamily family) {
    return Exposition.series(MetricSnapshots.of(family.build()));
  }
}
