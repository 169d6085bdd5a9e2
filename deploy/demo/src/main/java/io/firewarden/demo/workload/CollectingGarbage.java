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

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Tasks that keep most of a small heap alive and replace what they keep all the time, so that the
 * collector has much to copy and little to free. It never runs out of memory.
 */
public final class CollectingGarbage {
  private static final int TASKS = 8;
  private static final Duration TASK = Duration.ofSeconds(2);

  private CollectingGarbage() {}

  public static void main(String[] arguments) {
    Lifetime lifetime = Lifetime.of(arguments);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      while (!lifetime.isOver()) {
        spark
            .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
            .foreach(CollectingGarbage::run);
      }
    }
  }

  private static void run(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long end = System.nanoTime() + TASK.toNanos();
    while (System.nanoTime() < end) {
      Kept.replaceSome(random);
    }
  }

  /** What the tasks of one executor keep alive. Loaded by the first task, on the executor only. */
  private static final class Kept {
    /** Of the heap; the rest must hold Spark itself and the collector's room to copy into. */
    private static final double SHARE = 0.62;

    private static final int PAYLOAD = 64;
    private static final int HEADER_AND_SLOT = 16 + 4;
    private static final int BATCH = 1_000;

    private static final byte[][] SLOTS =
        new byte[(int) (Runtime.getRuntime().maxMemory() * SHARE / (PAYLOAD + HEADER_AND_SLOT))][];

    private Kept() {}

    static void replaceSome(SplittableRandom random) {
      synchronized (SLOTS) {
        for (int i = 0; i < BATCH; i++) {
          SLOTS[random.nextInt(SLOTS.length)] = new byte[PAYLOAD];
        }
      }
    }
  }
}
