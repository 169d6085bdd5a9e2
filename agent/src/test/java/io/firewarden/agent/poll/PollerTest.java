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

import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.source.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollerTest extends PollerKit {

  @Test
  void judgesTheApplicationAtAGivenAddressEveryInterval() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));

    timer.advance(Duration.ofSeconds(31));

    assertThat(shown())
        .containsExactly(
            "read http://a:4040", "judged app-1",
            "read http://a:4040", "judged app-1",
            "read http://a:4040", "judged app-1");
  }

  @Test
  void isBlindNotSilentWhenAGivenAddressIsGone() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    fails(A, "connection refused");
    told.clear();

    timer.advance(INTERVAL);

    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .isInstanceOfSatisfying(
            Observation.Blind.class,
            blind -> {
              assertThat(blind.source()).isEqualTo("http://a:4040");
              assertThat(blind.application().id()).isEqualTo("app-1");
              assertThat(blind.why()).isEqualTo("connection refused");
              assertThat(blind.at()).isEqualTo(timer.instant());
            });
  }

  @Test
  void asksAFailingAddressLessOften() {
    fails(A, "no");
    start(new StaticDrivers(List.of(A)));

    timer.advance(Duration.ofMinutes(10));

    // At 0 s, 15 s, 45 s, 1 min 45 s, and then every minute.
    assertThat(shown()).hasSize(12).containsOnly("blind http://a:4040 null");
  }

  @Test
  void tellsNothingOfAReadThatItsOwnEndHasInterrupted() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    told.clear();
    readings.put(
        A,
        () -> {
          Thread.currentThread().interrupt();
          return new Reading.Unavailable("interrupted");
        });

    timer.advance(INTERVAL);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(shown()).isEmpty();
  }

  @Test
  void tellsThatTheEarlierApplicationEndedWhenAnAddressHasAnother() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    answers(A, "app-2");
    told.clear();

    timer.advance(INTERVAL);

    assertThat(shown()).containsExactly("read http://a:4040", "ended app-1", "judged app-2");
  }

  @Test
  void tellsOnceThatAnApplicationSaysItHasEnded() {
    answers(A, "app-1");
    start(new StaticDrivers(List.of(A)));
    timer.advance(Duration.ZERO);
    readings.put(A, () -> read(A, "app-1", Instant.parse("2026-11-22T09:02:05Z")));
    told.clear();

    timer.advance(Duration.ofSeconds(30));

    assertThat(shown()).containsExactly("read http://a:4040", "ended app-1", "read http://a:4040");
  }

  @Test
  void tellsOfAnApplicationOnceThoughTwoAddressesReachIt() {
    answers(A, "app-1");
    answers(B, "app-1");
    start(new StaticDrivers(List.of(A, B)));

    timer.advance(Duration.ZERO);
    assertThat(shown()).containsOnlyOnce("judged app-1");
    told.clear();
    fails(A, "no");
    timer.advance(INTERVAL);
    timer.advance(INTERVAL);

    assertThat(shown()).contains("judged app-1").doesNotContain("ended app-1");
  }

  @Test
  void survivesWhateverASourceOrASinkThrows() {
    assertSurvives(
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
  }

  @Test
  void survivesAnErrorOfASourceOrASink() {
    assertSurvives(PollerKit::outOfMemory);
  }

  private void assertSurvives(Runnable thrower) {
    readings.put(
        A,
        () -> {
          thrower.run();
          return new Reading.Unavailable("");
        });
    Poller poller =
        poller(
            List.of(new StaticDrivers(List.of(A))),
            observation -> {
              told.add(observation);
              thrower.run();
            });
    poller.start();

    timer.advance(INTERVAL);

    assertThat(shown()).containsExactly("blind http://a:4040 null", "blind http://a:4040 null");
  }

  @Test
  void tellsNothingAfterItsEnd() {
    answers(A, "app-1");
    Poller poller = poller(List.of(new StaticDrivers(List.of(A))), told::add);
    poller.start();
    timer.advance(Duration.ZERO);
    told.clear();

    poller.close();
    timer.advance(Duration.ofMinutes(5));

    assertThat(told).isEmpty();
  }
}
