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
package io.firewarden.listener.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.executor.ProcessFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MeasuringTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ProcessFigures FIGURES = FiguresMessageTest.Figures.none(Instant.EPOCH);

  private final List<ProcessFigures> seen = new CopyOnWriteArrayList<>();

  @Test
  void measuresAtOnceAndSoonAgainOnADaemonThread() {
    List<Boolean> daemons = new CopyOnWriteArrayList<>();
    try (Measuring measuring =
        Measuring.start(
            () -> FIGURES,
            LONG,
            List.of(
                figures -> {
                  daemons.add(Thread.currentThread().isDaemon());
                  seen.add(figures);
                }))) {
      assertThat(measuring.awaitFirst(PATIENCE)).isTrue();
      assertThat(seen).isNotEmpty().allMatch(FIGURES::equals);
      await().atMost(PATIENCE).until(() -> seen.size() == 2);
      assertThat(daemons).containsExactly(true, true);
    }
  }

  @Test
  void keepsOneSinkFromTheFailuresOfAnother() {
    try (Measuring measuring =
        Measuring.start(
            () -> FIGURES,
            LONG,
            List.of(
                figures -> {
                  throw new NoSuchMethodError("of a test");
                },
                seen::add))) {
      assertThat(measuring.awaitFirst(PATIENCE)).isTrue();
      await().atMost(PATIENCE).until(() -> !seen.isEmpty());
    }
  }

  @Test
  void goesOnAfterAnyError() {
    AtomicInteger calls = new AtomicInteger();
    try (Measuring measuring =
        Measuring.start(
            () -> {
              if (calls.incrementAndGet() < 3) {
                throw new OutOfMemoryError("of a test");
              }
              return FIGURES;
            },
            Duration.ofMillis(1),
            List.of(seen::add))) {
      assertThat(measuring.awaitFirst(PATIENCE)).isTrue();
      await().atMost(PATIENCE).until(() -> !seen.isEmpty());
    }
  }

  @Test
  void endsWithoutWaitingForAMeasurementThatHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Measuring measuring =
        Measuring.start(
            () -> {
              hanging.countDown();
              pass(released);
              return FIGURES;
            },
            Duration.ofMillis(1),
            List.of(seen::add));
    hanging.await();

    assertThat(measuring.awaitFirst(Duration.ofMillis(1))).isFalse();
    measuring.close();
    released.countDown();

    await().atMost(PATIENCE).until(() -> seen.size() == 1);
    assertThat(measuring.awaitEnd(PATIENCE)).isTrue();
    assertThat(seen).hasSize(1);
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
