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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of a whole installation: defaults, and overrides for applications by their names.
 * Immutable.
 */
public final class Thresholds {
  private static final Thresholds NONE = new Thresholds(Map.of(), List.of());

  private final Map<Threshold, Double> defaults;
  private final List<AppOverride> overrides;

  Thresholds(Map<Threshold, Double> defaults, List<AppOverride> overrides) {
    this.defaults = Map.copyOf(defaults);
    this.overrides = List.copyOf(overrides);
  }

  /** Nothing configured: every limit is its {@link Threshold#defaultValue()}. */
  public static Thresholds ofDefaults() {
    return NONE;
  }

  /**
   * Reads thresholds from a plain map, as a YAML parser gives it:
   *
   * <pre>{@code
   * defaults: {gc-time: {critical-ratio: 0.2}}
   * overrides:
   *   - match: "nightly-*"
   *     long-task: {max-seconds: 3600}
   * }</pre>
   *
   * @throws InvalidThresholdsException with every fault, each with its key from {@code thresholds}
   *     down
   */
  public static Thresholds fromMap(Map<String, ?> map) throws InvalidThresholdsException {
    return new ThresholdsParser("thresholds").parse(map);
  }

  /**
   * Limits for an application by its name. Of the overrides that match it the first one that sets a
   * limit decides; then the configured defaults; then the built-in ones.
   */
  public ThresholdValues forApplication(String appName) {
    Map<Threshold, Double> values = new EnumMap<>(Threshold.class);
    for (AppOverride override : overrides) {
      if (override.match().matches(appName)) {
        override.values().forEach(values::putIfAbsent);
      }
    }
    defaults.forEach(values::putIfAbsent);
    return new ThresholdValues(values);
  }

  /** Limits for applications that no override matches. */
  public ThresholdValues defaults() {
    return new ThresholdValues(defaults);
  }

  /** In the order in which they count. */
  public List<AppOverride> overrides() {
    return overrides;
  }

  /**
   * Limits for some applications.
   *
   * @param match what their names match
   * @param values the limits that it sets
   */
  public record AppOverride(Glob match, Map<Threshold, Double> values) {
    public AppOverride {
      values = Map.copyOf(values);
    }
  }
}
