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
package io.firewarden.listener.harm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application of many short tasks while our callback is slow. When Spark's queue is empty again
 * it writes how many events Spark has dropped, in Spark's own count, and waits for the end of its
 * input.
 */
public final class ManyTasks {
  private static final int TASKS = 400;
  private static final long EMPTY_MILLIS = 60_000;

  private ManyTasks() {}

  public static void main(String[] arguments) throws Exception {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      Weakness.arm(Weakness.CALLBACK, Fault.SLOWNESS);
      int sum =
          spark.parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS).reduce(Integer::sum);
      System.out.println(Payroll.MARK + TASKS + " tasks, sum " + sum);
      Weakness.disarmAll();
      spark.sc().listenerBus().waitUntilEmpty(EMPTY_MILLIS);
      Path unfinished = Files.writeString(Path.of(arguments[0] + ".new"), "" + dropped(spark.sc()));
      Files.move(unfinished, Path.of(arguments[0]));
      while (System.in.read() != -1) {
        // Whoever started the driver closes this to end it.
      }
    }
  }

  /** By name, since the library of the counter is Spark's own affair. */
  private static Object dropped(SparkContext spark) throws ReflectiveOperationException {
    Object registry = call(call(spark.listenerBus(), "metrics"), "metricRegistry");
    Map<?, ?> counters = (Map<?, ?>) call(registry, "getCounters");
    return call(counters.get("queue.shared.numDroppedEvents"), "getCount");
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
