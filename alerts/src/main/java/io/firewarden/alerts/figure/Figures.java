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
package io.firewarden.alerts.figure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Figures in the words of a summary: a rounded number, a space and its unit, in English. */
public final class Figures {
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Figures() {}

  /** A share of 1, for example {@code 3.1 %} or {@code 15 %}. */
  public static String percent(double ratio) {
    double percent = ratio * 100;
    return percent > 0 && percent < 0.05 ? "under 0.1 %" : decimal(percent, 1) + " %";
  }

  /** A size in binary units, for example {@code 512 MiB} or {@code 1.2 GiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1024 && unit < BYTE_UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return decimal(value, 1) + " " + BYTE_UNITS[unit];
  }

  /** A length of time by its two greatest units, for example {@code 12 min 30 s}. */
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return decimal(duration.toMillis() / 1000.0, 1) + " s";
    }
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    if (seconds < HOUR) {
      return two(seconds / MINUTE, "min", seconds % MINUTE, "s");
    }
    return seconds < DAY
        ? two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min")
        : two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
  }

  /** A sum of times in seconds, for example {@code 412 s}: sums are compared, not waited for. */
  public static String seconds(long millis) {
    return decimal(millis / 1000.0, millis < 10_000 ? 1 : 0) + " s";
  }

  /** A count with its noun, for example {@code 1 task} or {@code 20 tasks}. */
  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** A number with at most so many decimals, without trailing zeros. */
  public static String decimal(double value, int decimals) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String two(long great, String greatUnit, long small, String smallUnit) {
    String first = great + " " + greatUnit;
    return small == 0 ? first : first + " " + small + " " + smallUnit;
  }
}
