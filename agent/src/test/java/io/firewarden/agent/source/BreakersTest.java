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
package io.firewarden.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.source.UnreadableException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakersTest {
  private static final String SERVER = "proxy:8088";
  private static final String SHOWN = "http://proxy:8088/proxy/app";
  private final UnreadableException silence = new UnreadableException(Kind.TIMEOUT, "nothing came");

  private long now = Long.MAX_VALUE - 5; // a clock of nanoseconds may well wrap
  private final Breakers breakers = new Breakers(() -> now);

  @Test
  void asksNobodyForAWhileAfterSomeFailuresInARow() throws Exception {
    fail(Breakers.FAILURES - 1);
    letsIn();
    fail(1);

    assertThatThrownBy(() -> breakers.enter(SERVER, SHOWN))
        .isInstanceOfSatisfying(
            UnreadableException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT))
        .hasMessage(
            SHOWN
                + " was not asked: proxy:8088 did not answer 5 times in a row; the last time:"
                + " nothing came");
    assertThatCode(() -> breakers.enter("other:8088", SHOWN)).doesNotThrowAnyException();
  }

  @Test
  void sendsOneToSeeAfterThePause() throws Exception {
    fail(Breakers.FAILURES);
    pass(Breakers.FIRST_PAUSE.minusMillis(1));
    keepsOut();
    pass(Duration.ofMillis(1));

    letsIn();
    keepsOut();
    breakers.answered(SERVER);
    letsIn();
    letsIn();
  }

  @Test
  void waitsEverLongerUpToAMinute() throws Exception {
    fail(Breakers.FAILURES);
    pass(Breakers.FIRST_PAUSE);
    for (int seconds : new int[] {20, 40, 60, 60}) {
      letsIn();
      fail(1);
      pass(Duration.ofSeconds(seconds).minusMillis(1));
      keepsOut();
      pass(Duration.ofMillis(1));
    }
  }

  @Test
  void startsAtOneAfterAnyAnswer() throws Exception {
    fail(Breakers.FAILURES - 1);
    breakers.answered(SERVER);
    fail(Breakers.FAILURES - 1);

    letsIn();
  }

  @Test
  void sendsAnotherWhenTheOneThatWasSentDidNotAsk() throws Exception {
    fail(Breakers.FAILURES);
    pass(Breakers.FIRST_PAUSE);
    letsIn();
    breakers.left(SERVER);

    letsIn();
  }

  @Test
  void forgetsServersThatNobodyAsksAnyMore() throws Exception {
    fail(Breakers.FAILURES);
    pass(Breakers.FORGOTTEN_AFTER.minusSeconds(1));
    breakers.failed("other:8088", silence);
    breakers.enter("third:8088", SHOWN);
    assertThat(breakers.size()).isEqualTo(2);

    pass(Duration.ofSeconds(1));
    breakers.enter("third:8088", SHOWN);

    assertThat(breakers.size()).isEqualTo(1);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breakers.failed(SERVER, silence);
    }
  }

  private void pass(Duration duration) {
    now += duration.toNanos();
  }

  private void letsIn() throws UnreadableException {
    breakers.enter(SERVER, SHOWN);
  }

  private void keepsOut() {
    assertThatThrownBy(this::letsIn).isInstanceOf(UnreadableException.class);
  }
}
