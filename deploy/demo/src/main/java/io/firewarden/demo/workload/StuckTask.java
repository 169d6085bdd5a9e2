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

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A stage of four tasks of which three end at once and the last does not come back. */
public final class StuckTask {
  private StuckTask() {}

  public static void main(String[] arguments) {
    Lifetime lifetime = Lifetime.of(arguments);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      long stuckMillis = Math.max(0, lifetime.remainingMillis());
      spark
          .parallelize(List.of(0L, 0L, 0L, stuckMillis), 4)
          .foreach(millis -> Lifetime.sleep(millis));
    }
  }
}
