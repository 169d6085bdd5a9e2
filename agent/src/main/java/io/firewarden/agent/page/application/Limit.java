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
package io.firewarden.agent.page.application;

import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A limit in words, with its unit. */
public final class Limit {
  private Limit() {}

  /** The limits that a check compares with, for example {@code warning-ratio 10 %}. */
  public static String all(CheckId check, ThresholdValues values) {
    return Arrays.stream(Threshold.values())
        .filter(threshold -> threshold.check() == check)
        .map(threshold -> of(threshold, values))
        .collect(Collectors.joining(", "));
  }

  private static String of(Threshold threshold, ThresholdValues values) {
    double value = values.get(threshold);
    return threshold.key()
        + " "
        + value(threshold, value)
        + (value == threshold.defaultValue()
            ? ""
            : " (default " + value(threshold, threshold.defaultValue()) + ")");
  }

  public static String value(Threshold threshold, double value) {
    if (threshold.key().endsWith("ratio")) {
      return Figures.percent(value);
    }
    return threshold.key().endsWith("seconds")
        ? Figures.duration(Duration.ofMillis(Math.round(value * 1000)))
        : Figures.decimal(value, 1);
  }
}
