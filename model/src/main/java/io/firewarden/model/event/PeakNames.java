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

import io.firewarden.model.SnapshotLimits;
import java.util.List;

/**
 * The names of the executor metrics that a Spark samples ({@code ExecutorMetricType}), in the order
 * in which a source tells their values. The same for all samples of an application.
 */
public final class PeakNames {
  /** More than any Spark has. */
  static final int MAX_NAMES = SnapshotLimits.NAMES;

  private final List<String> names;
  private final int heap;
  private final int majorGcCount;

  /** The names in their order; those beyond {@value #MAX_NAMES} are left out. */
  public PeakNames(List<String> names) {
    this.names = names.stream().limit(MAX_NAMES).toList();
    this.heap = this.names.indexOf("JVMHeapMemory");
    this.majorGcCount = this.names.indexOf("MajorGCCount");
  }

  int size() {
    return names.size();
  }

  String name(int index) {
    return names.get(index);
  }

  /** Where the heap in use stands, or -1. */
  int heap() {
    return heap;
  }

  /** Where the number of old-generation collections stands, or -1. */
  int majorGcCount() {
    return majorGcCount;
  }
}
