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

import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A stage of many short tasks: there is always one that waits for a free core. */
public final class WaitingWork {
  private static final long TASK_MILLIS = 1_000;
  private static final int CORES = 2;

  private WaitingWork() {}

  public static void main(String[] arguments) {
    Lifetime lifetime = Lifetime.of(arguments);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      int tasks = (int) Math.max(1, lifetime.remainingMillis() / TASK_MILLIS * CORES);
      spark
          .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
          .foreach(task -> Lifetime.sleep(TASK_MILLIS));
    }
  }
}
