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
import static org.assertj.core.api.Assertions.within;

import io.firewarden.model.CachedRdd;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockStatus;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two RDDs that do not fit into the memory of a real Spark together. */
class LiveStorageTest {
  private static final int PARTITIONS = 8;
  private static final int BYTES = 1_000_000;
  private static final int STORAGE_BYTES = 13_000_000;

  /** Long enough for a task to see some. */
  private static final int HEARTBEATS_MILLIS = 1_000;

  @TempDir private Path directory;

  /** Spark's own figures add the size of a block at each eviction: they are no measure here. */
  @Test
  void knowsWhatIsOnDiskHoweverOftenItIsEvicted() throws Exception {
    SparkConf conf =
        WatchedSession.conf(directory)
            .set("spark.executor.heartbeatInterval", "100ms")
            .set("spark.testing.memory", Integer.toString(STORAGE_BYTES * 5 / 3))
            .set("spark.testing.reservedMemory", "0");
    try (WatchedSession session = WatchedSession.start(conf)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.spark().sparkContext());
      List<JavaRDD<byte[]>> rdds = List.of(rdd(spark), rdd(spark));
      for (int i = 0; i < 3; i++) {
        rdds.forEach(JavaRDD::count);
      }
      session.flush();

      for (JavaRDD<byte[]> rdd : rdds) {
        CachedRdd told = find(session, rdd.id());
        BlockStatus whole = held(rdd.id());
        assertThat(told.cachedPartitions()).isEqualTo(PARTITIONS);
        assertThat(told.diskBytes()).isEqualTo(whole.diskSize()).isPositive();
        // Spark tells nothing of what it reads from disk back into memory.
        assertThat(told.memoryBytes()).isBetween(1L, whole.memSize());
      }
      spark.parallelize(List.of(1), 1).foreach(each -> Thread.sleep(HEARTBEATS_MILLIS));
      session.flush();
      assertThat(session.snapshot().executors().get(0).storageUsedBytes())
          .isCloseTo(SparkEnv.get().memoryManager().storageMemoryUsed(), within(BYTES / 2L));

      rdds.forEach(rdd -> rdd.unpersist(true));
      session.flush();
      assertThat(session.snapshot().cachedRdds()).isEmpty();
      assertThat(session.snapshot().executors().get(0).diskUsedBytes()).isLessThan(BYTES);
      assertThat(session.snapshot().executors().get(0).storageUsedBytes()).isLessThan(BYTES);
    }
  }

  private static CachedRdd find(WatchedSession session, int id) {
    return session.snapshot().cachedRdds().stream()
        .filter(rdd -> rdd.id() == id)
        .findFirst()
        .orElseThrow();
  }

  /** What the block manager itself holds of an RDD. */
  private static BlockStatus held(int id) {
    long memory = 0;
    long disk = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      BlockStatus block =
          SparkEnv.get().blockManager().getStatus(new RDDBlockId(id, partition)).get();
      memory += block.memSize();
      disk += block.diskSize();
    }
    return new BlockStatus(StorageLevel.MEMORY_AND_DISK(), memory, disk);
  }

  private static JavaRDD<byte[]> rdd(JavaSparkContext spark) {
    List<Integer> numbers = IntStream.range(0, PARTITIONS).boxed().toList();
    return spark
        .parallelize(numbers, PARTITIONS)
        .map(n -> new byte[BYTES])
        .persist(StorageLevel.MEMORY_AND_DISK());
  }
}
