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
package io.firewarden.agent.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Snapshots;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String RM = "http://rm:8088";
  private static final String MASTER = "http://master:8080";
  private static final String PUSH = "push:app-1";

  private final Endings endings =
      new Endings(new AgentConfig.Applications(Duration.ofHours(1), 3, Duration.ofMinutes(15)));

  @ParameterizedTest
  @CsvSource({
    "FAILED, http://rm:8088, SUCCEEDED, push:app-1",
    "KILLED, http://rm:8088, SUCCEEDED, push:app-1",
    "SUCCEEDED, http://master:8080, LOST, http://rm:8088",
    "SUCCEEDED, http://master:8080, UNKNOWN, push:app-1",
    "LOST, http://rm:8088, UNKNOWN, push:app-1",
    "UNKNOWN, http://master:8080, LOST, firewarden",
    "FAILED, push:app-1, KILLED, http://rm:8088",
    "KILLED, push:app-1, FAILED, http://rm:8088",
  })
  void takesTheBetterOfTwoInWhicheverOrderTheyCome(
      FinalStatus better, String source, FinalStatus worse, String other) {
    Ending good = ending(better, null, "", source);
    Ending bad = ending(worse, null, "", other);

    assertThat(Endings.merged(List.of(good, bad))).isEqualTo(good);
    assertThat(Endings.merged(List.of(bad, good))).isEqualTo(good);
  }

  @Test
  void believesAmongEqualsWhoToldFirst() {
    assertThat(
            Endings.merged(
                List.of(
                    ending(FinalStatus.KILLED, null, "", RM),
                    ending(FinalStatus.FAILED, null, "", MASTER))))
        .isEqualTo(ending(FinalStatus.KILLED, null, "", RM));
  }

  @Test
  void takesEachFactFromTheBestThatKnowsIt() {
    Ending merged =
        Endings.merged(
            List.of(
                ending(FinalStatus.SUCCEEDED, NOW, "FINISHED", MASTER),
                ending(FinalStatus.FAILED, null, "exit code 13", RM),
                ending(FinalStatus.FAILED, null, "", PUSH)));

    assertThat(merged).isEqualTo(ending(FinalStatus.FAILED, NOW, "exit code 13", PUSH));
  }

  @Test
  void takesTheTimeOfTheBetterSourceAndNoReasonOfAnotherEnd() {
    Ending merged =
        Endings.merged(
            List.of(
                ending(FinalStatus.LOST, NOW, "silent", Ending.AGENT),
                ending(FinalStatus.KILLED, NOW.minusSeconds(60), "", RM)));

    assertThat(merged).isEqualTo(ending(FinalStatus.KILLED, NOW.minusSeconds(60), "", RM));
  }

  @Test
  void keepsOneVerdictOfASourceThatRevisesIt() {
    told("app-1", ending(FinalStatus.FAILED, NOW, "", RM), true);
    told("app-1", ending(FinalStatus.SUCCEEDED, NOW, "", RM), true);

    assertThat(endings.views(NOW))
        .singleElement()
        .satisfies(view -> assertThat(view.ending().status()).isEqualTo(FinalStatus.SUCCEEDED));
  }

  @Test
  void keepsNoMoreThanItIsToldAndForgetsTheFirstToEnd() {
    for (int i = 1; i <= 5; i++) {
      Instant at = NOW.minusSeconds(60L * (i == 2 ? 0 : i));
      told("app-" + i, ending(FinalStatus.FAILED, at, "", RM), false);
    }

    assertThat(ids()).containsExactly("app-2", "app-1", "app-3");
  }

  @Test
  void takesInWhatWasNotSeenOnlyIfItEndedLately() {
    told("app-1", ending(FinalStatus.FAILED, NOW.minusSeconds(3601), "", RM), false);
    told("app-2", ending(FinalStatus.FAILED, NOW.minusSeconds(3599), "", RM), false);
    told("app-3", ending(FinalStatus.FAILED, NOW.minusSeconds(3601), "", RM), true);

    assertThat(ids()).containsExactly("app-2", "app-3");
    assertThat(endings.views(NOW.plusSeconds(2)))
        .extracting(view -> view.application().id())
        .containsExactly("app-3");
    assertThat(endings.views(NOW.plusSeconds(3601))).isEmpty();
  }

  @Test
  void neverEndsBeforeItStarted() {
    told("app-1", ending(FinalStatus.FAILED, Instant.EPOCH, "", RM), true);

    assertThat(endings.views(NOW).get(0).duration()).isZero();
  }

  private List<String> ids() {
    return endings.views(NOW).stream().map(view -> view.application().id()).toList();
  }

  private void told(String id, Ending ending, boolean seen) {
    Application application = Snapshots.application(id, null, null);
    endings.told(application, ending, null, seen, NOW);
  }

  private static Ending ending(
      FinalStatus status, @Nullable Instant at, String reason, String source) {
    return new Ending(status, at, reason, source);
  }
}
