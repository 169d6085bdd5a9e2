/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.model.event;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import io.firewarden.model.TaskLocality;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The state of one application, folded from its events. PLACEHOLDER bodies: the verbs are the
 * contract.
 *
 * <p>Thread-safe: one thread tells events, others take snapshots. Times are ms since the epoch.
 */
public final class ApplicationState {

  public ApplicationState(SourceKind source) {
    throw new UnsupportedOperationException(source.name());
  }

  public void applicationStarted(String id, String name, String user, long time) {}

  public void applicationEnded(long time) {}

  /** Facts from the environment: Spark's version, {@code spark.memory.fraction}, local mode. */
  public void environment(String sparkVersion, double memoryFraction, boolean localMode) {}

  public void uiAddress(@Nullable String url) {}

  public void jobStarted(int jobId, long time, Collection<Integer> stageIds) {}

  public void jobEnded(int jobId, boolean succeeded) {}

  public void stageSubmitted(int stageId, int attempt, String name, int tasks, long time) {}

  public void stageCompleted(int stageId, int attempt, boolean succeeded) {}

  public void taskStarted(
      int stageId, int attempt, long taskId, long launchTime, String executorId, TaskLocality locality) {}

  public void taskEnded(TaskEnd end) {}

  public void executorAdded(String executorId, String host, int cores, long time) {}

  public void executorRemoved(String executorId) {}

  public void blockManagerAdded(
      String executorId, String host, long maxOnHeapBytes, long maxBytes, long time) {}

  public void blockManagerRemoved(String executorId) {}

  public void blockUpdated(BlockUpdate update) {}

  public void rddUnpersisted(int rddId) {}

  /** A sample of an executor's peaks; values that are 0 or negative are unknown. */
  public void executorSampled(String executorId, long heapPeakBytes, long majorGcCount) {}

  public void eventsLost() {}

  public ApplicationSnapshot snapshot(Instant now) {
    throw new UnsupportedOperationException();
  }
}
