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
package io.firewarden.model.event;

import com.tdunning.math.stats.MergingDigest;
import io.firewarden.model.Distribution;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How durations are spread, in bounded memory. Most stages have few tasks: as many values as a
 * sketch would take are kept as they are, in little memory, and only more of them are sketched.
 */
final class Durations {
  /** Values that are kept as they are. */
  static final int MAX_EXACT = 1_024;

  /** Bounds the sketch at some 20 kB, for an error well below 1 % of rank at 0.95. */
  private static final double COMPRESSION = 100;

  private double[] exact = {};
  private int size;
  private @Nullable MergingDigest sketch;

  void add(long millis) {
    if (sketch != null) {
      sketch.add((double) millis);
      return;
    }
    if (size == MAX_EXACT) {
      MergingDigest digest = new MergingDigest(COMPRESSION);
      for (double value : exact) {
        digest.add(value);
      }
      digest.add((double) millis);
      sketch = digest;
      exact = new double[0];
      return;
    }
    if (size == exact.length) {
      exact = Arrays.copyOf(exact, Math.max(8, 2 * size));
    }
    exact[size] = millis;
    size++;
  }

  /** The distribution in ms, or null when there are no values. */
  @Nullable Distribution distribution() {
    MergingDigest digest = sketch;
    if (digest != null) {
      return new Distribution(
          digest.size(),
          digest.getMin(),
          digest.quantile(0.5),
          digest.quantile(0.95),
          digest.getMax());
    }
    if (size == 0) {
      return null;
    }
    double[] sorted = Arrays.copyOf(exact, size);
    Arrays.sort(sorted);
    return new Distribution(
        size, sorted[0], quantile(sorted, 0.5), quantile(sorted, 0.95), sorted[size - 1]);
  }

  /** Between the two values nearest in rank, in proportion. */
  private static double quantile(double[] sorted, double q) {
    double rank = q * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
