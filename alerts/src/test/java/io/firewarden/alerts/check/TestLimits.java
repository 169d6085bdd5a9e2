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
package io.firewarden.alerts.check;

import io.firewarden.alerts.threshold.InvalidThresholdsException;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.alerts.threshold.Thresholds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Limits as a user configures them for one application. */
final class TestLimits {
  private TestLimits() {}

  static ThresholdValues with(Threshold threshold, double value) {
    return with(Map.of(threshold, value));
  }

  static ThresholdValues with(Map<Threshold, Double> values) {
    Map<String, Object> override = new HashMap<>(Map.of("match", "tri*"));
    for (Map.Entry<Threshold, Double> value : values.entrySet()) {
      Map<String, Object> check = new HashMap<>();
      if (override.get(value.getKey().check().id()) instanceof Map<?, ?> present) {
        present.forEach((key, limit) -> check.put((String) key, limit));
      }
      check.put(value.getKey().key(), value.getValue());
      override.put(value.getKey().check().id(), check);
    }
    try {
      return Thresholds.fromMap(Map.of("overrides", List.of(override))).forApplication("trips");
    } catch (InvalidThresholdsException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
