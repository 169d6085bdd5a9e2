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

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Tasks whose data lies on hosts where the application has no executor, as after a scale-down: each
 * has a preferred host, and none can have it.
 */
public final class RemoteReads {
  private static final int TASKS = 24;
  private static final long TASK_MILLIS = 400;

  private RemoteReads() {}

  public static void main(String[] arguments) {
    Lifetime lifetime = Lifetime.of(arguments);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      while (!lifetime.isOver()) {
        blocks(spark).foreach(block -> Lifetime.sleep(TASK_MILLIS));
      }
    }
  }

  /** One task a block; block n lies on the host {@code storage-<n % 3>}. */
  private static JavaRDD<Integer> blocks(JavaSparkContext spark) {
    List<Tuple2<Integer, Seq<String>>> blocks = new ArrayList<>();
    for (int block = 0; block < TASKS; block++) {
      blocks.add(new Tuple2<>(block, scala(List.of("storage-" + block % 3))));
    }
    ClassTag<Integer> tag = ClassTag$.MODULE$.apply(Integer.class);
    return spark.sc().makeRDD(scala(blocks), tag).toJavaRDD();
  }

  private static <T> Seq<T> scala(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }
}
