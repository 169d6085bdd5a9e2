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

/** What Spark measured of a task attempt, for tests. */
record Measured(
    long runMillis,
    long cpuNanos,
    long deserializeMillis,
    long gcMillis,
    long resultSerializationMillis,
    long fetchWaitMillis,
    long shuffleWriteNanos,
    long inputBytes,
    long inputRecords,
    long outputBytes,
    long outputRecords,
    long shuffleReadLocalBytes,
    long shuffleReadRemoteBytes,
    long shuffleReadToDiskBytes,
    long shuffleReadRecords,
    long shuffleBlocksLocal,
    long shuffleBlocksRemote,
    long shuffleWriteBytes,
    long shuffleWriteRecords,
    long spilledMemoryBytes,
    long spilledDiskBytes,
    long resultBytes,
    long peakExecutionMemoryBytes)
    implements TaskFigures {

  /** Each figure another one, so that none is taken for another: 1 to 23 times a factor. */
  static Measured times(long factor) {
    return new Measured(
        factor,
        2_000_000 * factor,
        3 * factor,
        4 * factor,
        5 * factor,
        6 * factor,
        7_000_000 * factor,
        8 * factor,
        9 * factor,
        10 * factor,
        11 * factor,
        12 * factor,
        13 * factor,
        14 * factor,
        15 * factor,
        16 * factor,
        17 * factor,
        18 * factor,
        19 * factor,
        20 * factor,
        21 * factor,
        22 * factor,
        23 * factor);
  }

  /** A task that collected garbage for a while and read so much, half of it remote. */
  static Measured ofTask(long gcMillis, long inputBytes, long shuffleReadBytes) {
    return new Measured(
        0,
        0,
        0,
        gcMillis,
        0,
        0,
        0,
        inputBytes,
        0,
        0,
        0,
        shuffleReadBytes / 2,
        shuffleReadBytes - shuffleReadBytes / 2,
        0,
        0,
        0,
        0,
        300,
        0,
        0,
        40,
        0,
        0);
  }
}
