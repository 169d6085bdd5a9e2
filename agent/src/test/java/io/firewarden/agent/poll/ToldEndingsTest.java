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

import io.firewarden.agent.discovery.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToldEndingsTest {
  private static final Ending OVER = Ending.unknown(null, "http://history:18080");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ToldEndings told = new ToldEndings();
  private Instant now = Instant.parse("2026-11-22T09:00:00Z");

  @Test
  void isNewsOnceUntilItRunsAgain() {
    assertThat(told.isNews("app-1", OVER, now)).isTrue();
    assertThat(told.isNews("app-1", OVER, now)).isFalse();
    assertThat(told.isNews("app-1", Ending.unknown(now, "http://history:18080"), now)).isTrue();

    told.forget("app-1");

    assertThat(told.isNews("app-1", OVER, now)).isTrue();
  }

  @Test
  void forgetsWhatWasNotListedForAWhile() {
    told.isNews("listed-on", OVER, now);
    told.isNews("listed-once", OVER, now);
    pass(ToldEndings.KEPT);
    told.isNews("listed-on", OVER, now);
    assertThat(told.size()).isEqualTo(2);

    pass(MINUTE);

    assertThat(told.size()).isEqualTo(1);
    assertThat(told.isNews("listed-on", OVER, now)).isFalse();
  }

  @Test
  void forgetsWhatACompleteListLacks() {
    told.isNews("app-1", OVER, now);
    told.isNews("app-2", OVER, now);

    told.retain(Set.of("app-2"));

    assertThat(told.isNews("app-1", OVER, now)).isTrue();
    assertThat(told.isNews("app-2", OVER, now)).isFalse();
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
    told.forgetUnlisted(now);
  }
}
