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

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * An application that runs a job and then stands still until it is stopped; with {@code oom} the
 * first attempt at its task fills the heap. It prints why Spark says that an executor went.
 */
public final class LosingExecutors {
  private static final long STANDSTILL_MILLIS = 600_000;
  private static final int CHUNK = 16 << 20;

  private LosingExecutors() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      spark.sc().addSparkListener(new Printer());
      boolean oom = arguments[0].equals("oom");
      spark
          .parallelize(List.of(1), 1)
          .foreach(
              number -> {
                if (oom && TaskContext.get().attemptNumber() == 0) {
                  fillHeap();
                }
              });
      Thread.sleep(STANDSTILL_MILLIS);
    }
  }

  private static void fillHeap() {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      kept.add(new byte[CHUNK]);
    }
  }

  /** Prints each removal in Spark's own words. */
  private static final class Printer extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      System.out.println("executor " + event.executorId() + " went: " + event.reason());
    }
  }
}
