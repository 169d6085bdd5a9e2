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
package io.firewarden.listener.executor;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How often a CPU limit stopped this process: the figures of that of its control groups which was
 * stopped most often.
 *
 * @param periods enforcement periods that have passed; 0 without a limit
 * @param throttledPeriods periods in which it was stopped
 * @param throttledMillis time for which it was stopped
 */
record CpuThrottling(
    @Nullable Long periods, @Nullable Long throttledPeriods, @Nullable Long throttledMillis) {
  static final CpuThrottling UNKNOWN = new CpuThrottling(null, null, null);

  static CpuThrottling read(Path root) {
    ControlGroups groups = ControlGroups.of(root, "cpu");
    if (groups == null) {
      return UNKNOWN;
    }
    CpuThrottling worst = UNKNOWN;
    for (Path folder : groups.folders()) {
      KernelFile stat = KernelFile.read(folder.resolve("cpu.stat"));
      CpuThrottling each = stat == null ? UNKNOWN : of(stat);
      if (each.rank() > worst.rank()) {
        worst = each;
      }
    }
    return worst;
  }

  /**
   * These figures, none below an earlier one: which group was stopped most often may change, and
   * what counts may not fall.
   */
  CpuThrottling notBelow(CpuThrottling earlier) {
    return new CpuThrottling(
        max(periods, earlier.periods),
        max(throttledPeriods, earlier.throttledPeriods),
        max(throttledMillis, earlier.throttledMillis));
  }

  private static @Nullable Long max(@Nullable Long now, @Nullable Long earlier) {
    return now == null || earlier == null || now > earlier ? now : earlier;
  }

  private static CpuThrottling of(KernelFile stat) {
    Long micros = stat.field("throttled_usec");
    Long nanos = stat.field("throttled_time");
    Long millis = null;
    if (micros != null) {
      millis = TimeUnit.MICROSECONDS.toMillis(micros);
    } else if (nanos != null) {
      millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    }
    return new CpuThrottling(stat.field("nr_periods"), stat.field("nr_throttled"), millis);
  }

  /** Known before unknown, limited before unlimited, and then by how often it was stopped. */
  private long rank() {
    if (periods == null || throttledPeriods == null) {
      return -1;
    }
    return periods == 0 ? 0 : 1 + throttledPeriods;
  }
}
