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
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock is set forward, or the process stands still for as long. */
class ClockStepTest extends LifecycleKit {

  @ParameterizedTest
  @ValueSource(strings = {"PT15M", "PT25H"})
  void isNoSilenceOfAListener(Duration step) {
    watch();
    push("app-1");
    timer.advance(INTERVAL);
    push("app-1");

    timer.pass(step);
    timer.advance(INTERVAL);

    assertRuns();
    assertThat(told).noneMatch(Observation.Blind.class::isInstance);
    timer.advance(Duration.ofMinutes(16));
    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT15M", "PT25H"})
  void isNoSilenceOfADriver(Duration step) {
    answers(A, "app-1");
    watch(given(A));
    fails(A, "refused");

    timer.pass(step);
    timer.advance(INTERVAL);

    assertRuns();
    timer.advance(Duration.ofMinutes(16));
    assertEnded(FinalStatus.LOST, Ending.AGENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT15M", "PT25H"})
  void makesNoPushLate(Duration step) {
    watch();
    push("app-1");
    end("app-1", FinalStatus.SUCCEEDED);

    timer.pass(step);
    push(handled(1, timer.instant())); // was on its way

    assertThat(fleet.applications()).isEmpty();
  }
}
