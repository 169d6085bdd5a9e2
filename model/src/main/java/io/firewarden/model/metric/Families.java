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

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metrics of applications at one moment, by name: either as Prometheus' client has them, or
 * written as text at once, which takes a tenth of the time.
 */
public final class Families {
  private final Map<String, Family> byName = new TreeMap<>();

  Families() {}

  void add(Table table) {
    Map<String, List<Column>> columns = new TreeMap<>();
    for (Column column : table.columns()) {
      columns.computeIfAbsent(column.definition().name(), name -> new ArrayList<>()).add(column);
    }
    columns.forEach(
        (name, own) ->
            byName
                .computeIfAbsent(name, each -> new Family(own.get(0).definition()))
                .add(table, own));
  }

  /** As Prometheus' client has them. */
  public MetricSnapshots toSnapshots() {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    for (Family family : byName.values()) {
      if (!family.isEmpty()) {
        snapshots.metricSnapshot(family.toSnapshot());
      }
    }
    return snapshots.build();
  }

  /**
   * Writes them as Prometheus' client would. What ends an exposition is left to whoever writes its
   * last part.
   *
   * @param openMetrics whether in the format of OpenMetrics 1.0, else in that of Prometheus 0.0.4
   */
  public void writeTo(OutputStream out, boolean openMetrics) throws IOException {
    TextWriter writer = new TextWriter(out, openMetrics);
    for (Family family : byName.values()) {
      if (!family.isEmpty()) {
        writer.write(family);
      }
    }
    writer.flush();
  }
}
