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
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.TaskResourceRequest;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorExcluded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorUnexcluded;
import org.apache.spark.scheduler.SparkListenerNodeExcluded;
import org.apache.spark.scheduler.SparkListenerNodeUnexcluded;
import org.apache.spark.scheduler.SparkListenerResourceProfileAdded;
import org.apache.spark.storage.BlockManagerId;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;

/** Executors, their block managers and their heartbeats. */
final class ExecutorEvents {
  private static final String CPUS = "cpus";

  private final ApplicationState state;
  private final PeakSamples samples;

  ExecutorEvents(ApplicationState state, PeakSamples samples) {
    this.state = state;
    this.samples = samples;
  }

  void added(SparkListenerExecutorAdded event) {
    state.executorAdded(
        event.executorId(),
        event.executorInfo().executorHost(),
        event.executorInfo().totalCores(),
        event.executorInfo().resourceProfileId(),
        event.time());
  }

  void removed(SparkListenerExecutorRemoved event) {
    String why = event.reason();
    state.executorRemoved(event.executorId(), why == null ? "" : why, event.time());
  }

  /** Spark tells each exclusion twice, once by its former name, which is not listened to. */
  void excluded(SparkListenerExecutorExcluded event) {
    state.executorExcluded(event.executorId(), true);
  }

  void unexcluded(SparkListenerExecutorUnexcluded event) {
    state.executorExcluded(event.executorId(), false);
  }

  void nodeExcluded(SparkListenerNodeExcluded event) {
    state.hostExcluded(event.hostId(), true);
  }

  void nodeUnexcluded(SparkListenerNodeUnexcluded event) {
    state.hostExcluded(event.hostId(), false);
  }

  void profileAdded(SparkListenerResourceProfileAdded event) {
    ResourceProfile profile = event.resourceProfile();
    TaskResourceRequest cpus = profile.taskResourcesJMap().get(CPUS);
    if (cpus != null) {
      state.taskCpus(profile.id(), (int) cpus.amount());
    }
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
   * none. Those of the driver are of no stage.
   */
  void metricsUpdated(SparkListenerExecutorMetricsUpdate event) {
    state.executorAlive(event.execId());
    Iterator<Tuple2<Tuple2<Object, Object>, ExecutorMetrics>> peaks =
        event.executorUpdates().iterator();
    while (peaks.hasNext()) {
      Tuple2<Tuple2<Object, Object>, ExecutorMetrics> ofStage = peaks.next();
      state.stageAlive((Integer) ofStage._1()._1(), (Integer) ofStage._1()._2());
      samples.ofHeartbeat(event.execId(), ofStage._2());
    }
  }
}
