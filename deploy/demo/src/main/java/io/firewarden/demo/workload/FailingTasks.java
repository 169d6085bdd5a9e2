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
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Jobs in which every fifth task throws at its first attempt and succeeds when Spark tries again:
 * all jobs succeed, and one attempt in six fails.
 */
public final class FailingTasks {
  private static final int TASKS = 40;
  private static final int EVERY = 5;
  private static final long TASK_MILLIS = 250;

  private FailingTasks() {}

  public static void main(String[] arguments) {
    Lifetime lifetime = Lifetime.of(arguments);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      while (!lifetime.isOver()) {
        spark
            .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
            .foreach(FailingTasks::run);
      }
    }
  }

  private static void run(int element) {
    Lifetime.sleep(TASK_MILLIS);
    if (element % EVERY == 0 && TaskContext.get().attemptNumber() == 0) {
      throw new IllegalStateException("record " + element + " came half: unexpected end of input");
    }
  }
}
