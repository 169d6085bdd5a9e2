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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessorsTest {
  private static final int TURNS = Runtime.getRuntime().availableProcessors() + 1;

  private final Processors processors = new Processors();
  private final Traffic traffic = new Traffic();

  @Test
  void letOneInWhenAnotherLeaves() throws Exception {
    for (int turn = 0; turn < TURNS; turn++) {
      processors.enter(traffic);
    }
    CountDownLatch entered = enterElsewhere();
    assertThat(entered.await(200, TimeUnit.MILLISECONDS)).isFalse();

    processors.leave();

    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void tellHowLongATurnWasWaitedFor() throws Exception {
    for (int turn = 0; turn < TURNS; turn++) {
      processors.enter(traffic);
    }
    Traffic late = new Traffic();
    CountDownLatch entered = enterElsewhere(late);
    assertThat(entered.await(200, TimeUnit.MILLISECONDS)).isFalse();

    processors.leave();

    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(late.waitedNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(150));
  }

  @Test
  void haveAsManyTurnsAfterReadsThatFail() throws Exception {
    InputStream broken =
        processors.awaiting(
            new FilterInputStream(InputStream.nullInputStream()) {
              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("cut");
              }
            },
            traffic);
    for (int read = 0; read < 2 * TURNS; read++) {
      processors.enter(traffic);
      assertThatThrownBy(broken::read).hasMessage("cut");
      processors.leave();
    }

    letOneInWhenAnotherLeaves();
  }

  @Test
  void handOnWhatTheStreamHas() throws Exception {
    processors.enter(traffic);
    InputStream in = processors.awaiting(new ByteArrayInputStream(new byte[] {1, -1, 3}), traffic);

    assertThat(in.read()).isEqualTo(1);
    assertThat(in.read()).isEqualTo(255);
    assertThat(in.readAllBytes()).containsExactly(3);
    assertThat(in.read()).isEqualTo(-1);
  }

  private CountDownLatch enterElsewhere() {
    return enterElsewhere(new Traffic());
  }

  private CountDownLatch enterElsewhere(Traffic traffic) {
    CountDownLatch entered = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              processors.enter(traffic);
              entered.countDown();
            });
    thread.setDaemon(true);
    thread.start();
    return entered;
  }
}
