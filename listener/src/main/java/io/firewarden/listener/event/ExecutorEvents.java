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
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.storage.BlockManagerId;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterator;

/** Executors, their block managers and their heartbeats. */
final class ExecutorEvents {
  private final ApplicationState state;

  ExecutorEvents(ApplicationState state) {
    this.state = state;
  }

  void added(SparkListenerExecutorAdded event) {
    state.executorAdded(
        event.executorId(),
        event.executorInfo().executorHost(),
        event.executorInfo().totalCores(),
        event.time());
  }

  void removed(SparkListenerExecutorRemoved event) {
    state.executorRemoved(event.executorId());
  }

  void blockManagerAdded(SparkListenerBlockManagerAdded event) {
    BlockManagerId id = event.blockManagerId();
    Option<Object> onHeap = event.maxOnHeapMem();
    state.blockManagerAdded(
        id.executorId(),
        id.host(),
        onHeap.isDefined() ? (Long) onHeap.get() : 0,
        event.maxMem(),
        event.time());
  }

  void blockManagerRemoved(SparkListenerBlockManagerRemoved event) {
    state.blockManagerRemoved(event.blockManagerId().executorId());
  }

  /**
   * A heartbeat holds the peaks since the last one for each running stage, for an idle executor
   * none.
   */
  void metricsUpdated(SparkListenerExecutorMetricsUpdate event) {
    Iterator<ExecutorMetrics> peaks = event.executorUpdates().valuesIterator();
    while (peaks.hasNext()) {
      sample(state, event.execId(), peaks.next());
    }
  }

  /** Both names are known to every supported Spark; an unset sample is all zeroes or -1. */
  static void sample(ApplicationState state, String executorId, @Nullable ExecutorMetrics peaks) {
    if (peaks != null && peaks.isSet()) {
      state.executorSampled(
          executorId, peaks.getMetricValue("JVMHeapMemory"), peaks.getMetricValue("MajorGCCount"));
    }
  }
}
