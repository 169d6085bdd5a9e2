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
package io.firewarden.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpanTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  @Test
  void isOverAfterItsLengthAndWhenTheClockWasSetBack() {
    Span span = new Span(NOW, Duration.ofSeconds(5));

    assertThat(span.holds(NOW)).isTrue();
    assertThat(span.holds(NOW.plusMillis(4999))).isTrue();
    assertThat(span.holds(NOW.plusSeconds(5))).isFalse();
    assertThat(span.holds(NOW.minusMillis(1))).isFalse();
  }
}
