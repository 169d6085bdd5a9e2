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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * An application that has had some of everything that the listener reports, and the same of it on
 * every build of Spark; then it waits, with two tasks that run and one that does not, until its
 * standard input ends. It uses only members that are the same in all builds, so that one class file
 * runs on all of them.
 *
 * <p>Its argument is a folder that it may write to.
 */
public final class SomeOfEverything {
  /** Said once all but the tasks that run on has been done. */
  public static final String DONE = "some of everything is done";

  private static final int EXECUTORS = 2;

  private static final int OUT_OF_MEMORY = 52;
  private static final long FOREVER_MILLIS = 600_000;
  private static final long PAUSE_MILLIS = 50;

  private final JavaSparkContext context;
  private final SparkSession session;
  private final Path folder;

  private SomeOfEverything(SparkSession session, Path folder) {
    this.session = session;
    this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    SparkSession session = SparkSession.builder().getOrCreate();
    System.out.println(
        "Spark "
            + session.version()
            + ", Scala "
            + scala.util.Properties.versionNumberString()
            + ", Java "
            + System.getProperty("java.version"));
    new SomeOfEverything(session, Path.of(arguments[0])).run();
    session.stop();
  }

  private void run() throws Exception {
    loseAnExecutor();
    JavaPairRDD<Integer, Integer> reduced = shuffle();
    JavaRDD<byte[]> cached = cache();
    failAttempts();
    failJob();
    askInSql();
    stream();
    Thread last = new Thread(this::sleepInSql, "sleep in SQL");
    last.start();
    System.out.println(DONE);
    while (System.in.read() >= 0) {
      // Nobody writes; it ends with whoever started this.
    }
    context.cancelAllJobs();
    last.join();
    // Spark forgets an RDD to which there is no reference any more.
    System.out.println(cached.id() + " " + reduced.id());
  }

  private JavaRDD<Integer> numbers(int count) {
    return context.parallelize(IntStream.range(0, count).boxed().toList(), count);
  }

  /** The first attempt of a task ends its executor, as one does that runs out of heap. */
  private void loseAnExecutor() throws InterruptedException {
    Set<Integer> ports = executorPorts();
    numbers(1)
        .foreach(
            any -> {
              if (TaskContext.get().attemptNumber() == 0) {
                Runtime.getRuntime().halt(OUT_OF_MEMORY);
              }
            });
    // Until another has come, so that what follows has two.
    for (Set<Integer> now = executorPorts();
        now.size() != ports.size() || now.equals(ports);
        now = executorPorts()) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private Set<Integer> executorPorts() {
    return Arrays.stream(context.sc().statusTracker().getExecutorInfos())
        .map(SparkExecutorInfo::port)
        .collect(Collectors.toSet());
  }

  /** Two jobs, of which the second finds the first half of its work done. */
  private JavaPairRDD<Integer, Integer> shuffle() {
    JavaPairRDD<Integer, Integer> reduced =
        numbers(8)
            .mapToPair(number -> new Tuple2<>(number % 4, 1))
            .reduceByKey((one, other) -> one + other, 3);
    reduced.count();
    reduced.count();
    return reduced;
  }

  private JavaRDD<byte[]> cache() {
    JavaRDD<byte[]> forgotten = bytes("forgotten bytes");
    forgotten.count();
    forgotten.unpersist(true);
    JavaRDD<byte[]> cached = bytes("cached bytes");
    cached.count();
    cached.count();
    return cached;
  }

  private JavaRDD<byte[]> bytes(String name) {
    return numbers(4)
        .map(number -> new byte[100_000])
        .setName(name)
        .persist(StorageLevel.MEMORY_ONLY());
  }

  private void failAttempts() {
    numbers(10)
        .foreach(
            number -> {
              if (number % 3 == 0 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("an attempt that fails on purpose");
              }
            });
  }

  /** One task fails for good, which has the other one killed. */
  private void failJob() {
    context.setJobGroup("failing", "a job that fails on purpose", true);
    mustFail(
        () ->
            numbers(EXECUTORS)
                .foreach(
                    number -> {
                      if (number == 0) {
                        throw new IllegalStateException("a task that fails on purpose");
                      }
                      Thread.sleep(FOREVER_MILLIS);
                    }));
    context.clearJobGroup();
  }

  private void askInSql() {
    String files = folder.resolve("numbers").toUri().toString();
    session
        .sql("SELECT id, id % 10 AS digit FROM range(0, 10000, 1, 4)")
        .write()
        .mode("overwrite")
        .parquet(files);
    session.read().parquet(files).createOrReplaceTempView("numbers");
    ask("SELECT digit, count(*), max(id) FROM numbers GROUP BY digit");
    ask("SELECT count(*) FROM numbers a JOIN numbers b ON a.id = b.digit");
    ask("SELECT /*+ MERGE(b) */ count(*) FROM numbers a JOIN numbers b ON a.id = b.id");
    ask("SELECT count(*) FROM range(0, 10, 1, 2) a CROSS JOIN range(0, 10, 1, 2) b");
    mustFail(() -> ask("SELECT assert_true(id > 5) FROM range(0, 10, 1, 1)"));
  }

  /** Two tasks that run and one that waits, of an execution that runs until its job is ended. */
  private void sleepInSql() {
    mustFail(
        () ->
            session
                .range(0, 3, 1, 3)
                .foreach((ForeachFunction<Long>) any -> Thread.sleep(FOREVER_MILLIS)));
  }

  private void ask(String question) {
    session.sql(question).collectAsList();
  }

  /** Three batches with state, then a query that fails in its first. */
  private void stream() throws IOException, TimeoutException, StreamingQueryException {
    Path lines = Files.createDirectories(folder.resolve("lines"));
    for (int file = 0; file < 3; file++) {
      Files.writeString(lines.resolve(file + ".txt"), "a\nb\nline " + file + "\n");
    }
    session
        .readStream()
        .format("text")
        .option("maxFilesPerTrigger", 1)
        .load(lines.toUri().toString())
        .createOrReplaceTempView("lines");
    startAndAwait("words", "SELECT value, count(*) FROM lines GROUP BY value");
    mustFail(() -> startAndAwait("broken", "SELECT assert_true(value = 'a') FROM lines"));
  }

  private void startAndAwait(String name, String question)
      throws TimeoutException, StreamingQueryException {
    session
        .sql(question)
        .writeStream()
        .queryName(name)
        .outputMode("update")
        .format("noop")
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  private static void mustFail(Step step) {
    try {
      step.run();
    } catch (Exception expected) {
      System.out.println("as intended: " + List.of(String.valueOf(expected).split("\n", 2)).get(0));
      return;
    }
    throw new IllegalStateException("a step that had to fail did not");
  }

  /** Part of the work. */
  private interface Step {
    void run() throws Exception;
  }
}
