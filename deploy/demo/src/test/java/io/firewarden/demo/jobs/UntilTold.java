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
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application of one job that then waits for a file, whose path is its argument, and ends as
 * that says: {@code stop}, {@code throw}, or {@code fill}, which is to take all of the heap.
 */
public final class UntilTold {
  private static final long BETWEEN_LOOKS_MILLIS = 200;

  /** Large, so that it is this thread that meets the end of the heap, and no other. */
  private static final int PIECE_BYTES = 16 << 20;

  private UntilTold() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path word = Path.of(arguments[0]);
    JavaSparkContext spark = new JavaSparkContext(new SparkConf());
    spark.parallelize(List.of(1, 2, 3), 3).count();
    while (Files.notExists(word) || Files.size(word) == 0) {
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
    switch (Files.readString(word)) {
      case "throw" -> throw new IllegalStateException("thrown on purpose");
      case "fill" -> fill();
      default -> spark.stop();
    }
  }

  private static void fill() {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      kept.add(new byte[PIECE_BYTES]);
    }
  }
}
