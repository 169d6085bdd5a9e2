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

import io.firewarden.agent.config.AgentConfig.Poll;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Duration WINDOW = Duration.ofMinutes(5);

  @ParameterizedTest
  @CsvSource({"0, 15", "1, 15", "2, 30", "3, 60", "4, 60", "1000000, 60"})
  void waitsLongerAfterFailuresUpToAMinute(int failures, long seconds) {
    assertThat(cadence(INTERVAL, () -> 0.5).next(failures, Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void neverWaitsShorterThanAnIntervalOfMoreThanAMinute() {
    assertThat(cadence(Duration.ofMinutes(5), () -> 0.5).next(7, Duration.ZERO))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void spreadsByATenth() {
    assertThat(cadence(INTERVAL, () -> 0).next(0, Duration.ZERO))
        .isEqualTo(Duration.ofMillis(13_500));
    assertThat(cadence(INTERVAL, () -> 1).next(0, Duration.ZERO))
        .isEqualTo(Duration.ofMillis(16_500));
  }

  @Test
  void countsFromTheStartOfTheLastAttempt() {
    Cadence cadence = cadence(INTERVAL, () -> 0.5);

    assertThat(cadence.next(0, Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(11));
    assertThat(cadence.next(0, Duration.ofSeconds(40))).isEqualTo(Duration.ZERO);
  }

  @Test
  void doesNotWaitForAsLongAsAClockWasSetBack() {
    assertThat(cadence(INTERVAL, () -> 0.5).next(0, Duration.ofHours(-1))).isEqualTo(INTERVAL);
  }

  @ParameterizedTest
  @CsvSource({"0, 15", "3, 15", "4, 30", "7, 30", "8, 60", "12, 60", "2000000000, 60"})
  void asksLessWhileNothingRuns(int quiet, long seconds) {
    assertThat(cadence(INTERVAL, () -> 0.5).interval(quiet, Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"2000, 15", "2001, 20", "4000, 40", "12000, 120", "60000, 120"})
  void isWithASlowServerForATenthOfItsTimeAtMost(long millis, long seconds) {
    Duration interval = cadence(INTERVAL, () -> 0.5).interval(0, Duration.ofMillis(millis));

    assertThat(interval.toSeconds()).isEqualTo(seconds);
  }

  @Test
  void readsAtLeastTwiceInAWindow() {
    Cadence cadence = new Cadence(Poll.DEFAULT, Duration.ofSeconds(40), () -> 0.5);

    assertThat(cadence.interval(100, Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
    assertThat(cadence.interval(0, Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void asksAtTheIntervalAgainWhenAnAttemptHasFailed() {
    assertThat(cadence(INTERVAL, () -> 0.5).next(Duration.ofMinutes(1), 1, Duration.ZERO))
        .isEqualTo(INTERVAL);
  }

  @Test
  void toleratesSomeMissedPollsAtAnyInterval() {
    assertThat(cadence(INTERVAL, () -> 0.5).staleAfter(Duration.ofMinutes(1)))
        .isEqualTo(Duration.ofSeconds(185));
  }

  private static Cadence cadence(Duration interval, DoubleSupplier random) {
    Duration idle =
        interval.compareTo(Duration.ofMinutes(1)) > 0 ? interval : Duration.ofMinutes(1);
    Poll poll = new Poll(interval, Duration.ofSeconds(5), 1, idle, 1, 1);
    return new Cadence(poll, WINDOW, random);
  }
}
