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
package io.firewarden.listener;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** A Spark application that tests run as a process of its own; the argument says what it does. */
public final class TestDriver {
  private TestDriver() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("fail-from-another-thread")) {
      failAsPythonDoes();
    }
    JavaSparkContext spark = new JavaSparkContext(new SparkConf());
    switch (args[0]) {
      case "work-and-stop" -> {
        work(spark);
        spark.stop();
      }
      case "sql-and-stop" -> sqlAndStop(spark);
      case "throw" -> {
        work(spark);
        throw new IllegalStateException("thrown by the application");
      }
      case "work-and-return" -> work(spark);
      case "stop-and-throw" -> stopAndThrow(spark);
      case "exit" -> {
        work(spark);
        System.exit(3);
      }
      case "stop-and-exit" -> {
        work(spark);
        spark.stop();
        System.exit(0);
      }
      case "twice" -> twice(spark);
      case "hold" -> {
        hold(spark, Path.of(args[1]));
        spark.stop();
      }
      default -> throw new IllegalArgumentException(Arrays.toString(args));
    }
  }

  private static void stopAndThrow(JavaSparkContext spark) {
    work(spark);
    System.out.println("ends from " + System.currentTimeMillis());
    spark.stop();
    fail(7);
  }

  private static void twice(JavaSparkContext first) throws Exception {
    work(first);
    first.stop();
    JavaSparkContext second = new JavaSparkContext(new SparkConf());
    work(second);
    second.stop();
    tellOfLeftovers();
  }

  /** A context made by a thread that is not the main one, and a launcher that learns of a code. */
  private static void failAsPythonDoes() throws Exception {
    Thread gateway = new Thread(() -> work(new JavaSparkContext(new SparkConf())));
    gateway.setDaemon(true);
    gateway.start();
    gateway.join();
    throw new SparkUserAppException(3);
  }

  /** Says what of ours is still there, as the JVM sees it. */
  private static void tellOfLeftovers() throws Exception {
    Class<?> hooks = Class.forName("java.lang.ApplicationShutdownHooks");
    Field field = hooks.getDeclaredField("hooks");
    field.setAccessible(true);
    Map<?, ?> all = (Map<?, ?>) field.get(null);
    long ours =
        all.keySet().stream().filter(each -> each.toString().contains("firewarden")).count();
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(each -> each.getName().startsWith("firewarden-push"))
            .count();
    int chain = 0;
    Object handler = Thread.currentThread().getUncaughtExceptionHandler();
    while (handler instanceof UncaughtWitness witness) {
      chain++;
      handler = witness.before();
    }
    System.out.println("left over: " + ours + " hooks, " + threads + " threads, chain of " + chain);
  }

  private static void sqlAndStop(JavaSparkContext spark) {
    SparkSession.builder().getOrCreate().range(10).groupBy("id").count().collectAsList();
    spark.stop();
  }

  private static long work(JavaSparkContext spark) {
    return spark.parallelize(numbers(100), 4).map(n -> n + 1).count();
  }

  /** Work with known figures; then makes the file as a sign and waits for the end of its input. */
  private static void hold(JavaSparkContext spark, Path sign) throws IOException {
    JavaRDD<Integer> cached =
        spark.parallelize(numbers(1000), 4).persist(StorageLevel.MEMORY_ONLY());
    cached.count();
    cached.count();
    cached.mapToPair(n -> new scala.Tuple2<>(n % 3, n)).reduceByKey(Integer::sum, 2).count();
    try {
      spark.parallelize(numbers(10), 1).foreach(TestDriver::fail);
    } catch (Exception e) {
      if (!e.getMessage().contains("no 0")) {
        throw e;
      }
    }
    try {
      Files.writeString(sign, "worked");
      while (System.in.read() != -1) {
        // Whoever started the driver closes this to end it.
      }
    } finally {
      // Spark drops the blocks of an RDD that nobody holds.
      Reference.reachabilityFence(cached);
    }
  }

  private static void fail(int number) {
    throw new IllegalArgumentException("no " + number);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
