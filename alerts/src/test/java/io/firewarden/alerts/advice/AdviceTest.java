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
package io.firewarden.alerts.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.advice.Advice.SettingChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {

  @Test
  void readsLineByLine() {
    Advice advice =
        new Advice(
            "The cause.",
            List.of(new SettingChange("spark.executor.memory", "2g", "1 GiB x 2")),
            List.of("Look."));

    assertThat(advice.lines())
        .containsExactly("The cause.", "Set spark.executor.memory to 2g: 1 GiB x 2.", "Look.");
    assertThat(new Advice("The cause.", List.of()).lines()).containsExactly("The cause.");
  }

  @Test
  void namesBothWaysToAskForExecutors() {
    Advice gone = AllocationAdvice.forTooFewExecutors(1, 2, 3);
    Advice refused = AllocationAdvice.forTooFewExecutors(1, 2, 0);

    assertThat(gone.cause()).startsWith("3 executors went");
    assertThat(refused.cause()).startsWith("The cluster manager has not granted");
    assertThat(gone.changes())
        .extracting(change -> change.key() + "=" + change.value())
        .containsExactly("spark.dynamicAllocation.minExecutors=2", "spark.executor.instances=2");
  }
}
