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
package io.firewarden.model.task;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the ended task attempts of an application or of a stage did, in detail.
 *
 * @param times where their time went
 * @param volumes what they read, wrote and spilled
 * @param wasted time of attempts that brought nothing
 * @param endedWithout attempts that ended without success by the class of the reason; every reason
 *     has a value
 * @param retried attempts after the first one at their task, whatever had become of that,
 *     speculative copies left out
 * @param speculative attempts that were started as speculative copies
 * @param peakExecutionMemoryBytes the highest execution memory that one attempt used; 0 when
 *     unknown
 */
public record TaskBreakdown(
    TaskTimes times,
    DataVolumes volumes,
    WastedTime wasted,
    Map<FailureReason, Long> endedWithout,
    long retried,
    long speculative,
    long peakExecutionMemoryBytes) {

  public TaskBreakdown {
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(volumes, "volumes");
    Objects.requireNonNull(wasted, "wasted");
    Map<FailureReason, Long> all = new EnumMap<>(FailureReason.class);
    for (FailureReason reason : FailureReason.values()) {
      all.put(reason, endedWithout.getOrDefault(reason, 0L));
    }
    endedWithout = Collections.unmodifiableMap(all);
  }
}
