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
package io.firewarden.listener.http;

import io.firewarden.alerts.check.HealthReport;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** What the endpoint serves. Called on its threads. */
public interface Pages {

  /**
   * Writes the figures of the application, which can be many; {@link #metrics} has none of them.
   *
   * @param openMetrics whether in the format of OpenMetrics, else in that of Prometheus
   */
  void writeFigures(OutputStream out, boolean openMetrics) throws IOException;

  /** Every other metric. */
  MetricSnapshots metrics();

  /** The snapshot's JSON. */
  byte[] snapshot();

  /** The latest verdicts; nothing before the first. */
  Optional<HealthReport> health();
}
