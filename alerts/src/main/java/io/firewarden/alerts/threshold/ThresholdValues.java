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
package io.firewarden.alerts.threshold;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The limits that hold for one application. */
public final class ThresholdValues {
  /** The defaults of every {@link Threshold}. */
  public static final ThresholdValues DEFAULTS = new ThresholdValues(Map.of());

  private final Map<Threshold, Double> configured;

  ThresholdValues(Map<Threshold, Double> configured) {
    Map<Threshold, Double> copy = new EnumMap<>(Threshold.class);
    copy.putAll(configured);
    this.configured = Collections.unmodifiableMap(copy);
  }

  /** The configured value, else the default. */
  public double get(Threshold threshold) {
    Double value = configured.get(threshold);
    return value == null ? threshold.defaultValue() : value;
  }

  /**
   * Only what differs from the defaults by configuration; exported as {@code firewarden_threshold}.
   */
  public Map<Threshold, Double> configured() {
    return configured;
  }
}
