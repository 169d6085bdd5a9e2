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

import io.firewarden.alerts.check.CheckId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One set of limits while it is read: takes in values one by one, keeps the good ones and adds a
 * sentence to the faults for each other one.
 */
final class Limits {
  private static final Pattern PERCENT = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*%\\s*");

  private final String path;
  private final List<String> faults;
  private final Map<Threshold, Double> values = new EnumMap<>(Threshold.class);
  private final Map<Threshold, Boolean> faulty = new EnumMap<>(Threshold.class);

  /**
   * @param path what stands before a check id in a message, with its separator
   * @param faults where faults go
   */
  Limits(String path, List<String> faults) {
    this.path = path;
    this.faults = faults;
  }

  Map<Threshold, Double> values() {
    return Collections.unmodifiableMap(values);
  }

  /** Takes in {@code check.key = value}; a text is not a number, even if it looks like one. */
  void put(String checkId, String key, @Nullable Object value) {
    CheckId check = Keys.check(checkId).orElse(null);
    if (check == null) {
      addUnknownCheck(checkId);
      return;
    }
    String full = path + checkId + "." + key;
    Threshold threshold = Keys.threshold(check, key).orElse(null);
    if (threshold == null) {
      faults.add(Keys.unknown(full, "limit of " + checkId, key, Keys.thresholds(check)));
      return;
    }
    String fault = fault(threshold, value);
    if (fault == null && value instanceof Number number) {
      values.put(threshold, number.doubleValue());
    } else {
      faulty.put(threshold, true);
      faults.add(full + " " + fault);
    }
  }

  void addUnknownCheck(String checkId) {
    faults.add(Keys.unknown(path + checkId, "check", checkId, Keys.checks()));
  }

  private static @Nullable String fault(Threshold threshold, @Nullable Object value) {
    if (value instanceof CharSequence text && PERCENT.matcher(text).matches()) {
      return percentFault(threshold, text.toString());
    }
    if (!(value instanceof Number number)) {
      return "must be a number, but is " + describe(value);
    }
    double asDouble = number.doubleValue();
    if (Double.isNaN(asDouble) || asDouble < threshold.min() || asDouble > threshold.max()) {
      return "must be between "
          + plain(threshold.min())
          + " and "
          + plain(threshold.max())
          + ", but is "
          + number;
    }
    return null;
  }

  private static String percentFault(Threshold threshold, String text) {
    String fault = "must be a plain number, not a percentage, but is \"" + text + "\"";
    Matcher matcher = PERCENT.matcher(text);
    if (threshold.max() > 1 || !matcher.matches()) {
      return fault;
    }
    return fault + "; write " + plain(Double.parseDouble(matcher.group(1)) / 100);
  }

  /**
   * Adds a fault when the warning would be above the critical limit: what is set here stands over
   * the given base, and that over the built-in defaults.
   */
  void requireWarningBelowCritical(Map<Threshold, Double> base) {
    Threshold low = Threshold.GC_WARNING_RATIO;
    Threshold high = Threshold.GC_CRITICAL_RATIO;
    boolean touched = values.containsKey(low) || values.containsKey(high);
    if (!touched || faulty.containsKey(low) || faulty.containsKey(high)) {
      return;
    }
    double warning = effective(low, base);
    double critical = effective(high, base);
    if (warning > critical) {
      faults.add(
          path
              + low.check().id()
              + "."
              + low.key()
              + " must not be above "
              + high.key()
              + ", but "
              + plain(warning)
              + origin(low)
              + " is above "
              + plain(critical)
              + origin(high));
      values.remove(low);
      values.remove(high);
    }
  }

  private double effective(Threshold threshold, Map<Threshold, Double> base) {
    Double own = values.get(threshold);
    Double inherited = own == null ? base.get(threshold) : own;
    return inherited == null ? threshold.defaultValue() : inherited;
  }

  private String origin(Threshold threshold) {
    return values.containsKey(threshold) ? "" : " (the default)";
  }

  /** A value that is not what it should be, as a message shows it. */
  static String describe(@Nullable Object value) {
    if (value == null) {
      return "empty";
    }
    if (value instanceof CharSequence) {
      return "the text \"" + value + "\"";
    }
    if (value instanceof Map) {
      return "a map";
    }
    return value instanceof List ? "a list" : value.toString();
  }

  /** A number without a needless fraction or exponent. */
  private static String plain(double value) {
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return BigDecimal.valueOf(value)
        .setScale(6, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
