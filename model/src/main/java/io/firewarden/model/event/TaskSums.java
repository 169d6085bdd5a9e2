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

import io.firewarden.model.task.DataVolumes;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import io.firewarden.model.task.WastedTime;
import java.util.EnumMap;
import java.util.Map;

/**
 * Sums over ended task attempts; see {@link TaskBreakdown}. Each attempt is added to one of them:
 * that of its stage while it runs, which goes into that of the application when the stage ends.
 */
final class TaskSums {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private long runMillis;
  private long cpuNanos;
  private long deserializeMillis;
  private long gcMillis;
  private long schedulerDelayMillis;
  private long fetchWaitMillis;
  private long shuffleWriteNanos;
  private long resultSerializationMillis;
  private long gettingResultMillis;

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

  private long failedMillis;
  private long killedMillis;
  private long outrunMillis;

  /** Made at the first attempt of the kind, since most stages have none. */
  private Map<FailureReason, Long> endedWithout = Map.of();

  private long retried;
  private long speculative;
  private long peakExecutionMemory;

  void add(TaskEnd end) {
    if (end.outcome() != TaskEnd.Outcome.SUCCEEDED) {
      addUnsuccessful(end);
    }
    if (!end.endsAnAttempt()) {
      return;
    }
    if (end.retried()) {
      retried++;
    }
    if (end.speculative()) {
      speculative++;
    }
    TaskFigures figures = end.figures();
    if (figures != null) {
      addTimes(end, figures);
      addVolumes(figures);
    }
  }

  /** An attempt succeeded at a task at which another had succeeded before. */
  void addNeedless(TaskEnd end) {
    outrunMillis += end.millisThatCount();
  }

  private void addUnsuccessful(TaskEnd end) {
    FailureReason reason = end.reason();
    if (reason != null) {
      endedWithout(reason, 1);
    }
    long millis = Math.max(0, end.durationMillis());
    switch (end.outcome()) {
      case KILLED -> {
        if (end.outrun() || reason == FailureReason.COMMIT_DENIED) {
          outrunMillis += millis;
        } else {
          killedMillis += millis;
        }
      }
      // The work of a task whose result is gone was for nothing, too.
      case FAILED, LOST, RESUBMITTED -> failedMillis += millis;
      case SUCCEEDED -> throw new AssertionError(end.outcome());
    }
  }

  private void endedWithout(FailureReason reason, long attempts) {
    if (endedWithout.isEmpty()) {
      endedWithout = new EnumMap<>(FailureReason.class);
    }
    endedWithout.merge(reason, attempts, Long::sum);
  }

  private void addTimes(TaskEnd end, TaskFigures figures) {
    long run = Math.max(0, figures.runMillis());
    long deserialize = Math.max(0, figures.deserializeMillis());
    long serialize = Math.max(0, figures.resultSerializationMillis());
    long getting = Math.max(0, end.gettingResultMillis());
    runMillis += run;
    deserializeMillis += deserialize;
    resultSerializationMillis += serialize;
    gettingResultMillis += getting;
    schedulerDelayMillis +=
        Math.max(0, end.durationMillis() - run - deserialize - serialize - getting);
    cpuNanos += Math.max(0, figures.cpuNanos());
    gcMillis += Math.max(0, figures.gcMillis());
    fetchWaitMillis += Math.max(0, figures.fetchWaitMillis());
    shuffleWriteNanos += Math.max(0, figures.shuffleWriteNanos());
    peakExecutionMemory = Math.max(peakExecutionMemory, figures.peakExecutionMemoryBytes());
  }

  private void addVolumes(TaskFigures figures) {
    inputBytes += Math.max(0, figures.inputBytes());
    inputRecords += Math.max(0, figures.inputRecords());
    outputBytes += Math.max(0, figures.outputBytes());
    outputRecords += Math.max(0, figures.outputRecords());
    shuffleWriteBytes += Math.max(0, figures.shuffleWriteBytes());
    shuffleWriteRecords += Math.max(0, figures.shuffleWriteRecords());
    resultBytes += Math.max(0, figures.resultBytes());
    spilledMemoryBytes += Math.max(0, figures.spilledMemoryBytes());
    spilledDiskBytes += Math.max(0, figures.spilledDiskBytes());
    addShuffleRead(figures);
  }

  private void addShuffleRead(TaskFigures figures) {
    shuffleReadLocalBytes += Math.max(0, figures.shuffleReadLocalBytes());
    shuffleReadRemoteBytes += Math.max(0, figures.shuffleReadRemoteBytes());
    shuffleReadToDiskBytes += Math.max(0, figures.shuffleReadToDiskBytes());
    shuffleReadRecords += Math.max(0, figures.shuffleReadRecords());
    shuffleBlocksLocal += Math.max(0, figures.shuffleBlocksLocal());
    shuffleBlocksRemote += Math.max(0, figures.shuffleBlocksRemote());
  }

  TaskSums copy() {
    TaskSums copy = new TaskSums();
    copy.add(this);
    return copy;
  }

  /** Takes in the sums of a part. */
  void add(TaskSums part) {
    addTimes(part);
    addVolumes(part);
    failedMillis += part.failedMillis;
    killedMillis += part.killedMillis;
    outrunMillis += part.outrunMillis;
    part.endedWithout.forEach(this::endedWithout);
    retried += part.retried;
    speculative += part.speculative;
    peakExecutionMemory = Math.max(peakExecutionMemory, part.peakExecutionMemory);
  }

  private void addTimes(TaskSums part) {
    runMillis += part.runMillis;
    cpuNanos += part.cpuNanos;
    deserializeMillis += part.deserializeMillis;
    gcMillis += part.gcMillis;
    schedulerDelayMillis += part.schedulerDelayMillis;
    fetchWaitMillis += part.fetchWaitMillis;
    shuffleWriteNanos += part.shuffleWriteNanos;
    resultSerializationMillis += part.resultSerializationMillis;
    gettingResultMillis += part.gettingResultMillis;
  }

  private void addVolumes(TaskSums part) {
    inputBytes += part.inputBytes;
    inputRecords += part.inputRecords;
    outputBytes += part.outputBytes;
    outputRecords += part.outputRecords;
    shuffleReadLocalBytes += part.shuffleReadLocalBytes;
    shuffleReadRemoteBytes += part.shuffleReadRemoteBytes;
    shuffleReadToDiskBytes += part.shuffleReadToDiskBytes;
    shuffleReadRecords += part.shuffleReadRecords;
    shuffleBlocksLocal += part.shuffleBlocksLocal;
    shuffleBlocksRemote += part.shuffleBlocksRemote;
    shuffleWriteBytes += part.shuffleWriteBytes;
    shuffleWriteRecords += part.shuffleWriteRecords;
    spilledMemoryBytes += part.spilledMemoryBytes;
    spilledDiskBytes += part.spilledDiskBytes;
    resultBytes += part.resultBytes;
  }

  TaskBreakdown breakdown() {
    return new TaskBreakdown(
        times(),
        volumes(),
        new WastedTime(failedMillis, killedMillis, outrunMillis),
        endedWithout,
        retried,
        speculative,
        peakExecutionMemory);
  }

  private TaskTimes times() {
    return new TaskTimes(
        runMillis,
        cpuNanos / NANOS_PER_MILLI,
        deserializeMillis,
        gcMillis,
        schedulerDelayMillis,
        fetchWaitMillis,
        shuffleWriteNanos / NANOS_PER_MILLI,
        resultSerializationMillis,
        gettingResultMillis);
  }

  DataVolumes volumes() {
    return new DataVolumes(
        inputBytes,
        inputRecords,
        outputBytes,
        outputRecords,
        shuffleReadLocalBytes,
        shuffleReadRemoteBytes,
        shuffleReadToDiskBytes,
        shuffleReadRecords,
        shuffleBlocksLocal,
        shuffleBlocksRemote,
        shuffleWriteBytes,
        shuffleWriteRecords,
        spilledMemoryBytes,
        spilledDiskBytes,
        resultBytes);
  }
}
