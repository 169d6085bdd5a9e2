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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark application of one job of many tasks that do nothing; writes how long they took. */
public final class EmptyTasks {
  private static final int WARM_UP = 4_000;

  private EmptyTasks() {}

  /**
   * Runs it.
   *
   * @param args how many tasks; the file to write to
   */
  public static void main(String[] args) throws IOException {
    JavaSparkContext spark = new JavaSparkContext(new SparkConf());
    int tasks = Integer.parseInt(args[0]);
    run(spark, Math.min(WARM_UP, tasks));
    long cpuBefore = cpuNanos();
    long begin = System.nanoTime();
    run(spark, tasks);
    long job = System.nanoTime() - begin;
    long cpu = cpuNanos() - cpuBefore;
    begin = System.nanoTime();
    spark.stop();
    long stop = System.nanoTime() - begin;
    Files.writeString(Path.of(args[1]), job + " " + cpu + " " + stop);
  }

  private static void run(JavaSparkContext spark, int tasks) {
    spark.parallelize(List.<Integer>of(), tasks).foreachPartition(each -> {});
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
