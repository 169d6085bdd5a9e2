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
package io.firewarden.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every lease keeps, wherever it is. */
public abstract class LeaseContract {
  protected static final Duration DURATION = Duration.ofSeconds(15);

  /** Each agent's own clock: they need not agree on anything but how fast time goes. */
  protected final AtomicLong nanosOfA = new AtomicLong(Long.MAX_VALUE - 5);

  protected final AtomicLong nanosOfB = new AtomicLong(-77);

  /**
   * A lease of its own for each place, and one for all who ask for the same place.
   *
   * @param place a word
   */
  protected abstract Lease lease(String place, String holder, AtomicLong nanos);

  protected final Lease a() {
    return lease("lease", "a", nanosOfA);
  }

  protected final Lease b() {
    return lease("lease", "b", nanosOfB);
  }

  protected final void pass(Duration time) {
    nanosOfA.addAndGet(time.toNanos());
    nanosOfB.addAndGet(time.toNanos());
  }

  @Test
  void belongsToTheFirstAsLongAsItIsRenewed() throws IOException {
    Lease a = a();
    Lease b = b();
    for (int i = 0; i < 20; i++) {
      assertThat(a.renew()).isTrue();
      assertThat(b.renew()).isFalse();
      pass(Duration.ofSeconds(3));
    }
  }

  @Test
  void isTakenOnlyWhenTheWatcherHasSeenNoRenewalForTheWholeDuration() throws IOException {
    Lease a = a();
    Lease b = b();
    a.renew();
    pass(Duration.ofHours(1)); // before it was seen
    assertThat(b.renew()).isFalse();

    pass(DURATION.minusMillis(1));
    assertThat(b.renew()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(b.renew()).isTrue();
  }

  @Test
  void isLostByAHolderThatWasAwayForTooLong() throws IOException {
    Lease a = a();
    Lease b = b();
    a.renew();
    b.renew();
    pass(DURATION);
    b.renew();

    assertThat(a.renew()).isFalse();
    assertThat(b.renew()).isTrue();
    assertThat(a.renew()).isFalse();
  }

  @Test
  void isFreeAtOnceWhenItWasGivenBack() throws IOException {
    Lease a = a();
    Lease b = b();
    a.renew();
    assertThat(b.renew()).isFalse();
    a.release();

    assertThat(b.renew()).isTrue();
  }

  @Test
  void isNotGivenBackByOneThatHasLostIt() throws IOException {
    Lease a = a();
    Lease b = b();
    a.renew();
    b.renew();
    pass(DURATION);
    b.renew();
    a.release();

    assertThat(lease("lease", "c", nanosOfA).renew()).isFalse();
    assertThat(b.renew()).isTrue();
  }

  @Test
  void hasNoTwoLeadersAlsoWhenTheHolderIsCutOff() {
    AtomicBoolean cut = new AtomicBoolean();
    Leadership one = new Leadership(new Cut(a(), cut), nanosOfA::get);
    Leadership other = new Leadership(b(), nanosOfB::get);
    one.attempt();
    other.attempt();
    assertThat(one.leads()).isTrue();

    cut.set(true);
    int ledUntil = 0;
    int leadsFrom = 0;
    for (int second = 1; second <= 20; second++) {
      pass(Duration.ofSeconds(1));
      if (second % 3 == 0) {
        one.attempt();
      }
      other.attempt();
      ledUntil = one.leads() ? second : ledUntil;
      leadsFrom = other.leads() && leadsFrom == 0 ? second : leadsFrom;
    }
    assertThat(ledUntil).isEqualTo(9);
    assertThat(leadsFrom).isEqualTo(15);

    cut.set(false);
    one.attempt();
    assertThat(one.leads()).isFalse();
  }

  /** A lease whose place cannot be reached now and then. */
  private record Cut(Lease lease, AtomicBoolean isCut) implements Lease {
    @Override
    public boolean renew() throws IOException {
      if (isCut.get()) {
        throw new IOException("it cannot be reached");
      }
      return lease.renew();
    }

    @Override
    public void release() throws IOException {
      lease.release();
    }

    @Override
    public Duration duration() {
      return lease.duration();
    }

    @Override
    public String name() {
      return lease.name();
    }
  }

  @Test
  void isGotByOneOfManyThatWantItAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (int round = 0; round < 4; round++) {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          all.add(lease("race" + round, "h" + i, nanosOfA)::renew);
        }
        int got = 0;
        for (Future<Boolean> each : threads.invokeAll(all)) {
          got += each.get() ? 1 : 0;
        }
        assertThat(got).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
