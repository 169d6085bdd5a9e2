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

import io.firewarden.model.Distribution;
import java.util.Arrays;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How a quantity that is not negative is spread, in bounded memory. Most stages have few tasks: a
 * number of values is kept as they are, in little memory, and only more of them are sketched.
 */
final class Spread {
  /** Values that are kept as they are. */
  static final int MAX_EXACT = 512;

  /** Greater values count as this: a pebibyte, or 35,000 years of ms. */
  static final long MAX_VALUE = 1L << 50;

  /** Digits of a value that a fine sketch knows: an error of 0.4 %, in 5 to 22 kB. */
  private static final int FINE_DIGITS = 2;

  /** Digits that a coarse one knows: an error of 3 %, in 1 to 3 kB. */
  private static final int COARSE_DIGITS = 1;

  private final Budget fineSketches;

  private long[] exact = {};
  private int size;
  private long min = Long.MAX_VALUE;
  private long max;
  private @Nullable IntCountsHistogram sketch;

  private boolean fine;

  /** Whether somebody reads the sketch, which does not change then. */
  private boolean sketchShared;

  /**
   * No value.
   *
   * @param fineSketches fine sketches that there may be; those beyond are coarse
   */
  Spread(Budget fineSketches) {
    this.fineSketches = fineSketches;
  }

  void add(long value) {
    long counted = Math.min(Math.max(0, value), MAX_VALUE);
    min = Math.min(min, counted);
    max = Math.max(max, counted);
    if (sketch != null) {
      ownSketch(sketch).recordValue(counted);
    } else if (size < MAX_EXACT) {
      keep(counted);
    } else {
      sketch = sketched();
      sketch.recordValue(counted);
    }
  }

  private IntCountsHistogram ownSketch(IntCountsHistogram histogram) {
    if (!sketchShared) {
      return histogram;
    }
    IntCountsHistogram copy = histogram.copy();
    sketch = copy;
    sketchShared = false;
    return copy;
  }

  private void keep(long value) {
    if (size == exact.length) {
      exact = Arrays.copyOf(exact, Math.max(8, 2 * size));
    }
    exact[size] = value;
    size++;
  }

  private IntCountsHistogram sketched() {
    fine = fineSketches.tryTake(1);
    IntCountsHistogram histogram = new IntCountsHistogram(fine ? FINE_DIGITS : COARSE_DIGITS);
    for (long value : exact) {
      histogram.recordValue(value);
    }
    exact = new long[0];
    return histogram;
  }

  /** Gives back what it took of what all spreads share. */
  void release() {
    fineSketches.giveBack(fine ? 1 : 0);
    fine = false;
  }

  /**
   * The values until now, which do not change when others come. Costs next to nothing: what is
   * known is shared, since values are only appended and a sketch is copied before its next one.
   */
  Values values() {
    sketchShared = sketch != null;
    return new Values(exact, size, min, max, sketch);
  }

  /** Values that do not change, to be read by any thread. */
  static final class Values {
    private final long[] exact;
    private final int size;
    private final long min;
    private final long max;
    private final @Nullable IntCountsHistogram sketch;

    private Values(
        long[] exact, int size, long min, long max, @Nullable IntCountsHistogram sketch) {
      this.exact = exact;
      this.size = size;
      this.min = min;
      this.max = max;
      this.sketch = sketch;
    }

    /** The distribution, or null when there are no values. */
    @Nullable Distribution distribution() {
      IntCountsHistogram histogram = sketch;
      if (histogram != null) {
        return new Distribution(
            histogram.getTotalCount(), min, quantile(histogram, 50), quantile(histogram, 95), max);
      }
      if (size == 0) {
        return null;
      }
      long[] sorted = Arrays.copyOf(exact, size);
      Arrays.sort(sorted);
      return new Distribution(size, min, quantile(sorted, 0.5), quantile(sorted, 0.95), max);
    }

    /** The middle of the values that the sketch takes for one, as far as there are such values. */
    private double quantile(IntCountsHistogram histogram, double percentile) {
      long value = histogram.medianEquivalentValue(histogram.getValueAtPercentile(percentile));
      return Math.min(Math.max(min, value), max);
    }

    /** Between the two values nearest in rank, in proportion. */
    private static double quantile(long[] sorted, double q) {
      double rank = q * (sorted.length - 1);
      int below = (int) rank;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
  }
}
