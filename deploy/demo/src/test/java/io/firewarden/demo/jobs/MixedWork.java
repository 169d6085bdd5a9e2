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
package io.firewarden.demo.jobs;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * An application that has had some of everything (a shuffle, a cache, failed and killed attempts, a
 * failed job, a lost executor) and then stands still, in a stage of which some tasks are over, two
 * run and one waits.
 */
public final class MixedWork {
  private static final Duration STANDSTILL = Duration.ofMinutes(10);

  private MixedWork() {}

  public static void main(String[] arguments) throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      loseAnExecutor(spark);
      shuffle(spark);
      JavaRDD<byte[]> cached = cache(spark);
      failAttempts(spark);
      failJob(spark);
      numbers(spark, 6).foreachAsync(MixedWork::sleep).get();
      cached.unpersist(); // Spark forgets an RDD to which there is no reference any more
    }
  }

  /** The first three of a stage for so many seconds, the others for long. */
  private static void sleep(int number) throws InterruptedException {
    Thread.sleep(number < 3 ? (number + 1) * 1000L : STANDSTILL.toMillis());
  }

  private static JavaRDD<Integer> numbers(JavaSparkContext spark, int count) {
    return spark.parallelize(IntStream.range(0, count).boxed().toList(), count);
  }

  private static void loseAnExecutor(JavaSparkContext spark) {
    numbers(spark, 4)
        .foreach(
            number -> {
              if (number == 1 && TaskContext.get().attemptNumber() == 0) {
                Runtime.getRuntime().halt(1);
              }
            });
  }

  private static void shuffle(JavaSparkContext spark) {
    numbers(spark, 8)
        .mapToPair(number -> new Tuple2<>(number % 4, 1))
        .reduceByKey(Integer::sum, 3)
        .count();
  }

  private static JavaRDD<byte[]> cache(JavaSparkContext spark) {
    JavaRDD<byte[]> cached =
        numbers(spark, 4)
            .map(number -> new byte[100_000])
            .setName("cached bytes")
            .persist(StorageLevel.MEMORY_ONLY());
    cached.count();
    cached.count();
    return cached;
  }

  private static void failAttempts(JavaSparkContext spark) {
    numbers(spark, 10)
        .foreach(
            number -> {
              if (number % 3 == 0 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("an attempt that fails on purpose");
              }
            });
  }

  /** One task fails for good, which has the other one killed. */
  private static void failJob(JavaSparkContext spark) throws Exception {
    spark.setJobGroup("failing", "a job that fails on purpose", true);
    try {
      spark
          .parallelize(List.of(0, 1), 2)
          .foreach(
              number -> {
                if (number == 0) {
                  throw new IllegalStateException("a task that fails on purpose");
                }
                Thread.sleep(STANDSTILL.toMillis());
              });
    } catch (Exception e) {
      if (!(e instanceof SparkException)) {
        throw e;
      }
    }
    spark.clearJobGroup();
  }
}
