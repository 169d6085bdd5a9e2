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

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application that runs one job and then ends as its argument says: {@code stop}, {@code throw},
 * or {@code hold}, which is not to end by itself.
 */
public final class Finishing {
  private Finishing() {}

  public static void main(String[] arguments) throws InterruptedException {
    JavaSparkContext spark = new JavaSparkContext(new SparkConf());
    long sum = spark.parallelize(List.of(1, 2, 3), 3).reduce(Integer::sum);
    System.out.println("the sum is " + sum);
    if (arguments[0].equals("throw")) {
      throw new IllegalStateException("thrown on purpose");
    }
    if (arguments[0].equals("hold")) {
      new CountDownLatch(1).await();
    }
    spark.stop();
  }
}
