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
import org.apache.spark.executor.InputMetrics;
import org.apache.spark.executor.OutputMetrics;
import org.apache.spark.executor.ShuffleReadMetrics;
import org.apache.spark.executor.ShuffleWriteMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a task attempt, copied from Spark's metrics of one event after the other. Each of
 * Spark's figures lies in an object of its own, which is seldom in the processor's cache: copied at
 * once, and before the state takes its lock, they are waited for together and not one by one.
 */
final class SparkTaskFigures implements TaskFigures {
  private long runMillis;
  private long cpuNanos;
  private long deserializeMillis;
  private long gcMillis;
  private long resultSerializationMillis;
  private long fetchWaitMillis;
  private long shuffleWriteNanos;
  private long inputBytes;
  private long inputRecords;
  private long outputBytes;
  private long outputRecords;
  private long shuffleReadLocalBytes;
  private long shuffleReadRemoteBytes;
  private long shuffleReadToDiskBytes;
  private long shuffleReadRecords;
  private long shuffleBlocksLocal;
  private long shuffleBlocksRemote;
  private long shuffleWriteBytes;
  private long shuffleWriteRecords;
  private long spilledMemoryBytes;
  private long spilledDiskBytes;
  private long resultBytes;
  private long peakExecutionMemoryBytes;

  /** Copies them, and says whether there are any. */
  boolean turnTo(@Nullable TaskMetrics told) {
    if (told == null) {
      return false;
    }
    runMillis = told.executorRunTime();
    cpuNanos = told.executorCpuTime();
    deserializeMillis = told.executorDeserializeTime();
    gcMillis = told.jvmGCTime();
    resultSerializationMillis = told.resultSerializationTime();
    spilledMemoryBytes = told.memoryBytesSpilled();
    spilledDiskBytes = told.diskBytesSpilled();
    resultBytes = told.resultSize();
    peakExecutionMemoryBytes = told.peakExecutionMemory();
    turnTo(told.inputMetrics());
    turnTo(told.outputMetrics());
    turnTo(told.shuffleReadMetrics());
    turnTo(told.shuffleWriteMetrics());
    return true;
  }

  private void turnTo(InputMetrics told) {
    inputBytes = told.bytesRead();
    inputRecords = told.recordsRead();
  }

  private void turnTo(OutputMetrics told) {
    outputBytes = told.bytesWritten();
    outputRecords = told.recordsWritten();
  }

  private void turnTo(ShuffleReadMetrics told) {
    fetchWaitMillis = told.fetchWaitTime();
    shuffleReadLocalBytes = told.localBytesRead();
    shuffleReadRemoteBytes = told.remoteBytesRead();
    shuffleReadToDiskBytes = told.remoteBytesReadToDisk();
    shuffleReadRecords = told.recordsRead();
    shuffleBlocksLocal = told.localBlocksFetched();
    shuffleBlocksRemote = told.remoteBlocksFetched();
  }

  private void turnTo(ShuffleWriteMetrics told) {
    shuffleWriteNanos = told.writeTime();
    shuffleWriteBytes = told.bytesWritten();
    shuffleWriteRecords = told.recordsWritten();
  }

  @Override
  public long runMillis() {
    return runMillis;
  }

  @Override
  public long cpuNanos() {
    return cpuNanos;
  }

  @Override
  public long deserializeMillis() {
    return deserializeMillis;
  }

  @Override
  public long gcMillis() {
    return gcMillis;
  }

  @Override
  public long resultSerializationMillis() {
    return resultSerializationMillis;
  }

  @Override
  public long fetchWaitMillis() {
    return fetchWaitMillis;
  }

  @Override
  public long shuffleWriteNanos() {
    return shuffleWriteNanos;
  }

  @Override
  public long inputBytes() {
    return inputBytes;
  }

  @Override
  public long inputRecords() {
    return inputRecords;
  }

  @Override
  public long outputBytes() {
    return outputBytes;
  }

  @Override
  public long outputRecords() {
    return outputRecords;
  }

  @Override
  public long shuffleReadLocalBytes() {
    return shuffleReadLocalBytes;
  }

  @Override
  public long shuffleReadRemoteBytes() {
    return shuffleReadRemoteBytes;
  }

  @Override
  public long shuffleReadToDiskBytes() {
    return shuffleReadToDiskBytes;
  }

  @Override
  public long shuffleReadRecords() {
    return shuffleReadRecords;
  }

  @Override
  public long shuffleBlocksLocal() {
    return shuffleBlocksLocal;
  }

  @Override
  public long shuffleBlocksRemote() {
    return shuffleBlocksRemote;
  }

  @Override
  public long shuffleWriteBytes() {
    return shuffleWriteBytes;
  }

  @Override
  public long shuffleWriteRecords() {
    return shuffleWriteRecords;
  }

  @Override
  public long spilledMemoryBytes() {
    return spilledMemoryBytes;
  }

  @Override
  public long spilledDiskBytes() {
    return spilledDiskBytes;
  }

  @Override
  public long resultBytes() {
    return resultBytes;
  }

  @Override
  public long peakExecutionMemoryBytes() {
    return peakExecutionMemoryBytes;
  }
}
