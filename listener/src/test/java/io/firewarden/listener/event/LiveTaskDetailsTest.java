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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.StageData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the fold makes of the tasks of a real SparkContext, beside what Spark itself makes of it.
 */
class LiveTaskDetailsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);
  private JavaSparkContext spark;

  private void start(String master) {
    LiveEventsTest.Tap.EVENTS.set(new SparkEvents(state, new Nobody()));
    spark =
        new JavaSparkContext(
            new SparkConf(false)
                .setMaster(master)
                .setAppName("task details")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.extraListeners", LiveEventsTest.Tap.class.getName())
                .set("spark.local.dir", directory.toString()));
  }

  @AfterEach
  void stop() {
    spark.stop();
  }

  @Test
  void tellsInDetailWhatTasksDidAsSparkDoes() {
    start("local[2]");
    numbers(4).mapToPair(n -> new scala.Tuple2<>(n % 3, n)).reduceByKey(Integer::sum, 2).count();

    await().atMost(LIMIT).until(() -> snapshot().tasks().succeeded() == 6);
    TaskBreakdown breakdown = Objects.requireNonNull(snapshot().breakdown());
    await().atMost(LIMIT).until(() -> sparks(StageData::numCompleteTasks) == 6);
    assertThat(breakdown.times().runMillis()).isEqualTo(sparks(StageData::executorRunTime));
    assertThat(breakdown.times().cpuMillis())
        .isEqualTo(sparks(StageData::executorCpuTime) / 1_000_000)
        .isPositive();
    assertThat(breakdown.times().deserializeMillis())
        .isEqualTo(sparks(StageData::executorDeserializeTime));
    assertThat(breakdown.times().resultSerializationMillis())
        .isEqualTo(sparks(StageData::resultSerializationTime));
    assertThat(breakdown.times().fetchWaitMillis())
        .isEqualTo(sparks(StageData::shuffleFetchWaitTime));
    assertThat(breakdown.times().shuffleWriteMillis())
        .isEqualTo(sparks(StageData::shuffleWriteTime) / 1_000_000);
    assertThat(breakdown.volumes().shuffleWriteBytes())
        .isEqualTo(sparks(StageData::shuffleWriteBytes))
        .isPositive();
    assertThat(breakdown.volumes().shuffleWriteRecords())
        .isEqualTo(sparks(StageData::shuffleWriteRecords));
    assertThat(breakdown.volumes().shuffleReadLocalBytes())
        .isEqualTo(sparks(StageData::shuffleLocalBytesRead))
        .isPositive();
    assertThat(breakdown.volumes().shuffleReadRecords())
        .isEqualTo(sparks(StageData::shuffleReadRecords));
    assertThat(breakdown.volumes().shuffleBlocksLocal())
        .isEqualTo(sparks(StageData::shuffleLocalBlocksFetched));
    assertThat(breakdown.volumes().resultBytes())
        .isEqualTo(sparks(StageData::resultSize))
        .isPositive();
    assertThat(breakdown.endedWithout().values()).allMatch(count -> count == 0);
  }

  /** The sum of a figure over all stages, as Spark's own status has it. */
  private long sparks(ToLongFunction<StageData> figure) {
    long sum = 0;
    for (int stage = 0; stage < 2; stage++) {
      sum += figure.applyAsLong(spark.sc().statusStore().lastStageAttempt(stage));
    }
    return sum;
  }

  @Test
  void tellsRetriesAndWhatTheyWasted() {
    start("local[2,2]");
    numbers(4).foreach(LiveTaskDetailsTest::failOnce);

    await().atMost(LIMIT).until(() -> snapshot().tasks().succeeded() == 4);
    TaskBreakdown breakdown = Objects.requireNonNull(snapshot().breakdown());
    assertThat(breakdown.retried()).isEqualTo(4);
    assertThat(breakdown.endedWithout()).containsEntry(FailureReason.EXCEPTION, 4L);
    assertThat(breakdown.wasted().failedMillis()).isPositive();
  }

  @Test
  void tellsStagesThatSparkSkipped() {
    start("local[2]");
    JavaPairRDD<Integer, Integer> shuffled =
        numbers(4).mapToPair(n -> new scala.Tuple2<>(n % 3, n)).reduceByKey(Integer::sum, 2);
    shuffled.count();
    shuffled.count();

    await().atMost(LIMIT).until(() -> snapshot().jobTotals().succeeded() == 2);
    assertThat(snapshot().stageTotals()).isEqualTo(new StageTotals(3, 0, 0L, 1L));
  }

  private ApplicationSnapshot snapshot() {
    return state.snapshot(Instant.now());
  }

  private JavaRDD<Integer> numbers(int partitions) {
    return spark.parallelize(IntStream.range(0, 100).boxed().toList(), partitions);
  }

  private static void failOnce(int number) throws InterruptedException {
    if (TaskContext.get().attemptNumber() == 0) {
      Thread.sleep(1);
      throw new IllegalArgumentException("no " + number);
    }
  }
}
