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
package io.firewarden.model.event;

/**
 * What Spark measured of a task attempt, in Spark's units; see {@link
 * io.firewarden.model.task.TaskTimes} and {@link io.firewarden.model.task.DataVolumes}. To be read
 * as {@link TaskEnd} is.
 */
public interface TaskFigures {

  /** {@code executorRunTime}, in ms. */
  long runMillis();

  /** {@code executorCpuTime}, in ns. */
  long cpuNanos();

  /** {@code executorDeserializeTime}, in ms. */
  long deserializeMillis();

  /** {@code jvmGCTime}, in ms: of the whole JVM while the attempt ran. */
  long gcMillis();

  /** {@code resultSerializationTime}, in ms. */
  long resultSerializationMillis();

  /** {@code fetchWaitTime} of shuffle reads, in ms. */
  long fetchWaitMillis();

  /** {@code writeTime} of shuffle writes, in ns. */
  long shuffleWriteNanos();

  /** Bytes read from storage. */
  long inputBytes();

  /** Records read from storage. */
  long inputRecords();

  /** Bytes written to storage. */
  long outputBytes();

  /** Records written to storage. */
  long outputRecords();

  /** Shuffle bytes read on the same node. */
  long shuffleReadLocalBytes();

  /** Shuffle bytes read over the network. */
  long shuffleReadRemoteBytes();

  /** Of the remote bytes, those that went to disk first. */
  long shuffleReadToDiskBytes();

  /** Records read from shuffles. */
  long shuffleReadRecords();

  /** Shuffle blocks fetched on the same node. */
  long shuffleBlocksLocal();

  /** Shuffle blocks fetched over the network. */
  long shuffleBlocksRemote();

  /** Shuffle bytes written. */
  long shuffleWriteBytes();

  /** Records written to shuffles. */
  long shuffleWriteRecords();

  /** Size in memory of what was spilled. */
  long spilledMemoryBytes();

  /** Size on disk of what was spilled. */
  long spilledDiskBytes();

  /** The serialised result. */
  long resultBytes();

  /** The highest execution memory. */
  long peakExecutionMemoryBytes();
}
