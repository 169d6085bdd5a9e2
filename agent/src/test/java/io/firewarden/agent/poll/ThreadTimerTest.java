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
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real threads: how many tasks run at a time, and that none of them ends the others. */
class ThreadTimerTest {
  private static final int SIZE = 4;
  private static final int PER_SERVER = 2;

  private final ThreadTimer timer = new ThreadTimer(SIZE, PER_SERVER);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Work work = new Work();
  private final Work other = new Work();

  @AfterEach
  void close() {
    gate.countDown();
    timer.close();
  }

  /** Tasks that wait at the gate, and how many of them have begun, run and have ended. */
  private final class Work implements Runnable {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Override
    public void run() {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      running.decrementAndGet();
      ended.incrementAndGet();
    }

    /** Waits until so many run, and a moment for any more. */
    void awaitRunning(int count) {
      await().during(Duration.ofMillis(300)).until(() -> running.get() == count);
    }

    void awaitEnded(int count) {
      await().until(() -> ended.get() == count);
    }
  }

  @Test
  void runsNoMoreTasksAtATimeThanAllowedAndTheOthersLater() {
    for (int i = 0; i < 3 * SIZE; i++) {
      timer.after(Duration.ZERO, "http://driver-" + i + ":4040", work);
      timer.after(Duration.ZERO, work);
    }

    work.awaitRunning(SIZE);
    gate.countDown();

    work.awaitEnded(6 * SIZE);
    assertThat(work.most).hasValue(SIZE);
  }

  @Test
  void runsFewTasksOfAServerAtATimeAndHoldsUpNoOther() {
    for (int i = 0; i < 3 * SIZE; i++) {
      timer.after(Duration.ZERO, "http://proxy:8088", work);
    }
    work.awaitRunning(PER_SERVER);

    timer.after(Duration.ZERO, "http://driver:4040", other);

    other.awaitRunning(1);
    work.awaitRunning(PER_SERVER);
    gate.countDown();
    work.awaitEnded(3 * SIZE);
    other.awaitEnded(1);
    assertThat(work.most).hasValue(PER_SERVER);
  }

  @Test
  void goesOnAfterTasksThatThrow() {
    Phaser thrown = new Phaser(1);
    for (int i = 0; i < 3 * SIZE; i++) {
      thrown.bulkRegister(3);
      timer.after(Duration.ZERO, () -> fail(thrown, new IllegalStateException("by a test")));
      timer.after(Duration.ZERO, () -> fail(thrown, new OutOfMemoryError("by a test")));
      timer.after(
          Duration.ZERO, "http://a:4040", () -> fail(thrown, new StackOverflowError("by a test")));
    }
    thrown.arrive();
    await().until(() -> thrown.getPhase() > 0);

    for (int i = 0; i < SIZE; i++) {
      timer.after(Duration.ZERO, i < PER_SERVER ? "http://a:4040" : "http://b:4040", work);
    }

    work.awaitRunning(SIZE);
  }

  private static void fail(Phaser thrown, Throwable what) {
    thrown.arrive();
    if (what instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) what;
  }

  @Test
  void waitsForTheDelay() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(2);
    long begin = System.nanoTime();

    timer.after(Duration.ofMillis(80), ran::countDown);
    timer.after(Duration.ofMillis(80), "http://a:4040", ran::countDown);

    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(80_000_000);
  }

  @Test
  void runsNothingMoreOnceItIsClosedButLetsEndWhatRuns() throws InterruptedException {
    timer.after(Duration.ZERO, work);
    work.awaitRunning(1);
    timer.after(Duration.ofMillis(500), other);
    timer.after(Duration.ofMillis(500), "http://a:4040", other);
    Thread closer = new Thread(timer::close);

    closer.start();
    await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
    gate.countDown();
    closer.join();

    assertThat(work.ended).hasValue(1);
    timer.after(Duration.ZERO, other);
    timer.after(Duration.ZERO, "http://a:4040", other);
    await().during(Duration.ofMillis(700)).until(() -> other.most.get() == 0);
  }
}
