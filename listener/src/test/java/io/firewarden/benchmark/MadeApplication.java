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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.metrics.ExecutorMetricType;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.apache.spark.storage.BlockManagerId;
import scala.Option;
import scala.Some;
import scala.Tuple2;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The events of an application that nobody has to run: executors, running stages, and in each stage
 * tasks that have ended and tasks that run, spread over the executors.
 */
final class MadeApplication {
  /** Job and stage ids that the application itself does not reach. */
  private static final int FIRST_ID = 1_000_000;

  private static final int TASKS_A_STAGE = 1_000_000;
  private static final long GIB = 1L << 30;

  private final int executors;
  private final TaskMetrics metrics = taskMetrics();
  private final ExecutorMetrics peaks = executorMetrics();
  private final String[] executorIds;
  private long taskIds;

  MadeApplication(int executors) {
    this.executors = executors;
    executorIds = new String[executors];
    for (int i = 0; i < executors; i++) {
      executorIds[i] = String.valueOf(i + 1);
    }
  }

  /** An application that starts now. */
  static SparkListenerApplicationStart start(String id, String name) {
    return new SparkListenerApplicationStart(
        name,
        new Some<>(id),
        System.currentTimeMillis(),
        "benchmark",
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  /** Executors that come and send a heartbeat each. */
  List<SparkListenerEvent> cluster() {
    List<SparkListenerEvent> events = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (int i = 0; i < executors; i++) {
      String host = "host-" + i % 100;
      scala.collection.immutable.Map<String, String> none =
          scala.collection.immutable.Map$.MODULE$.empty();
      events.add(
          new SparkListenerExecutorAdded(now, executorIds[i], new ExecutorInfo(host, 4, none)));
      events.add(
          new SparkListenerBlockManagerAdded(
              now,
              BlockManagerId.apply(executorIds[i], host, 7_000 + i, Option.empty()),
              4 * GIB,
              new Some<>(4 * GIB),
              new Some<>(0L)));
      events.add(
          new SparkListenerExecutorMetricsUpdate(
              executorIds[i],
              JavaConverters.asScalaBuffer(
                      List.<Tuple4<Object, Object, Object, Seq<AccumulableInfo>>>of())
                  .toSeq(),
              JavaConverters.mapAsScalaMap(Map.of(new Tuple2<Object, Object>(-1, -1), peaks))));
    }
    return events;
  }

  /** A job of one stage that is submitted and does not end. */
  List<SparkListenerEvent> runningStage(int number) {
    int id = FIRST_ID + number;
    StageInfo stage =
        new StageInfo(
            id,
            0,
            "collect at Report.scala:" + number,
            TASKS_A_STAGE,
            noSeq(),
            noSeq(),
            "",
            TaskMetrics.empty(),
            noSeq(),
            Option.empty(),
            0,
            false,
            0);
    long now = System.currentTimeMillis();
    stage.submissionTime_$eq(new Some<>(now));
    Properties properties = new Properties();
    return List.of(
        new SparkListenerJobStart(
            id, now, JavaConverters.asScalaBuffer(List.of(stage)).toSeq(), properties),
        new SparkListenerStageSubmitted(stage, properties));
  }

  /** A task that starts now. */
  SparkListenerTaskStart taskStart(int stage) {
    long id = taskIds;
    taskIds++;
    TaskInfo task =
        new TaskInfo(
            id,
            (int) id,
            0,
            (int) id,
            System.currentTimeMillis(),
            executorIds[(int) (id % executors)],
            "host-" + id % 100,
            TaskLocality.NODE_LOCAL(),
            false);
    return new SparkListenerTaskStart(FIRST_ID + stage, 0, task);
  }

  /** The end of it, with metrics that all tasks share. */
  SparkListenerTaskEnd taskEnd(SparkListenerTaskStart start) {
    TaskInfo task = start.taskInfo();
    task.finishTime_$eq(task.launchTime() + 150 + task.taskId() % 100);
    return new SparkListenerTaskEnd(
        start.stageId(), 0, "ResultTask", org.apache.spark.Success$.MODULE$, task, peaks, metrics);
  }

  private static <T> Seq<T> noSeq() {
    return JavaConverters.asScalaBuffer(List.<T>of()).toSeq();
  }

  private static TaskMetrics taskMetrics() {
    TaskMetrics metrics = TaskMetrics.empty();
    metrics.setExecutorRunTime(140);
    metrics.setExecutorCpuTime(100_000_000);
    metrics.setExecutorDeserializeTime(5);
    metrics.setJvmGCTime(3);
    metrics.setResultSize(1_500);
    metrics.inputMetrics().setBytesRead(1 << 20);
    metrics.shuffleWriteMetrics().incBytesWritten(1 << 16);
    return metrics;
  }

  private static ExecutorMetrics executorMetrics() {
    long[] values = new long[ExecutorMetricType.numMetrics()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i + 1) * GIB / 32;
    }
    return new ExecutorMetrics(values);
  }
}
