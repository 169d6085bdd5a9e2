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

import io.firewarden.model.ApplicationSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;

/** PLACEHOLDER: maps snapshots to Prometheus metric families. */
public final class SnapshotMetrics {
  private SnapshotMetrics() {}

  /** The families of all snapshots together, at most {@code seriesLimit} series an application. */
  public static MetricSnapshots of(
      String cluster, Collection<ApplicationSnapshot> snapshots, int seriesLimit) {
    throw new UnsupportedOperationException();
  }
}
