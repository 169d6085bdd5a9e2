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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * A Spark application with a bit of everything: shuffles, a cached RDD, failing tasks, a failing
 * job, an executor that is lost, and SQL with joins that adaptive execution replans.
 */
public final class MixedJob {
  private static final int LOST = 52;

  private MixedJob() {}

  /**
   * Runs it.
   *
   * @param args tasks of a stage, roughly
   */
  public static void main(String[] args) {
    int width = Integer.parseInt(args[0]);
    SparkContext context = SparkContext.getOrCreate();
    JavaSparkContext spark = new JavaSparkContext(context);
    shuffles(spark, width);
    cached(spark, width);
    failures(spark, width);
    query(new SparkSession(context), width);
    spark.stop();
  }

  private static void shuffles(JavaSparkContext spark, int width) {
    for (int round = 0; round < 2; round++) {
      JavaPairRDD<Integer, Integer> counts =
          spark
              .parallelize(numbers(100 * width), width)
              .mapToPair(n -> new Tuple2<>(n % (5 * width), 1))
              .reduceByKey(Integer::sum, width);
      counts.mapToPair(pair -> new Tuple2<>(pair._2(), 1)).groupByKey(width / 2).count();
    }
  }

  private static void cached(JavaSparkContext spark, int width) {
    JavaRDD<Integer> cached =
        spark.parallelize(numbers(100 * width), width / 2).persist(StorageLevel.MEMORY_ONLY());
    cached.count();
    cached.map(n -> n + 1).count();
    cached.unpersist(true);
  }

  /** Every tenth task fails at first; then a job fails, and an executor takes its work with it. */
  private static void failures(JavaSparkContext spark, int width) {
    spark.parallelize(numbers(width), width).foreachPartition(MixedJob::failOnce);
    if (succeeds(() -> spark.parallelize(numbers(2), 2).foreach(MixedJob::fail))) {
      throw new IllegalStateException("the job that is to fail did not");
    }
    spark.parallelize(numbers(width), width).foreachPartition(MixedJob::exitOnce);
  }

  private static boolean succeeds(Runnable job) {
    try {
      job.run();
      return true;
    } catch (Exception e) {
      return !String.valueOf(e.getMessage()).contains("fails always");
    }
  }

  private static void failOnce(Iterator<Integer> partition) {
    TaskContext task = TaskContext.get();
    if (task.partitionId() % 10 == 0 && task.attemptNumber() == 0) {
      throw new IllegalArgumentException("the first attempt fails");
    }
  }

  private static void fail(int number) {
    throw new IllegalArgumentException("task of " + number + " fails always");
  }

  private static void exitOnce(Iterator<Integer> partition) {
    TaskContext task = TaskContext.get();
    if (task.partitionId() == task.numPartitions() - 1 && task.attemptNumber() == 0) {
      Runtime.getRuntime().halt(LOST);
    }
  }

  private static void query(SparkSession spark, int width) {
    spark.range(0, 1000L * width, 1, width).createOrReplaceTempView("facts");
    spark.range(0, 100, 1, 2).createOrReplaceTempView("names");
    List<String> queries =
        List.of(
            "SELECT id % 7, count(*), sum(id) FROM facts GROUP BY id % 7",
            "SELECT n.id, count(*) FROM facts f JOIN names n ON f.id % 100 = n.id GROUP BY n.id",
            "SELECT /*+ MERGE(b) */ a.id % 10, max(b.id) FROM facts a JOIN facts b ON a.id = b.id"
                + " GROUP BY a.id % 10 ORDER BY 1",
            "SELECT id, row_number() OVER (PARTITION BY id % 5 ORDER BY id) r FROM facts");
    for (String query : queries) {
      spark.sql(query).write().format("noop").mode("overwrite").save();
    }
  }

  private static List<Integer> numbers(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }
}
