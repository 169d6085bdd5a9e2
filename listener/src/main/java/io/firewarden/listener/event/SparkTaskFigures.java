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

import io.firewarden.model.event.TaskFigures;
import org.apache.spark.executor.ShuffleReadMetrics;
import org.apache.spark.executor.ShuffleWriteMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.jspecify.annotations.Nullable;

/** Spark's metrics of a task attempt; turned to one event after the other, on Spark's thread. */
final class SparkTaskFigures implements TaskFigures {
  private @Nullable TaskMetrics metrics;

  /** Says whether there are any. */
  boolean turnTo(@Nullable TaskMetrics told) {
    metrics = told;
    return told != null;
  }

  /** Holds on to nothing of Spark's. */
  void letGo() {
    metrics = null;
  }

  @Override
  public long runMillis() {
    return task().executorRunTime();
  }

  @Override
  public long cpuNanos() {
    return task().executorCpuTime();
  }

  @Override
  public long deserializeMillis() {
    return task().executorDeserializeTime();
  }

  @Override
  public long gcMillis() {
    return task().jvmGCTime();
  }

  @Override
  public long resultSerializationMillis() {
    return task().resultSerializationTime();
  }

  @Override
  public long fetchWaitMillis() {
    return read().fetchWaitTime();
  }

  @Override
  public long shuffleWriteNanos() {
    return write().writeTime();
  }

  @Override
  public long inputBytes() {
    return task().inputMetrics().bytesRead();
  }

  @Override
  public long inputRecords() {
    return task().inputMetrics().recordsRead();
  }

  @Override
  public long outputBytes() {
    return task().outputMetrics().bytesWritten();
  }

  @Override
  public long outputRecords() {
    return task().outputMetrics().recordsWritten();
  }

  @Override
  public long shuffleReadLocalBytes() {
    return read().localBytesRead();
  }

  @Override
  public long shuffleReadRemoteBytes() {
    return read().remoteBytesRead();
  }

  @Override
  public long shuffleReadToDiskBytes() {
    return read().remoteBytesReadToDisk();
  }

  @Override
  public long shuffleReadRecords() {
    return read().recordsRead();
  }

  @Override
  public long shuffleBlocksLocal() {
    return read().localBlocksFetched();
  }

  @Override
  public long shuffleBlocksRemote() {
    return read().remoteBlocksFetched();
  }

  @Override
  public long shuffleWriteBytes() {
    return write().bytesWritten();
  }

  @Override
  public long shuffleWriteRecords() {
    return write().recordsWritten();
  }

  @Override
  public long spilledMemoryBytes() {
    return task().memoryBytesSpilled();
  }

  @Override
  public long spilledDiskBytes() {
    return task().diskBytesSpilled();
  }

  @Override
  public long resultBytes() {
    return task().resultSize();
  }

  @Override
  public long peakExecutionMemoryBytes() {
    return task().peakExecutionMemory();
  }

  private TaskMetrics task() {
    return Turned.to(metrics);
  }

  private ShuffleReadMetrics read() {
    return task().shuffleReadMetrics();
  }

  private ShuffleWriteMetrics write() {
    return task().shuffleWriteMetrics();
  }
}
