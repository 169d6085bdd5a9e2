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
package io.firewarden.listener.event;

import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.event.PeakNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.metrics.ExecutorMetricType$;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.Map;

/**
 * Samples of the executor metrics that the running Spark knows, of executors and of the driver. On
 * Spark's thread only.
 */
final class PeakSamples {
  /** Known to every supported Spark. */
  private static final String HEAP = "JVMHeapMemory";

  private static final List<String> ALWAYS_THERE = List.of(HEAP, "MajorGCCount");

  private final ApplicationState state;
  private final String[] names;
  private final PeakNames peakNames;
  private final long[] values;
  private boolean sampledOften;

  PeakSamples(ApplicationState state) {
    this.state = state;
    List<String> known = known();
    this.names = known.toArray(String[]::new);
    this.peakNames = new PeakNames(known);
    this.values = new long[names.length];
  }

  /** Executors sample between heartbeats, too ({@code spark.executor.metrics.pollingInterval}). */
  void sampledOften(boolean often) {
    sampledOften = often;
  }

  /**
   * The peaks while a task ran. Where Spark samples at heartbeats only, they tell nothing that the
   * heartbeats do not. A task that saw no sample has no heap.
   */
  void ofTask(String executorId, SparkListenerTaskEnd event) {
    if (!sampledOften) {
      return;
    }
    @Nullable ExecutorMetrics peaks = event.taskExecutorMetrics();
    if (peaks != null && peaks.isSet() && peaks.getMetricValue(HEAP) > 0) {
      tell(executorId, peaks);
    }
  }

  /** The peaks since the last heartbeat; an unset sample is all zeroes or -1. */
  void ofHeartbeat(String executorId, @Nullable ExecutorMetrics peaks) {
    if (peaks != null && peaks.isSet()) {
      tell(executorId, peaks);
      if (peaks.getMetricValue(HEAP) > 0) {
        state.storageSampled(
            executorId,
            peaks.getMetricValue("OnHeapStorageMemory"),
            peaks.getMetricValue("OffHeapStorageMemory"));
      }
    }
  }

  private void tell(String executorId, ExecutorMetrics peaks) {
    for (int i = 0; i < names.length; i++) {
      values[i] = peaks.getMetricValue(names[i]);
    }
    state.executorSampled(executorId, peakNames, values);
  }

  /** The names of the running version: an unknown one is an error to Spark. */
  private static List<String> known() {
    try {
      Map<String, Object> offsets = ExecutorMetricType$.MODULE$.metricToOffset();
      List<String> known = new ArrayList<>();
      for (Iterator<String> each = offsets.keysIterator(); each.hasNext(); ) {
        known.add(each.next());
      }
      return known;
    } catch (LinkageError | RuntimeException e) {
      return ALWAYS_THERE;
    }
  }
}
