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

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.model.Gap;
import io.firewarden.model.sql.JoinKind;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.sql.SqlOutcome;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQL of a real SparkSession, told to a real fold. */
class LiveSqlTest {
  @TempDir private static Path directory;

  /** What a running task waits for; static, since Spark ships tasks as bytes. */
  private static final AtomicReference<CountDownLatch> GATE =
      new AtomicReference<>(new CountDownLatch(0));

  private static WatchedSession watched;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    watched =
        WatchedSession.start(
            WatchedSession.conf(directory)
                .set("spark.shuffle.spill.numElementsForceSpillThreshold", "2000"));
    spark = watched.spark();
  }

  @AfterAll
  static void stop() {
    watched.close();
  }

  @AfterEach
  void resetSettings() {
    spark.catalog().clearCache();
    spark.conf().unset("spark.sql.autoBroadcastJoinThreshold");
    spark.conf().unset("spark.sql.adaptive.enabled");
    spark.conf().unset("spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes");
    spark.conf().unset("spark.sql.adaptive.advisoryPartitionSizeInBytes");
  }

  @Test
  void tellsABroadcastJoinAndItsSize() throws Exception {
    SqlExecution execution =
        watched.execution(() -> range(1000).join(broadcast(range(10)), "id").collectAsList());

    assertThat(execution.outcome()).isEqualTo(SqlOutcome.SUCCEEDED);
    assertThat(execution.endedAt()).isAfter(execution.startedAt());
    assertThat(execution.plan().joins()).containsEntry(JoinKind.BROADCAST_HASH, 1L);
    assertThat(joins(execution)).isEqualTo(1);
    assertThat(execution.plan().broadcastBytes()).isPositive();
    assertThat(execution.plan().largestBroadcastBytes())
        .isEqualTo(execution.plan().broadcastBytes());
    assertThat(execution.plan().adaptivePlans()).isEqualTo(1);
    assertThat(watched.snapshot().gaps()).doesNotContain(Gap.EVENTS_LOST);
  }

  @Test
  void tellsASortMergeJoinWhosePartitionsWerePutTogether() throws Exception {
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");

    SqlExecution execution =
        watched.execution(() -> range(1000).join(range(1000), "id").collectAsList());

    assertThat(execution.plan().joins()).containsEntry(JoinKind.SORT_MERGE, 1L);
    assertThat(joins(execution)).isEqualTo(1);
    assertThat(execution.plan().coalescedReads()).isEqualTo(2);
    assertThat(execution.plan().skewedReads()).isZero();
    assertThat(execution.plan().broadcastBytes()).isZero();
  }

  @Test
  void tellsAPlanThatIsNotAdaptive() throws Exception {
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");

    PlanFacts plan =
        watched.execution(() -> range(1000).join(range(1000), "id").collectAsList()).plan();

    assertThat(plan.joins()).containsEntry(JoinKind.SORT_MERGE, 1L);
    assertThat(plan.adaptivePlans()).isZero();
    assertThat(plan.coalescedReads()).isZero();
  }

  @Test
  void tellsAShuffledHashJoin() throws Exception {
    Dataset<Row> right = range(1000).hint("shuffle_hash");

    PlanFacts plan = watched.execution(() -> range(1000).join(right, "id").collectAsList()).plan();

    assertThat(plan.joins()).containsEntry(JoinKind.SHUFFLED_HASH, 1L);
  }

  @Test
  void tellsJoinsOfEveryRowWithEveryRow() throws Exception {
    PlanFacts nestedLoop =
        watched.execution(() -> range(10).crossJoin(range(10)).collectAsList()).plan();
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    PlanFacts cartesian =
        watched.execution(() -> range(10).crossJoin(range(10)).collectAsList()).plan();

    assertThat(nestedLoop.joins()).containsEntry(JoinKind.BROADCAST_NESTED_LOOP, 1L);
    assertThat(nestedLoop.broadcastBytes()).isPositive();
    assertThat(cartesian.joins()).containsEntry(JoinKind.CARTESIAN, 1L);
    assertThat(cartesian.joins()).containsEntry(JoinKind.BROADCAST_NESTED_LOOP, 0L);
  }

  @Test
  void tellsThatASkewedPartitionWasSplit() throws Exception {
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    spark.conf().set("spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes", "1000");
    spark.conf().set("spark.sql.adaptive.advisoryPartitionSizeInBytes", "5000");
    Dataset<Row> skewed =
        spark.range(0, 40_000, 1, 8).selectExpr("if(id < 38000, 7, id) AS k", "id AS v");
    Dataset<Row> other = spark.range(0, 1000, 1, 2).selectExpr("id AS k", "id AS w");

    PlanFacts plan = watched.execution(() -> skewed.join(other, "k").collectAsList()).plan();

    assertThat(plan.joins()).containsEntry(JoinKind.SORT_MERGE, 1L);
    assertThat(plan.skewedReads()).isPositive();
  }

  @Test
  void tellsThatAReadWasMadeLocal() throws Exception {
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "20000");
    Dataset<Row> small = range(20_000).filter("id % 2000 = 3 AND reverse(string(id)) > '0'");

    PlanFacts plan =
        watched.execution(() -> range(20_000).join(small, "id").collectAsList()).plan();

    assertThat(plan.joins()).containsEntry(JoinKind.BROADCAST_HASH, 1L);
    assertThat(plan.localReads()).isPositive();
  }

  @Test
  void tellsFilesAndPartitionsScanned() throws Exception {
    String path = directory.resolve("table").toString();
    spark
        .range(0, 100, 1, 2)
        .selectExpr("id", "id % 5 AS part")
        .write()
        .partitionBy("part")
        .parquet(path);

    PlanFacts all = watched.execution(() -> spark.read().parquet(path).collectAsList()).plan();
    PlanFacts some =
        watched
            .execution(() -> spark.read().parquet(path).filter("part = 3").collectAsList())
            .plan();

    assertThat(all.filesRead()).isEqualTo(10);
    assertThat(all.partitionsRead()).isEqualTo(5);
    assertThat(some.filesRead()).isEqualTo(2);
    assertThat(some.partitionsRead()).isEqualTo(1);
  }

  @Test
  void countsAReusedExchangeOnce() throws Exception {
    spark.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    Dataset<Row> joined = range(100).join(range(100).hint("merge"), "id");
    Dataset<Row> grouped = joined.groupBy(col("id").mod(7).as("k")).count();

    PlanFacts plan =
        watched.execution(() -> grouped.as("a").join(grouped.as("b"), "k").collectAsList()).plan();

    assertThat(plan.joins()).containsEntry(JoinKind.SORT_MERGE, 2L);
  }

  @Test
  void countsASubquery() throws Exception {
    range(50).createOrReplaceTempView("numbers");

    PlanFacts plan =
        watched
            .execution(
                () ->
                    spark
                        .sql(
                            "SELECT * FROM numbers WHERE id > (SELECT max(a.id) / 2 FROM numbers a"
                                + " JOIN numbers b ON a.id = b.id)")
                        .collectAsList())
            .plan();

    assertThat(plan.joins()).containsEntry(JoinKind.BROADCAST_HASH, 1L);
    assertThat(plan.broadcastBytes()).isPositive();
  }

  @Test
  void countsTheJoinOfACachedTableOnce() throws Exception {
    Dataset<Row> cached = range(100).join(broadcast(range(10)), "id").cache();

    PlanFacts first = watched.execution(() -> cached.collectAsList()).plan();
    PlanFacts second = watched.execution(() -> cached.filter("id > 3").collectAsList()).plan();

    assertThat(first.joins()).containsEntry(JoinKind.BROADCAST_HASH, 1L);
    assertThat(first.broadcastBytes()).isPositive();
    assertThat(second.joins()).containsEntry(JoinKind.BROADCAST_HASH, 0L);
    assertThat(second.broadcastBytes()).isZero();
  }

  @Test
  void countsACommandOnceWithThePlanOfTheQueryWithin() throws Exception {
    SqlExecution execution =
        watched.execution(
            () -> range(100).join(broadcast(range(10)), "id").write().saveAsTable("made"));

    assertThat(execution.outcome()).isEqualTo(SqlOutcome.SUCCEEDED);
    assertThat(execution.plan().joins()).containsEntry(JoinKind.BROADCAST_HASH, 1L);
    assertThat(execution.plan().broadcastBytes()).isPositive();
  }

  @Test
  void tellsAFailure() throws Exception {
    watched.flush();
    SqlActivity before = watched.sql();
    Dataset<Long> failing =
        spark.range(10).map((MapFunction<Long, Long>) LiveSqlTest::fail, Encoders.LONG());

    SqlExecution execution =
        watched.execution(
            () -> assertThatThrownBy(failing::collectAsList).hasMessageContaining("no "));

    assertThat(execution.outcome()).isEqualTo(SqlOutcome.FAILED);
    assertThat(watched.sql().failed()).isEqualTo(before.failed() + 1);
    assertThat(watched.sql().succeeded()).isEqualTo(before.succeeded());
  }

  @Test
  void tellsWhatAnExecutionSpills() throws Exception {
    watched.flush();
    long before = watched.sql().spilledDiskBytes();

    SqlExecution execution =
        watched.execution(
            () -> spark.range(0, 20_000, 1, 2).sort(col("id").desc()).collectAsList());

    assertThat(execution.spilledDiskBytes()).isPositive();
    assertThat(watched.sql().spilledDiskBytes()).isEqualTo(before + execution.spilledDiskBytes());
  }

  @Test
  void tellsWhatRuns() throws Exception {
    GATE.set(new CountDownLatch(1));
    Dataset<Long> waiting =
        range(10)
            .crossJoin(broadcast(range(3).toDF("other")))
            .selectExpr("id + other")
            .as(Encoders.LONG())
            .map((MapFunction<Long, Long>) LiveSqlTest::waitAtTheGate, Encoders.LONG());
    Thread query = new Thread(waiting::collectAsList);
    query.start();
    try {
      watched.waitFor(
          () ->
              watched.sql().running().stream().anyMatch(each -> each.plan().broadcastBytes() > 0));

      assertThat(watched.sql().running())
          .singleElement()
          .satisfies(each -> assertThat(each.endedAt()).isNull())
          .extracting(each -> each.plan().joins(), InstanceOfAssertFactories.MAP)
          .containsEntry(JoinKind.BROADCAST_NESTED_LOOP, 1L);
    } finally {
      GATE.get().countDown();
      query.join();
    }
    watched.waitFor(() -> watched.sql().running().isEmpty());
  }

  private static Dataset<Row> range(long rows) {
    return spark.range(0, rows, 1, 2).toDF();
  }

  private static long joins(SqlExecution execution) {
    return execution.plan().joins().values().stream().mapToLong(Long::longValue).sum();
  }

  private static long fail(long number) {
    throw new IllegalArgumentException("no " + number);
  }

  private static long waitAtTheGate(long number) throws InterruptedException {
    if (!GATE.get().await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody opened the gate for " + number);
    }
    return number;
  }
}
