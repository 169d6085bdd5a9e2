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
package io.firewarden.agent.source;

import io.firewarden.model.sql.SqlOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Spark's REST answers that are read, in Spark's own names; everything else is skipped
 * while parsing. A reference is null and a number 0 when the answer lacks it.
 */
final class RestJson {
  private RestJson() {}

  record ApplicationInfo(
      @Nullable String id, @Nullable String name, @Nullable List<AttemptInfo> attempts) {}

  record AttemptInfo(
      long startTimeEpoch,
      long endTimeEpoch,
      @Nullable String sparkUser,
      boolean completed,
      @Nullable String appSparkVersion) {}

  /** Only the one list of the environment that is needed; it is dropped as soon as it was read. */
  record EnvironmentInfo(@Nullable List<List<String>> sparkProperties) {}

  record ExecutorSummary(
      @Nullable String id,
      @Nullable String hostPort,
      boolean isActive,
      @Nullable String addTime,
      int totalCores,
      int activeTasks,
      long completedTasks,
      long failedTasks,
      long totalDuration,
      long totalGCTime,
      long memoryUsed,
      long maxMemory,
      long diskUsed,
      @Nullable MemoryMetrics memoryMetrics,
      @Nullable PeakMemory peakMemoryMetrics) {}

  record MemoryMetrics(long totalOnHeapStorageMemory) {}

  record PeakMemory(long JVMHeapMemory, long MajorGCCount) {}

  record JobData(
      int jobId,
      @Nullable String submissionTime,
      @Nullable List<Integer> stageIds,
      @Nullable String status,
      int numFailedStages,
      int numCompletedTasks,
      int numFailedTasks,
      int numKilledTasks) {

    boolean isRunning() {
      return "RUNNING".equals(status);
    }

    boolean isEnded() {
      return "SUCCEEDED".equals(status) || "FAILED".equals(status);
    }

    List<Integer> stages() {
      return stageIds == null ? List.of() : stageIds;
    }

    int endedAttempts() {
      return numCompletedTasks + numFailedTasks + numKilledTasks;
    }
  }

  record StageData(
      int stageId,
      int attemptId,
      @Nullable String name,
      @Nullable String submissionTime,
      @Nullable String firstTaskLaunchedTime,
      int numTasks,
      int numActiveTasks,
      int numCompleteTasks,
      int numFailedTasks,
      int numKilledTasks,
      int numCompletedIndices,
      long inputBytes,
      long shuffleReadBytes,
      long shuffleWriteBytes,
      long diskBytesSpilled) {

    int startedAttempts() {
      return numActiveTasks + endedAttempts();
    }

    int endedAttempts() {
      return numCompleteTasks + numFailedTasks + numKilledTasks;
    }
  }

  /** Quantiles of the tasks that succeeded, in the order in which they were asked for. */
  record TaskSummary(
      @Nullable List<Double> executorRunTime,
      @Nullable InputSummary inputMetrics,
      @Nullable ShuffleReadSummary shuffleReadMetrics) {

    @Override
    public List<Double> executorRunTime() {
      return executorRunTime == null ? List.of() : executorRunTime;
    }

    List<Double> input() {
      List<Double> bytes = inputMetrics == null ? null : inputMetrics.bytesRead();
      return bytes == null ? List.of() : bytes;
    }

    List<Double> shuffle() {
      List<Double> bytes = shuffleReadMetrics == null ? null : shuffleReadMetrics.readBytes();
      return bytes == null ? List.of() : bytes;
    }
  }

  record InputSummary(@Nullable List<Double> bytesRead) {}

  record ShuffleReadSummary(@Nullable List<Double> readBytes) {}

  record TaskData(long taskId, @Nullable String launchTime, @Nullable String taskLocality) {}

  /** The description, which is text of a query, is not read. */
  record ExecutionData(
      long id,
      @Nullable String status,
      @Nullable String submissionTime,
      long duration,
      @Nullable Long rootExecutionId) {

    boolean isRunning() {
      return "RUNNING".equals(status);
    }

    /** Spark before 4.2 does not tell, and then it is false. */
    boolean isWithinAnother() {
      return rootExecutionId != null && rootExecutionId != id;
    }

    SqlOutcome outcome() {
      return switch (String.valueOf(status)) {
        case "COMPLETED" -> SqlOutcome.SUCCEEDED;
        case "FAILED" -> SqlOutcome.FAILED;
        default -> SqlOutcome.UNKNOWN;
      };
    }
  }

  record RddStorage(
      int id,
      @Nullable String name,
      int numPartitions,
      int numCachedPartitions,
      long memoryUsed,
      long diskUsed) {}

  /** A number that is null was not in the answer: there is none that may be missing. */
  record StreamingStatistics(
      @Nullable String startTime,
      @Nullable Long batchDuration,
      @Nullable Integer numActiveReceivers,
      @Nullable Integer numInactiveReceivers,
      @Nullable Long numTotalCompletedBatches,
      @Nullable Long numActiveBatches,
      @Nullable Long numProcessedRecords,
      @Nullable Long numReceivedRecords) {}

  /** Before its end, a batch has no {@code processingTime}, nor a delay before its start. */
  record StreamingBatch(
      @Nullable Long batchId,
      @Nullable String status,
      @Nullable Long inputSize,
      @Nullable Long schedulingDelay,
      @Nullable Long processingTime,
      @Nullable Integer numCompletedOutputOps,
      @Nullable Integer numFailedOutputOps) {}
}
