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
package io.firewarden.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.poll.Observation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstRoundTest {
  private final FirstRound round =
      new FirstRound(List.of("http://ada:x@driver:4040/", "http://master:8080"));

  @Test
  void isCompleteWhenEverySourceWasTriedWhateverCame() {
    round.accept(new Observation.SourceRead("http://master:8080", Instant.EPOCH));
    round.accept(new Observation.SourceRead("http://another:4040", Instant.EPOCH));
    assertThat(round.getAsBoolean()).isFalse();

    round.accept(new Observation.Blind("http://driver:4040", null, "refused", Instant.EPOCH));
    assertThat(round.getAsBoolean()).isTrue();
  }

  @Test
  void isCompleteAtOnceWithoutSources() {
    assertThat(new FirstRound(List.of()).getAsBoolean()).isTrue();
  }
}
