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

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The highest sampled values of one executor's metrics. */
final class Peaks {
  private @Nullable PeakNames names;
  private long[] highest = {};

  /** Whether a copy reads the values, which do not change then. */
  private boolean shared;

  /** What is known until now; costs next to nothing, since the values are shared until the next. */
  Peaks copy() {
    Peaks copy = new Peaks();
    copy.names = names;
    copy.highest = highest;
    copy.shared = true;
    shared = true;
    return copy;
  }

  /** Takes in a sample; values that are 0 or negative are unknown. */
  void add(PeakNames sampled, long[] values) {
    if (names != sampled) {
      names = sampled;
      highest = new long[sampled.size()];
      shared = false;
    }
    for (int i = 0; i < Math.min(highest.length, values.length); i++) {
      if (values[i] > highest[i]) {
        raise(i, values[i]);
      }
    }
  }

  private void raise(int index, long value) {
    if (shared) {
      highest = highest.clone();
      shared = false;
    }
    highest[index] = value;
  }

  /** The highest heap in use, or null when it was never sampled. */
  @Nullable Long heap() {
    long heap = names == null || names.heap() < 0 ? 0 : highest[names.heap()];
    return heap > 0 ? heap : null;
  }

  /**
   * Old-generation collections, or null when they are unknown: no collection at all is only
   * believed when the heap was sampled.
   */
  @Nullable Long majorGcCount() {
    if (names == null || names.majorGcCount() < 0) {
      return null;
    }
    long count = highest[names.majorGcCount()];
    return count > 0 || heap() != null ? Long.valueOf(count) : null;
  }

  /** By name, those that were ever above 0. */
  Map<String, Long> byName() {
    Map<String, Long> peaks = new HashMap<>();
    if (names != null) {
      for (int i = 0; i < highest.length; i++) {
        if (highest[i] > 0) {
          peaks.put(names.name(i), highest[i]);
        }
      }
    }
    return peaks;
  }
}
