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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application that runs small jobs until the file of its argument is there, and then ends well.
 */
public final class Until {
  private static final long PAUSE_MILLIS = 500;

  private Until() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path file = Path.of(arguments[0]);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      while (!Files.exists(file)) {
        spark.parallelize(List.of(1, 2, 3), 3).count();
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }
}
