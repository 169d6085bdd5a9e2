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
package io.firewarden.benchmark;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Values of one thing that was measured several times. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(double[] values) {
  private static final int RESAMPLES = 10_000;

  Sample {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
  }

  static <T> Sample of(Collection<T> items, ToDoubleFunction<? super T> value) {
    return new Sample(items.stream().mapToDouble(value).toArray());
  }

  double median() {
    return median(values.clone());
  }

  double max() {
    return Arrays.stream(values).max().orElseThrow();
  }

  /** The value below which this share lies. */
  double quantile(double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
  }

  /** Between which values the median lies with 95 % confidence, by resampling. */
  double[] interval() {
    Random random = new Random(1);
    double[] medians = new double[RESAMPLES];
    double[] drawn = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < drawn.length; j++) {
        drawn[j] = values[random.nextInt(values.length)];
      }
      medians[i] = median(drawn);
    }
    Arrays.sort(medians);
    return new double[] {medians[RESAMPLES / 40], medians[RESAMPLES - 1 - RESAMPLES / 40]};
  }

  /** Median and interval, as {@code 12.3 (11.9 to 12.8)}. */
  String text(String format) {
    double[] interval = interval();
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        median(),
        interval[0],
        interval[1]);
  }

  private static double median(double[] own) {
    Arrays.sort(own);
    int half = own.length / 2;
    return own.length % 2 == 1 ? own[half] : (own[half - 1] + own[half]) / 2;
  }
}
