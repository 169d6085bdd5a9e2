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
package io.firewarden.listener.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PushBackoffTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private double random = 1;
  private final PushBackoff backoff = new PushBackoff(INTERVAL, () -> random);

  @Test
  void spreadsTheIntervalALittle() {
    assertThat(backoff.afterSuccess()).isEqualTo(Duration.ofSeconds(11));
    random = 0;
    assertThat(backoff.afterSuccess()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToALimit() {
    assertThat(after(1)).isEqualTo(INTERVAL);
    assertThat(after(2)).isEqualTo(Duration.ofSeconds(20));
    assertThat(after(3)).isEqualTo(Duration.ofSeconds(30));
    assertThat(after(6)).isEqualTo(PushBackoff.LONGEST);
    assertThat(after(1_000_000)).isEqualTo(PushBackoff.LONGEST);
    random = 0;
    assertThat(after(2)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void waitsAsLongAsItIsAskedTo() {
    random = 0;
    assertThat(backoff.afterFailure(1, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(90));
    random = 1;
    assertThat(backoff.afterFailure(1, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(100));
    random = 0;
    assertThat(backoff.afterFailure(1, Duration.ofDays(90))).isEqualTo(PushBackoff.LONGEST_ASKED);
  }

  @Test
  void understandsBothFormsOfRetryAfter() {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    assertThat(PushClient.retryAfter("120", now)).isEqualTo(Duration.ofMinutes(2));
    assertThat(PushClient.retryAfter("Sun, 22 Nov 2026 10:00:30 GMT", now))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(PushClient.retryAfter("Sun, 22 Nov 2026 09:00:00 GMT", now)).isZero();
    assertThat(PushClient.retryAfter("soon", now)).isZero();
  }

  private Duration after(int failures) {
    return backoff.afterFailure(failures, Duration.ZERO);
  }
}
