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

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.model.sql.JoinKind;
import io.firewarden.model.streaming.BatchPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streaming queries of a real SparkSession, told to a real fold. */
class LiveStreamsTest {
  @TempDir private Path directory;

  private WatchedSession watched;
  private SparkSession spark;

  @BeforeEach
  void start() {
    watched =
        WatchedSession.start(
            WatchedSession.conf(directory)
                .set("spark.sql.streaming.noDataProgressEventInterval", "200ms"));
    spark = watched.spark();
  }

  @AfterEach
  void stop() {
    watched.close();
  }

  @Test
  void tellsStateWatermarkAndLateRows() throws Exception {
    Instant before = Instant.now();
    List<String> minutes =
        List.of("2026-01-01T10:00:00Z,1", "2026-01-01T10:30:00Z,2", "2026-01-01T09:00:00Z,3");
    for (int i = 0; i < minutes.size(); i++) {
      file(i, minutes.get(i));
    }
    Dataset<Row> counts =
        input("at TIMESTAMP, n INT")
            .withWatermark("at", "5 minutes")
            .groupBy(window(col("at"), "10 minutes"))
            .count();

    StreamingQuery run = run(counts, "late rows");
    run.awaitTermination();
    watched.flush();

    var query = watched.onlyQuery();
    assertThat(query.id()).isEqualTo(run.id().toString());
    assertThat(query.name()).isEqualTo("late_rows-" + query.id().substring(0, 8));
    assertThat(query.startedAt()).isBetween(before.minusMillis(1), Instant.now());
    assertThat(query.progressedAt()).isBetween(query.startedAt(), Instant.now());
    assertThat(query.inputRows()).isEqualTo(3);
    assertThat(query.batches()).isGreaterThanOrEqualTo(3);
    assertThat(query.batchId()).isEqualTo(query.batches() - 1);
    assertThat(query.watermark()).isEqualTo("2026-01-01T10:25:00Z");
    assertThat(query.lateRowsDropped()).isEqualTo(1);
    assertThat(query.stateRows()).isEqualTo(1);
    assertThat(query.stateBytes()).isPositive();
    assertThat(query.sourceLagRows()).isNull();
    assertThat(query.phaseMillis())
        .containsKeys(BatchPhase.TRIGGER_EXECUTION, BatchPhase.ADD_BATCH, BatchPhase.WAL_COMMIT);
    assertThat(query.end().failed()).isFalse();
    assertThat(query.end().errorClass()).isNull();
    assertThat(query.end().at()).isBetween(query.startedAt(), Instant.now());
    assertThat(watched.streaming().succeeded()).isEqualTo(1);
    assertThat(watched.streaming().failed()).isZero();
  }

  @Test
  void countsABatchAsOneExecution() throws Exception {
    file(0, "1");
    file(1, "2");
    Dataset<Row> small = spark.range(10).toDF("other");

    run(input("n INT").crossJoin(small), "joined").awaitTermination();
    watched.flush();

    assertThat(watched.onlyQuery().name()).isEqualTo("joined");
    assertThat(watched.onlyQuery().batches()).isEqualTo(2);
    assertThat(watched.sql().succeeded()).isEqualTo(2);
    assertThat(watched.sql().plans().joins()).containsEntry(JoinKind.BROADCAST_NESTED_LOOP, 2L);
    assertThat(watched.sql().plans().broadcastBytes()).isPositive();
    assertThat(watched.sql().running()).isEmpty();
  }

  @Test
  void countsWhatABatchRunsWithinItself() throws Exception {
    file(0, "1");
    VoidFunction2<Dataset<Row>, Long> join =
        (batch, id) -> batch.crossJoin(spark.range(10).toDF("other")).count();

    input("n INT")
        .writeStream()
        .foreachBatch(join)
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    watched.flush();

    assertThat(watched.sql().succeeded()).isEqualTo(1);
    assertThat(watched.sql().plans().joins()).containsEntry(JoinKind.BROADCAST_NESTED_LOOP, 1L);
    assertThat(watched.onlyQuery().name()).isEqualTo(watched.onlyQuery().id().substring(0, 8));
  }

  @Test
  void tellsAFailure() throws Exception {
    file(0, "1");
    Dataset<Integer> failing =
        input("n INT")
            .as(Encoders.INT())
            .map((MapFunction<Integer, Integer>) LiveStreamsTest::fail, Encoders.INT());

    assertThatThrownBy(() -> run(failing.toDF(), "failing").awaitTermination())
        .isInstanceOf(StreamingQueryException.class);
    watched.flush();

    assertThat(watched.onlyQuery().end().failed()).isTrue();
    assertThat(watched.streaming().failed()).isEqualTo(1);
    assertThat(watched.streaming().succeeded()).isZero();
    assertThat(watched.sql().failed()).isEqualTo(1);
    assertThat(watched.snapshot().toString()).doesNotContain("secret");
  }

  @Test
  void tellsTheClassOfAnErrorThatSparkKnows() throws Exception {
    file(0, "1");
    VoidFunction2<Dataset<Row>, Long> wrong = (batch, id) -> batch.select("secret").count();
    StreamingQuery run =
        input("n INT").writeStream().foreachBatch(wrong).trigger(Trigger.AvailableNow()).start();

    assertThatThrownBy(run::awaitTermination).isInstanceOf(StreamingQueryException.class);
    watched.flush();

    assertThat(watched.onlyQuery().end().errorClass()).startsWith("UNRESOLVED_COLUMN");
    assertThat(watched.snapshot().toString()).doesNotContain("secret");
  }

  @Test
  void tellsThatAQueryRunsAndWaits() throws Exception {
    file(0, "1");
    StreamingQuery run = input("n INT").writeStream().format("noop").queryName("idle").start();
    run.processAllAvailable();
    watched.flush();
    assertThat(watched.onlyQuery().processedRowsPerSecond()).isPositive();
    assertThat(watched.onlyQuery().end()).isNull();

    watched.waitFor(() -> Double.valueOf(0.0).equals(watched.onlyQuery().inputRowsPerSecond()));
    assertThat(watched.onlyQuery().batches()).isEqualTo(1);
    assertThat(watched.onlyQuery().phaseMillis()).containsKey(BatchPhase.ADD_BATCH);

    run.stop();
    watched.flush();
    assertThat(watched.onlyQuery().end().failed()).isFalse();
  }

  private Dataset<Row> input(String schema) {
    return spark
        .readStream()
        .schema(schema)
        .option("maxFilesPerTrigger", 1)
        .csv(directory.resolve("input").toString());
  }

  private static StreamingQuery run(Dataset<Row> rows, String name) throws TimeoutException {
    return rows.writeStream()
        .format("noop")
        .outputMode("update")
        .queryName(name)
        .trigger(Trigger.AvailableNow())
        .start();
  }

  /** Spark reads files in the order of their age. */
  private void file(int age, String line) throws IOException {
    Path input = Files.createDirectories(directory.resolve("input"));
    Path file = Files.writeString(input.resolve("part-" + age), line + '\n');
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(age)));
  }

  private static int fail(int number) {
    throw new IllegalArgumentException("secret " + number);
  }
}
