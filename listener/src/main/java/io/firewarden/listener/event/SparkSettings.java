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
package io.firewarden.listener.event;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** A Spark configuration as a plain map. */
public final class SparkSettings {
  private SparkSettings() {}

  /**
   * Every setting.
   *
   * @param sparkConf a {@link SparkConf}, which callers do not name
   */
  public static Map<String, String> of(Object sparkConf) {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> entry : ((SparkConf) sparkConf).getAll()) {
      settings.put(entry._1(), entry._2());
    }
    return settings;
  }
}
