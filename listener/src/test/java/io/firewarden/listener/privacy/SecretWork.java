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
package io.firewarden.listener.privacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;

/**
 * An application that says something secret wherever Spark lets it, and asks the listener for its
 * pages while that is going on.
 */
public final class SecretWork {
  private static final String QUERY_NAME = "query";

  private static Answers answers;
  private static Markers markers;
  private static Path directory;

  private SecretWork() {}

  public static void main(String[] arguments) throws Exception {
    directory = Path.of(arguments[0]);
    markers = new Markers(directory.resolve("markers"));
    SparkConf conf =
        new SparkConf()
            .set("spark.hadoop.fs.s3a.secret.key", markers.hide("a secret setting"))
            .set("spark.hadoop." + markers.hide("a setting's key"), "x")
            .set("spark.executorEnv.TOKEN", markers.hide("the executors' environment"))
            .set("spark.sql.warehouse.dir", place("the warehouse").toString());
    answers = new Answers(directory.resolve("answers"), conf.get("spark.firewarden.port"));
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    answers.awaitFirst();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    jobs(context);
    killedTask(context);
    files(context);
    sql(spark);
    streaming(spark);
    answers.collect();
    spark.stop();
  }

  private static void jobs(JavaSparkContext spark) {
    spark.setJobGroup(markers.hide("a job group"), markers.hide("a job group's description"));
    spark.setCallSite(markers.hide("a call site"));
    spark.setLocalProperty(markers.hide("a property's key"), markers.hide("a property's value"));
    var counter = spark.sc().longAccumulator(markers.hide("an accumulator's name"));
    JavaRDD<Integer> cached =
        spark.parallelize(List.of(1, 2), 2).setName(markers.hide("an RDD's name")).cache();
    cached.count();
    cached.foreach(
        number -> {
          counter.add(number);
          if (number == 1) {
            SecretWork.collectPages();
          }
        });
    String message = markers.hide("a task's exception");
    expectFailure(
        () ->
            cached.foreach(
                number -> {
                  throw new IllegalStateException(message, new IOException(message + " cause"));
                }));
    cached.unpersist();
    spark.clearJobGroup();
    spark.clearCallSite();
  }

  private static final CountDownLatch RUNNING = new CountDownLatch(1);
  private static final AtomicLong KILLED = new AtomicLong(-1);

  private static void killedTask(JavaSparkContext spark)
      throws InterruptedException, ExecutionException {
    JavaFutureAction<Void> job =
        spark
            .parallelize(List.of(1), 1)
            .foreachAsync(
                any -> {
                  if (KILLED.compareAndSet(-1, TaskContext.get().taskAttemptId())) {
                    RUNNING.countDown();
                    Thread.sleep(60_000);
                  }
                });
    RUNNING.await();
    spark.sc().killTaskAttempt(KILLED.get(), true, markers.hide("a reason to kill a task"));
    job.get();
  }

  private static void files(JavaSparkContext spark) throws IOException {
    Path input = Files.createDirectory(place("an input path"));
    Files.writeString(input.resolve("part"), markers.hide("data"));
    JavaRDD<String> lines = spark.textFile(input.toString()).cache();
    lines.saveAsTextFile(place("an output path").toString());
    lines.foreach(line -> SecretWork.collectPages());
    expectFailure(() -> spark.textFile(place("a missing path").toString()).count());
  }

  private static void sql(SparkSession spark) {
    spark.conf().set("spark.sql." + markers.hide("a session's key"), markers.hide("its value"));
    spark.sparkContext().setJobDescription(markers.hide("the description of a query"));
    String view = markers.hide("a view's name");
    String column = markers.hide("a column's name");
    spark.sql("CREATE TEMP VIEW %s AS SELECT id AS %s FROM range(100)".formatted(view, column));
    spark.sql("CACHE TABLE " + view);
    spark
        .sql(
            "SELECT /* %s */ %s, '%s', count(*) FROM %s JOIN range(5) ON id = %s WHERE %s GROUP BY 1"
                .formatted(
                    markers.hide("a comment"),
                    column,
                    markers.hide("a literal"),
                    view,
                    column,
                    collecting("id")))
        .collect();
    Path output = place("a table's path");
    spark.table(view).write().parquet(output.toString());
    spark.read().parquet(output.toString()).filter(collecting("1")).count();
    expectFailure(
        () ->
            spark
                .sql("SELECT raise_error('%s')".formatted(markers.hide("an error in SQL")))
                .collect());
    expectFailure(() -> spark.sql("SELEKT " + markers.hide("a syntax error")));
    spark.sparkContext().setJobDescription(null);
  }

  private static void streaming(SparkSession spark) throws Exception {
    Path source = Files.createDirectory(place("a stream's source"));
    Files.writeString(source.resolve("part"), "line\n");
    run(
        spark
            .readStream()
            .text(source.toString())
            .filter(collecting("2"))
            .writeStream()
            .format("parquet")
            .option("path", place("a stream's sink").toString()));
    String message = markers.hide("a stream's exception");
    expectFailure(
        () ->
            run(
                spark
                    .readStream()
                    .text(source.toString())
                    .filter("raise_error('" + message + "') IS NULL")
                    .writeStream()
                    .format("noop")));
  }

  private static void run(DataStreamWriter<?> query) throws Exception {
    query
        .queryName(QUERY_NAME)
        .option("checkpointLocation", place("a checkpoint").toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  /** A condition that is true, and has the pages collected while its query runs. */
  private static String collecting(String operand) {
    return "java_method('%s', 'collectPages', cast(%s AS string)) IS NOT NULL"
        .formatted(SecretWork.class.getName(), operand);
  }

  /** Called by queries, for each row; collects once for each kind of operand. */
  public static String collectPages(String operand) throws Exception {
    if (operand.length() == 1 && SEEN.add(operand)) {
      collectPages();
    }
    return operand;
  }

  private static final java.util.Set<String> SEEN =
      java.util.concurrent.ConcurrentHashMap.newKeySet();

  private static void collectPages() throws IOException, InterruptedException {
    answers.collect();
  }

  private static Path place(String what) {
    return directory.resolve(markers.hide(what));
  }

  private static void expectFailure(Step step) {
    try {
      step.run();
    } catch (Exception expected) {
      return;
    }
    throw new IllegalStateException("this was to fail");
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }
}
