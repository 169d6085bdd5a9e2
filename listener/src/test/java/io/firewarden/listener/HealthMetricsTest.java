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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.Thresholds;
import io.firewarden.model.Application;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthMetricsTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Application ODD =
      new Application(
          "app-1", "odd\nname " + "x".repeat(300), "ada", "3.5.9", false, null, AT, null);

  @Test
  void namesAnApplicationAsItsOtherMetricsDo() throws Exception {
    MetricSnapshot verdicts =
        HealthMetrics.verdicts(
            "prod", new HealthReport(ODD, AT, Map.of(CheckId.GC_TIME, new Verdict.Healthy("2 %"))));
    MetricSnapshot thresholds =
        HealthMetrics.thresholds(
                "prod",
                ODD,
                Thresholds.fromMap(
                        Map.of("defaults", Map.of("long-task", Map.of("max-seconds", 900))))
                    .forApplication(ODD.name()))
            .orElseThrow();

    for (MetricSnapshot family : new MetricSnapshot[] {verdicts, thresholds}) {
      assertThat(family.getDataPoints())
          .isNotEmpty()
          .allSatisfy(
              point ->
                  assertThat(point.getLabels().get("app_name"))
                      .isEqualTo("odd name " + "x".repeat(191)));
    }
  }
}
