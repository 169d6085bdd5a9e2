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
package io.firewarden.benchmark;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerBlockManagerRemoved;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.sql.execution.ui.SparkListenerDriverAccumUpdates;
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveExecutionUpdate;
import org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveSQLMetricUpdates;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.storage.BlockUpdatedInfo;
import scala.Option;
import scala.Some;
import scala.Tuple2;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Events of a round, told anew with the ids that a later round of the same application would have:
 * of tasks, stages, jobs, SQL executions and executors. Ids of RDDs and accumulators stay.
 */
final class Renumbering {
  /** No round has more of anything. */
  static final int IDS_A_ROUND = 10_000;

  private static final String SQL_EXECUTION = "spark.sql.execution.id";

  private final int shift;
  private final Map<String, String> executors = new HashMap<>();
  private final Map<BlockManagerId, BlockManagerId> blockManagers = new HashMap<>();

  Renumbering(int round) {
    shift = Math.multiplyExact(round, IDS_A_ROUND);
  }

  SparkListenerEvent of(SparkListenerEvent event) {
    if (event instanceof SparkListenerTaskStart e) {
      return new SparkListenerTaskStart(
          e.stageId() + shift, e.stageAttemptId(), started(e.taskInfo()));
    } else if (event instanceof SparkListenerTaskEnd e) {
      return taskEnd(e);
    } else if (event instanceof SparkListenerExecutorMetricsUpdate e) {
      return heartbeat(e);
    } else if (event instanceof SparkListenerStageSubmitted e) {
      return new SparkListenerStageSubmitted(stage(e.stageInfo()), properties(e.properties()));
    } else if (event instanceof SparkListenerStageCompleted e) {
      return new SparkListenerStageCompleted(stage(e.stageInfo()));
    } else if (event instanceof SparkListenerJobStart e) {
      return new SparkListenerJobStart(
          e.jobId() + shift, e.time(), stages(e.stageInfos()), properties(e.properties()));
    } else if (event instanceof SparkListenerJobEnd e) {
      return new SparkListenerJobEnd(e.jobId() + shift, e.time(), e.jobResult());
    }
    SparkListenerEvent ofExecutor = ofExecutor(event);
    return ofExecutor == null ? ofSql(event) : ofExecutor;
  }

  private SparkListenerEvent ofExecutor(SparkListenerEvent event) {
    if (event instanceof SparkListenerBlockUpdated e) {
      BlockUpdatedInfo info = e.blockUpdatedInfo();
      return new SparkListenerBlockUpdated(
          new BlockUpdatedInfo(
              blockManager(info.blockManagerId()),
              info.blockId(),
              info.storageLevel(),
              info.memSize(),
              info.diskSize()));
    } else if (event instanceof SparkListenerExecutorAdded e) {
      return new SparkListenerExecutorAdded(e.time(), executor(e.executorId()), e.executorInfo());
    } else if (event instanceof SparkListenerExecutorRemoved e) {
      return new SparkListenerExecutorRemoved(e.time(), executor(e.executorId()), e.reason());
    } else if (event instanceof SparkListenerBlockManagerAdded e) {
      return new SparkListenerBlockManagerAdded(
          e.time(),
          blockManager(e.blockManagerId()),
          e.maxMem(),
          e.maxOnHeapMem(),
          e.maxOffHeapMem());
    } else if (event instanceof SparkListenerBlockManagerRemoved e) {
      return new SparkListenerBlockManagerRemoved(e.time(), blockManager(e.blockManagerId()));
    }
    return null;
  }

  private SparkListenerEvent ofSql(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart e) {
      Option<Object> root = e.rootExecutionId();
      return new SparkListenerSQLExecutionStart(
          e.executionId() + shift,
          root.isDefined() ? new Some<>((Long) root.get() + shift) : root,
          e.description(),
          e.details(),
          e.physicalPlanDescription(),
          e.sparkPlanInfo(),
          e.time(),
          e.modifiedConfigs(),
          e.jobTags());
    } else if (event instanceof SparkListenerSQLAdaptiveExecutionUpdate e) {
      return new SparkListenerSQLAdaptiveExecutionUpdate(
          e.executionId() + shift, e.physicalPlanDescription(), e.sparkPlanInfo());
    } else if (event instanceof SparkListenerSQLAdaptiveSQLMetricUpdates e) {
      return new SparkListenerSQLAdaptiveSQLMetricUpdates(
          e.executionId() + shift, e.sqlPlanMetrics());
    } else if (event instanceof SparkListenerDriverAccumUpdates e) {
      return new SparkListenerDriverAccumUpdates(e.executionId() + shift, e.accumUpdates());
    } else if (event instanceof SparkListenerSQLExecutionEnd e) {
      return new SparkListenerSQLExecutionEnd(e.executionId() + shift, e.time(), e.errorMessage());
    }
    return event;
  }

  private SparkListenerTaskEnd taskEnd(SparkListenerTaskEnd event) {
    TaskInfo old = event.taskInfo();
    TaskInfo task = started(old);
    task.finishTime_$eq(old.finishTime());
    task.gettingResultTime_$eq(old.gettingResultTime());
    task.failed_$eq(old.failed());
    task.killed_$eq(old.killed());
    task.setAccumulables(old.accumulables());
    return new SparkListenerTaskEnd(
        event.stageId() + shift,
        event.stageAttemptId(),
        event.taskType(),
        event.reason(),
        task,
        event.taskExecutorMetrics(),
        event.taskMetrics());
  }

  private TaskInfo started(TaskInfo old) {
    return new TaskInfo(
        old.taskId() + shift,
        old.index(),
        old.attemptNumber(),
        old.partitionId(),
        old.launchTime(),
        executor(old.executorId()),
        old.host(),
        old.taskLocality(),
        old.speculative());
  }

  private SparkListenerExecutorMetricsUpdate heartbeat(SparkListenerExecutorMetricsUpdate event) {
    var tasks =
        JavaConverters.seqAsJavaList(event.accumUpdates()).stream()
            .map(
                each ->
                    new Tuple4<
                        Object, Object, Object, Seq<org.apache.spark.scheduler.AccumulableInfo>>(
                        (Long) each._1() + shift,
                        (Integer) each._2() + shift,
                        each._3(),
                        each._4()))
            .toList();
    Map<Tuple2<Object, Object>, org.apache.spark.executor.ExecutorMetrics> peaks = new HashMap<>();
    JavaConverters.mapAsJavaMap(event.executorUpdates())
        .forEach(
            (stage, metrics) -> {
              int id = (Integer) stage._1();
              peaks.put(new Tuple2<>(id < 0 ? id : id + shift, stage._2()), metrics);
            });
    return new SparkListenerExecutorMetricsUpdate(
        executor(event.execId()),
        JavaConverters.asScalaBuffer(tasks).toSeq(),
        JavaConverters.mapAsScalaMap(peaks));
  }

  private Seq<StageInfo> stages(Seq<StageInfo> stages) {
    return JavaConverters.asScalaBuffer(
            JavaConverters.seqAsJavaList(stages).stream().map(this::stage).toList())
        .toSeq();
  }

  private StageInfo stage(StageInfo old) {
    StageInfo stage =
        new StageInfo(
            old.stageId() + shift,
            old.attemptNumber(),
            old.name(),
            old.numTasks(),
            old.rddInfos(),
            ids(old.parentIds()),
            old.details(),
            old.taskMetrics(),
            old.taskLocalityPreferences(),
            old.shuffleDepId(),
            old.resourceProfileId(),
            old.isShufflePushEnabled(),
            old.shuffleMergerCount());
    stage.submissionTime_$eq(old.submissionTime());
    stage.completionTime_$eq(old.completionTime());
    stage.failureReason_$eq(old.failureReason());
    old.accumulables().foreach(stage.accumulables()::$plus$eq);
    return stage;
  }

  private Seq<Object> ids(Seq<Object> ids) {
    return JavaConverters.asScalaBuffer(
            JavaConverters.seqAsJavaList(ids).stream()
                .<Object>map(id -> (Integer) id + shift)
                .toList())
        .toSeq();
  }

  private Properties properties(Properties old) {
    if (old == null) {
      return null;
    }
    Properties properties = new Properties();
    properties.putAll(old);
    String execution = old.getProperty(SQL_EXECUTION);
    if (execution != null) {
      properties.setProperty(SQL_EXECUTION, String.valueOf(Long.parseLong(execution) + shift));
    }
    return properties;
  }

  /** The same text for the same executor, as Spark's scheduler has it. */
  private String executor(String old) {
    return old.equals("driver")
        ? old
        : executors.computeIfAbsent(old, id -> String.valueOf(Integer.parseInt(id) + shift));
  }

  private BlockManagerId blockManager(BlockManagerId old) {
    return blockManagers.computeIfAbsent(
        old,
        id ->
            BlockManagerId.apply(
                executor(id.executorId()), id.host(), id.port(), id.topologyInfo()));
  }
}
