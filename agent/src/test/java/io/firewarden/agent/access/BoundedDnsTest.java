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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firewarden.agent.access.BoundedDns.TooSlowException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedDnsTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger hung = new AtomicInteger();
  private final BoundedDns names = new BoundedDns(this::system, PATIENCE);

  @AfterEach
  void close() {
    over.countDown();
    names.close();
    BoundedDns.untilLongest();
  }

  @Test
  void givesWhatTheSystemKnows() throws Exception {
    assertThat(names.lookup("good")).containsExactly(InetAddress.getLoopbackAddress());
  }

  @Test
  void tellsThatTheSystemDoesNotKnowAName() {
    assertThatThrownBy(() -> names.lookup("unknown"))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessage("unknown: not known");
  }

  @Test
  void waitsNoLongerThanItMay() {
    long start = System.nanoTime();
    BoundedDns.until(start + Duration.ofMillis(50).toNanos());
    assertThatThrownBy(() -> names.lookup("hangs")).isInstanceOf(TooSlowException.class);
    Duration own = Duration.ofNanos(System.nanoTime() - start);
    BoundedDns.untilLongest();
    assertThatThrownBy(() -> names.lookup("hangs")).isInstanceOf(TooSlowException.class);
    Duration both = Duration.ofNanos(System.nanoTime() - start);

    assertThat(own).isBetween(Duration.ofMillis(50), Duration.ofSeconds(10));
    assertThat(both.minus(own)).isGreaterThanOrEqualTo(PATIENCE);
  }

  @Test
  void asksOnceForAllWhoWaitForANameAndGoesOnWithOthers() throws Exception {
    for (int i = 0; i < 100; i++) {
      BoundedDns.until(System.nanoTime());
      assertThatThrownBy(() -> names.lookup("hangs")).isInstanceOf(TooSlowException.class);
    }
    BoundedDns.until(System.nanoTime() + Duration.ofSeconds(20).toNanos());

    assertThat(names.lookup("good")).isNotEmpty();
    assertThat(hung).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void asksAgainWhenTheSystemHasComeBack() throws Exception {
    assertThatThrownBy(() -> names.lookup("hangs")).isInstanceOf(TooSlowException.class);
    over.countDown();
    BoundedDns.until(System.nanoTime() + Duration.ofSeconds(20).toNanos());

    assertThat(names.lookup("hangs")).isNotEmpty();
  }

  @Test
  void looksNothingUpOnceItIsClosed() {
    names.close();

    assertThatThrownBy(() -> names.lookup("good"))
        .isExactlyInstanceOf(UnknownHostException.class)
        .hasMessageContaining("closed");
  }

  private List<InetAddress> system(String host) throws UnknownHostException {
    if (host.equals("unknown")) {
      throw new UnknownHostException("unknown: not known");
    }
    if (host.equals("hangs")) {
      hung.incrementAndGet();
      boolean interrupted = false;
      while (over.getCount() > 0) { // as the system does: whoever interrupts it
        try {
          over.await();
        } catch (InterruptedException ignored) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return List.of(InetAddress.getLoopbackAddress());
  }
}
