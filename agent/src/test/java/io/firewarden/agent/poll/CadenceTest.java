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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  @ParameterizedTest
  @CsvSource({"0, 15", "1, 15", "2, 30", "3, 60", "4, 60", "1000000, 60"})
  void waitsLongerAfterFailuresUpToAMinute(int failures, long seconds) {
    assertThat(new Cadence(INTERVAL, () -> 0.5).next(failures, Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void neverWaitsShorterThanAnIntervalOfMoreThanAMinute() {
    assertThat(new Cadence(Duration.ofMinutes(5), () -> 0.5).next(7, Duration.ZERO))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void spreadsByATenth() {
    assertThat(new Cadence(INTERVAL, () -> 0).next(0, Duration.ZERO))
        .isEqualTo(Duration.ofMillis(13_500));
    assertThat(new Cadence(INTERVAL, () -> 1).next(0, Duration.ZERO))
        .isEqualTo(Duration.ofMillis(16_500));
  }

  @Test
  void countsFromTheStartOfTheLastAttempt() {
    Cadence cadence = new Cadence(INTERVAL, () -> 0.5);

    assertThat(cadence.next(0, Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(11));
    assertThat(cadence.next(0, Duration.ofSeconds(40))).isEqualTo(Duration.ZERO);
  }
}
