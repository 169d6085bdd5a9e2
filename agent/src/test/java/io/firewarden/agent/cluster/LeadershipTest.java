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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private static final Duration DURATION = Duration.ofSeconds(15);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
  private final List<String> done = new ArrayList<>();
  private Answer answer = () -> true;

  private interface Answer {
    boolean give() throws IOException;
  }

  private final Lease lease =
      new Lease() {
        @Override
        public boolean renew() throws IOException {
          return answer.give();
        }

        @Override
        public void release() {
          done.add("released");
        }

        @Override
        public Duration duration() {
          return DURATION;
        }

        @Override
        public String name() {
          return "a lease";
        }
      };

  private final Leadership leadership = new Leadership(lease, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void alwaysLeadsWithoutALease() {
    assertThat(new Leadership(null, nanos::get).leads()).isTrue();
  }

  @Test
  void doesNotLeadBeforeItHasTheLease() {
    assertThat(leadership.leads()).isFalse();
    answer = () -> false;
    leadership.attempt();
    assertThat(leadership.leads()).isFalse();
  }

  @Test
  void stopsToLeadBeforeALeaseEndsThatItCannotRenew() {
    leadership.attempt();
    answer =
        () -> {
          throw new IOException("the disk is gone");
        };
    pass(Duration.ofSeconds(9));
    leadership.attempt();
    assertThat(leadership.leads()).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(leadership.leads()).isFalse();
  }

  @Test
  void strivesOnAfterAnError() throws Exception {
    CountDownLatch again = new CountDownLatch(2);
    AtomicInteger tries = new AtomicInteger();
    Lease failing =
        new Lease() {
          @Override
          public boolean renew() {
            again.countDown();
            if (tries.getAndIncrement() == 0) {
              throw new OutOfMemoryError("not really");
            }
            return true;
          }

          @Override
          public void release() {}

          @Override
          public Duration duration() {
            return Duration.ofMillis(50);
          }

          @Override
          public String name() {
            return "a lease";
          }
        };
    try (Leadership striving = new Leadership(failing, nanos::get)) {
      striving.start(() -> {});
      assertThat(again.await(20, TimeUnit.SECONDS)).as("tried again").isTrue();
    }
  }

  @Test
  void leadsWithoutKnowingWhatWasToldWhenReadingItEndsInErrors() {
    leadership.onTakeOver(
        () -> {
          throw new NoClassDefFoundError("not really");
        });
    for (int i = 0; i < 5; i++) {
      assertThat(leadership.leads()).isFalse();
      leadership.attempt();
    }
    assertThat(leadership.leads()).isTrue();
  }

  @Test
  void countsTheLeaseFromTheBeginningOfARenewalThatHung() {
    answer =
        () -> {
          pass(Duration.ofSeconds(11));
          return true;
        };
    leadership.attempt();
    assertThat(leadership.leads()).isFalse();
  }

  @Test
  void stopsToLeadAtOnceWhenAnotherHasTheLease() {
    leadership.attempt();
    assertThat(leadership.leads()).isTrue();
    answer = () -> false;
    leadership.attempt();
    assertThat(leadership.leads()).isFalse();
  }

  @Test
  void doesNotLeadBeforeItKnowsWhatWasToldBefore() {
    AtomicBoolean known = new AtomicBoolean();
    leadership.onTakeOver(
        () -> {
          done.add("asked");
          if (!known.get()) {
            throw new UncheckedIOException(new IOException("nobody answers"));
          }
        });
    leadership.attempt();
    assertThat(leadership.leads()).isFalse();
    known.set(true);
    leadership.attempt();
    assertThat(leadership.leads()).isTrue();

    leadership.attempt();
    assertThat(done).hasSize(2);
  }

  @Test
  void leadsWithoutKnowingItWhenThatTakesTooLongAndGoesOnAsking() {
    AtomicBoolean known = new AtomicBoolean();
    leadership.onTakeOver(
        () -> {
          if (!known.get()) {
            throw new UncheckedIOException(new IOException("forbidden"));
          }
          done.add("known");
        });
    for (int i = 0; i < 4; i++) {
      leadership.attempt();
      assertThat(leadership.leads()).isFalse();
      pass(Duration.ofSeconds(3));
    }
    leadership.attempt();
    assertThat(leadership.leads()).isTrue();
    assertThat(done).isEmpty();

    known.set(true);
    leadership.attempt();
    assertThat(done).containsExactly("known");
    assertThat(leadership.leads()).isTrue();
  }

  @Test
  void asksAnewEachTimeThatItHasGotTheLease() {
    leadership.onTakeOver(() -> done.add("asked"));
    leadership.attempt();
    answer = () -> false;
    leadership.attempt();
    answer = () -> true;
    leadership.attempt();
    assertThat(done).containsExactly("asked", "asked");
  }

  @Test
  void givesTheLeaseBack() {
    leadership.attempt();
    leadership.close();
    assertThat(done).containsExactly("released");
    assertThat(leadership.leads()).isFalse();
  }
}
