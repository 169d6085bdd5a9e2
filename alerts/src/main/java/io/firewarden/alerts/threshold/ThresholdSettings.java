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

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits read from flat text settings, such as those of a Spark configuration. Nothing here fails:
 * a faulty setting is reported and its default holds.
 *
 * @param values the limits
 * @param faults one sentence a faulty setting: the key, the rule and the value found
 */
public record ThresholdSettings(ThresholdValues values, List<String> faults) {

  public ThresholdSettings {
    faults = List.copyOf(faults);
  }

  /**
   * Reads settings.
   *
   * @param prefix what stands before the keys where the user wrote them, for the messages; for
   *     example {@code spark.firewarden.threshold.}
   * @param settings from {@code check.key}, for example {@code gc-time.critical-ratio}, to its text
   */
  public static ThresholdSettings parse(String prefix, Map<String, String> settings) {
    List<String> faults = new ArrayList<>();
    Limits limits = new Limits(prefix, faults);
    new TreeMap<>(settings)
        .forEach(
            (key, text) -> {
              int dot = key.indexOf('.');
              if (dot < 0 && Keys.check(key).isPresent()) {
                faults.add(prefix + key + " must name a limit, as in " + prefix + key + ".KEY");
              } else if (dot < 0) {
                limits.addUnknownCheck(key);
              } else {
                limits.put(key.substring(0, dot), key.substring(dot + 1), number(text));
              }
            });
    limits.requireWarningBelowCritical(Map.of());
    return new ThresholdSettings(new ThresholdValues(limits.values()), faults);
  }

  /** The text's number, or the text itself when it is none. */
  private static Object number(String text) {
    String trimmed = text.trim();
    boolean decimal = trimmed.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    if (!decimal) {
      return text;
    }
    try {
      return new BigDecimal(trimmed);
    } catch (NumberFormatException e) {
      // It looks like a number, but its exponent is beyond any.
      return text;
    }
  }
}
