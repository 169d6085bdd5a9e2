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

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeaksTest {
  private static final PeakNames NAMES = new PeakNames(List.of("MajorGCCount", "JVMHeapMemory"));

  private final Peaks peaks = new Peaks();

  @Test
  void handsOutACopyThatDoesNotChange() {
    peaks.add(NAMES, new long[] {1, 100});
    Peaks copy = peaks.copy();

    peaks.add(NAMES, new long[] {2, 50});
    peaks.add(NAMES, new long[] {0, 200});

    assertThat(copy.byName()).isEqualTo(Map.of("MajorGCCount", 1L, "JVMHeapMemory", 100L));
    assertThat(peaks.byName()).isEqualTo(Map.of("MajorGCCount", 2L, "JVMHeapMemory", 200L));
  }
}
