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
package io.firewarden.model.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one line of a metric for each subject of a {@link Table}, in the order of the
 * subjects; NaN where there is none.
 *
 * @param definition the metric
 * @param suffix what follows the metric's name, such as {@code _count} of a summary; else empty
 * @param tag labels beyond those of the subject
 * @param group columns of the same group above 0 are folded only for subjects that have a value in
 *     each of them, so that their ratio stays one
 * @param values the values
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Column(
    MetricDefinition definition, String suffix, @Nullable Tag tag, int group, double[] values) {

  static Column of(MetricDefinition definition, @Nullable Tag tag, int group, int subjects) {
    return of(definition, "", tag, group, subjects);
  }

  static Column of(
      MetricDefinition definition, String suffix, @Nullable Tag tag, int group, int subjects) {
    double[] values = new double[subjects];
    Arrays.fill(values, Double.NaN);
    return new Column(definition, suffix, tag, group, values);
  }

  /** An empty column of the same line for other subjects. */
  Column ofSize(int subjects) {
    return of(definition, suffix, tag, group, subjects);
  }

  /** Sets a value unless there is one, or it is none that the metric can have. */
  void put(int subject, double value) {
    boolean possible =
        Double.isFinite(value)
            && (value >= 0 || definition.type() != MetricDefinition.Type.COUNTER);
    if (possible && !has(subject)) {
      values[subject] = value;
    }
  }

  boolean has(int subject) {
    return !Double.isNaN(values[subject]);
  }

  boolean hasAny() {
    for (int i = 0; i < values.length; i++) {
      if (has(i)) {
        return true;
      }
    }
    return false;
  }

  /** The values of the wanted subjects as one; NaN when there is none. */
  double folded(boolean[] wanted) {
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      if (wanted[i] && !Double.isNaN(value)) {
        any = true;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    if (!any) {
      return Double.NaN;
    }
    return switch (definition.folding()) {
      case LEFT_OUT -> Double.NaN;
      case SUM -> sum;
      case MIN -> min;
      case MAX -> max;
    };
  }
}
