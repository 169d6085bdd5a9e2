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
package io.firewarden.agent.benchmark;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Values of one thing that was measured several times, in ascending order. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(double[] values) {
  Sample {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    Arrays.sort(values);
  }

  static <T> Sample of(Collection<T> items, ToDoubleFunction<? super T> value) {
    return new Sample(items.stream().mapToDouble(value).toArray());
  }

  /** The value that this share of all does not exceed. */
  double quantile(double share) {
    return values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
  }

  double median() {
    return quantile(0.5);
  }

  double max() {
    return values[values.length - 1];
  }
}
