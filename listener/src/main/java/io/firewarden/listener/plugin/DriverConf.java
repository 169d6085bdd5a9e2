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
package io.firewarden.listener.plugin;

import java.time.Duration;
import java.util.Map;

/** What the driver's side tells the executors' sides, as Spark carries it: texts. */
final class DriverConf {
  private static final String INTERVAL = "intervalMillis";
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  private DriverConf() {}

  static Map<String, String> of(Duration interval) {
    return Map.of(INTERVAL, Long.toString(interval.toMillis()));
  }

  /** The default when the driver's side is not there to say it. */
  static Duration interval(Map<String, String> conf) {
    String text = conf.get(INTERVAL);
    try {
      return text == null ? DEFAULT_INTERVAL : Duration.ofMillis(Math.max(1, Long.parseLong(text)));
    } catch (NumberFormatException e) {
      return DEFAULT_INTERVAL;
    }
  }
}
