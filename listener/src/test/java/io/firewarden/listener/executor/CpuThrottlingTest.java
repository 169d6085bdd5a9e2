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

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuThrottlingTest {
  private static final CpuThrottling UNKNOWN = new CpuThrottling(null, null, null);

  @Test
  void readsNanosecondsOfVersionOne() {
    assertThat(CpuThrottling.read(Machine.V1_CONTAINER))
        .isEqualTo(new CpuThrottling(1200L, 300L, 45_500L));
  }

  @Test
  void readsMicrosecondsOfVersionTwo() {
    assertThat(CpuThrottling.read(Machine.V2_CONTAINER))
        .isEqualTo(new CpuThrottling(500L, 20L, 1234L));
  }

  @Test
  void readsTheGroupAroundItThatIsThrottled() {
    assertThat(CpuThrottling.read(Machine.V2_NESTED)).isEqualTo(new CpuThrottling(77L, 7L, 70L));
  }

  @Test
  void fallsNeverWhenAnotherGroupIsThrottledMoreOften() {
    CpuThrottling inner = new CpuThrottling(500L, 20L, 1234L);
    CpuThrottling outer = new CpuThrottling(77L, 21L, 70L);

    assertThat(outer.notBelow(inner)).isEqualTo(new CpuThrottling(500L, 21L, 1234L));
    assertThat(UNKNOWN.notBelow(inner)).isEqualTo(UNKNOWN);
    assertThat(inner.notBelow(UNKNOWN)).isEqualTo(inner);
  }

  @Test
  void tellsALimitThatIsNotThereFromOneThatIsNotKnown() {
    assertThat(CpuThrottling.read(Machine.HYBRID)).isEqualTo(new CpuThrottling(0L, 0L, 0L));
    assertThat(CpuThrottling.read(Machine.V2_ROOT)).isEqualTo(UNKNOWN);
    assertThat(CpuThrottling.read(Machine.NONE)).isEqualTo(UNKNOWN);
  }
}
