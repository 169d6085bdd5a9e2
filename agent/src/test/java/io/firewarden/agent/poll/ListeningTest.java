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

import io.firewarden.agent.poll.Listening.Moment;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListeningTest {
  private static final Duration DAY = Duration.ofDays(1);

  private Instant now = Instant.parse("2026-11-22T09:02:00Z");
  private final Listening listening = new Listening(() -> now);

  @Test
  void goesOnWithTheClock() {
    Moment begin = listening.now();

    assertThat(after(Duration.ofSeconds(15)).since(begin)).hasSeconds(15);
    assertThat(after(Duration.ofMillis(5_500)).since(begin)).hasMillis(20_500);
    assertThat(listening.now().at()).isEqualTo(now);
  }

  @Test
  void countsLittleOfAStepForwardAndNothingOfOneBack() {
    Moment begin = listening.now();

    assertThat(after(DAY).since(begin)).hasSeconds(20);
    assertThat(after(DAY.negated()).since(begin)).hasSeconds(20);
    assertThat(after(Duration.ofSeconds(10)).since(begin)).hasSeconds(30);
  }

  private Moment after(Duration passed) {
    now = now.plus(passed);
    return listening.now();
  }
}
