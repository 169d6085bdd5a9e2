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

import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricFamily;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Optional;

/** Verdicts and configured limits as metrics. */
final class HealthMetrics {
  private static final List<String> VERDICTS = List.of("healthy", "unhealthy", "inconclusive");

  private HealthMetrics() {}

  /** Each check with each verdict: 1 for the one that it gave. */
  static MetricSnapshot verdicts(String cluster, HealthReport report) {
    MetricFamily family = MetricFamily.of(MetricCatalog.CHECK_VERDICT);
    Application application = report.application();
    report
        .verdicts()
        .forEach(
            (check, given) -> {
              for (String verdict : VERDICTS) {
                double value = verdict.equals(given.label()) ? 1 : 0;
                family.add(
                    value, cluster, application.id(), application.name(), check.id(), verdict);
              }
            });
    return family.build();
  }

  /** The limits that configuration changed; nothing when all are as built in. */
  static Optional<MetricSnapshot> thresholds(
      String cluster, Application application, ThresholdValues thresholds) {
    MetricFamily family = MetricFamily.of(MetricCatalog.THRESHOLD);
    thresholds
        .configured()
        .forEach(
            (threshold, value) ->
                family.add(
                    value,
                    cluster,
                    application.id(),
                    application.name(),
                    threshold.check().id(),
                    threshold.key()));
    return thresholds.configured().isEmpty() ? Optional.empty() : Optional.of(family.build());
  }
}
