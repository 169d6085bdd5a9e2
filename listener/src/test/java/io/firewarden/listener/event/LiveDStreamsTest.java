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

import io.firewarden.model.streaming.DStreamActivity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DStreams of a real StreamingContext, told to a real fold. */
@SuppressWarnings("deprecation") // Spark calls all of DStreams deprecated
class LiveDStreamsTest {
  private static final int RECORDS = 7;
  private static final long INTERVAL = 200;

  @TempDir private Path directory;

  private WatchedSession watched;
  private JavaSparkContext spark;
  private JavaStreamingContext streams;

  @BeforeEach
  void start() {
    watched = WatchedSession.start(WatchedSession.conf(directory).setMaster("local[3]"));
    spark = JavaSparkContext.fromSparkContext(watched.spark().sparkContext());
    streams = new JavaStreamingContext(spark, Durations.milliseconds(INTERVAL));
  }

  @AfterEach
  void stop() {
    streams.stop(false, false);
    watched.close();
  }

  @Test
  void tellsBatchesDelaysAndFailedOutputs() throws Exception {
    Instant before = Instant.now();
    Queue<JavaRDD<Integer>> queue = new ArrayDeque<>(List.of(spark.parallelize(List.of(1, 2))));
    streams.queueStream(queue).foreachRDD(rdd -> fail(rdd.count()));
    streams.start();
    watched.waitFor(() -> dstreams() != null && dstreams().completedBatches() >= 3);
    streams.stop(false, true);
    watched.flush();

    DStreamActivity told = dstreams();
    assertThat(told.startedAt()).isBetween(before.minusMillis(1), Instant.now());
    assertThat(told.batchIntervalMillis()).isEqualTo(INTERVAL);
    assertThat(told.waitingBatches()).isZero();
    assertThat(told.runningBatches()).isZero();
    assertThat(told.failedOutputs()).isEqualTo(1);
    assertThat(told.succeededOutputs()).isEqualTo(told.completedBatches() - 1);
    assertThat(told.processingMillis()).isPositive();
    assertThat(told.lastProcessingMillis()).isBetween(0L, told.processingMillis());
    assertThat(told.lastSchedulingMillis()).isBetween(0L, told.schedulingMillis());
    assertThat(told.receivers()).isEqualTo(new DStreamActivity.Receivers(0, 0, 0));
    assertThat(watched.snapshot().toString()).doesNotContain("secret");
  }

  @Test
  void tellsReceiversTheirErrorsAndTheirRecords() throws Exception {
    FirstFails.FAILED.set(false);
    streams.receiverStream(new FirstFails()).foreachRDD(rdd -> rdd.count());
    streams.start();
    watched.waitFor(() -> dstreams() != null && dstreams().processedRecords() >= RECORDS);
    watched.flush();

    assertThat(dstreams().receivers()).isEqualTo(new DStreamActivity.Receivers(1, 0, 0));
    assertThat(dstreams().receiverErrors()).isEqualTo(1);
    assertThat(dstreams().receivedRecords()).isEqualTo(RECORDS);
    assertThat(dstreams().processedRecords()).isEqualTo(RECORDS);

    streams.stop(false, true);
    watched.flush();
    assertThat(dstreams().receivers()).isEqualTo(new DStreamActivity.Receivers(0, 1, 0));
    assertThat(dstreams().receiverErrors()).isEqualTo(1);
    assertThat(watched.snapshot().toString()).doesNotContain("secret", "FirstFails");
  }

  private DStreamActivity dstreams() {
    return watched.snapshot().dstreams();
  }

  private static void fail(long records) {
    if (records > 0) {
      throw new IllegalStateException("secret " + records);
    }
  }

  /** A receiver that an error stops when it is started first; Spark starts it again. */
  private static final class FirstFails extends Receiver<Integer> {
    private static final long serialVersionUID = 1;
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    FirstFails() {
      super(StorageLevel.MEMORY_ONLY());
    }

    @Override
    public void onStart() {
      if (FAILED.compareAndSet(false, true)) {
        stop("secret", new IllegalStateException("secret"));
      } else {
        for (int i = 0; i < RECORDS; i++) {
          store(i);
        }
      }
    }

    @Override
    public void onStop() {
      // Nothing is open.
    }
  }
}
