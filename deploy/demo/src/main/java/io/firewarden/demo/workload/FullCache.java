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
package io.firewarden.demo.workload;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * A data set that is cached in memory and larger than the storage memory of all executors, so that
 * the cache fills to its limit and stays there.
 */
public final class FullCache {
  private static final int PARTITIONS = 160;
  private static final int CHUNKS = 8;
  private static final int CHUNK_BYTES = 256 * 1024;

  private FullCache() {}

  public static void main(String[] arguments) {
    Lifetime lifetime = Lifetime.of(arguments);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      JavaRDD<byte[]> data =
          spark
              .parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
              .flatMap(FullCache::chunks)
              .persist(StorageLevel.MEMORY_ONLY());
      data.count();
      while (!lifetime.isOver()) {
        lifetime.pause(Duration.ofSeconds(5));
        spark.parallelize(List.of(1, 2, 3, 4), 4).count();
      }
    }
  }

  private static Iterator<byte[]> chunks(int partition) {
    return Stream.generate(() -> new byte[CHUNK_BYTES]).limit(CHUNKS).iterator();
  }
}
