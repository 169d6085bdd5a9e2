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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.Gap;
import io.firewarden.model.SourceKind;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.event.TaskStart;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkContext$;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ListenerSettings settings = settings(0);
  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);
  private final LongAdder errors = new LongAdder();
  private final AtomicInteger readings = new AtomicInteger();

  @Test
  void judgesAtTheStartAndAtTheEnd() {
    Watch watch = start(this::count);
    await().atMost(LONG).until(() -> readings.get() == 1);

    watch.finish(LONG);

    assertThat(readings).hasValue(2);
    assertThat(errors.sum()).isZero();
    assertNoThreadStays();
  }

  @Test
  void judgesNoMoreWhenAbandoned() {
    Watch watch = start(this::count);
    await().atMost(LONG).until(() -> readings.get() == 1);

    watch.abandon();

    assertNoThreadStays();
    assertThat(readings).hasValue(1);
  }

  @Test
  void doesNotLetTheApplicationWaitForAVerdictThatHangs() {
    CountDownLatch never = new CountDownLatch(1);
    Watch watch =
        start(
            () -> {
              readings.incrementAndGet();
              awaitQuietly(never);
              return NOW;
            });
    await().atMost(LONG).until(() -> readings.get() == 1);

    watch.finish(Duration.ofMillis(10));

    assertThat(never.getCount()).isEqualTo(1);
    never.countDown();
    assertNoThreadStays();
  }

  @Test
  void survivesAReadingThatFails() {
    Watch watch =
        start(
            () -> {
              readings.incrementAndGet();
              throw new IllegalStateException("no clock");
            });
    await().atMost(LONG).until(() -> readings.get() == 1);

    watch.finish(LONG);

    assertThat(readings).hasValue(2);
    assertThat(errors.sum()).isEqualTo(2);
  }

  @Test
  void goesOnWhenAReadingFindsNoMemory() {
    Watch watch =
        start(
            () -> {
              readings.incrementAndGet();
              throw new OutOfMemoryError("on purpose");
            });
    await().atMost(LONG).until(() -> readings.get() == 1);

    watch.finish(LONG);

    assertThat(readings).hasValue(2);
    assertThat(errors.sum()).isEqualTo(2);
  }

  @Test
  void opensAndJudgesWhileSparkMakesAContext() throws Exception {
    int port = DriverProcess.freePort();
    synchronized (constructorLock()) {
      Watch watch = start(settings(port), this::count);
      await().atMost(LONG).until(() -> isOpen(port));
      assertThat(readings).hasValue(1);

      watch.finish(LONG);

      assertThat(readings).hasValue(2);
    }
    assertNoThreadStays();
    assertThat(errors.sum()).isZero();
  }

  /** What {@code getOrCreate} holds until the context is made. */
  private static Object constructorLock() throws ReflectiveOperationException {
    Field lock = SparkContext$.class.getDeclaredField("SPARK_CONTEXT_CONSTRUCTOR_LOCK");
    lock.setAccessible(true);
    return lock.get(SparkContext$.MODULE$);
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void trustsNoRunningTaskAgainEachTimeThatMoreEventsAreDropped() {
    Watch watch = start(this::count);
    state.stageSubmitted(1, 0, "stage", 4, NOW.toEpochMilli());
    taskStarts(7);

    watch.noteQueues(dropped(0));
    assertThat(state.snapshot(NOW).gaps()).isEmpty();
    watch.noteQueues(dropped(3));
    assertThat(state.snapshot(NOW).gaps()).contains(Gap.EVENTS_LOST, Gap.RUNNING_TASKS);
    taskStarts(8);
    watch.noteQueues(dropped(3));
    assertThat(state.snapshot(NOW).stages().get(0).oldestTaskStartedAt()).isNotNull();
    watch.noteQueues(dropped(4));
    assertThat(state.snapshot(NOW).stages().get(0).oldestTaskStartedAt()).isNull();
    watch.finish(LONG);
  }

  @Test
  void saysOnceThatTheBusCannotBeRead() {
    Watch watch = start(this::count);
    for (int i = 0; i < 3; i++) {
      watch.readQueues(
          () -> {
            throw new IllegalStateException("patched");
          });
    }

    assertThat(errors.sum()).isEqualTo(1);
    assertThat(state.snapshot(NOW).bus()).isNull();
    watch.finish(LONG);
  }

  @Test
  void saysOnceThatItsQueueIsNotThere() {
    Watch watch = start(this::count);
    List<BusQueue> others = List.of(new BusQueue("eventLog", 2L, 99));

    watch.readQueues(Optional::empty);
    assertThat(errors.sum()).isZero();
    watch.readQueues(() -> Optional.of(others));
    watch.readQueues(() -> Optional.of(others));
    assertThat(errors.sum()).isEqualTo(1);
    assertThat(state.snapshot(NOW).bus()).isNull();

    watch.readQueues(() -> Optional.of(dropped(0)));
    assertThat(state.snapshot(NOW).bus()).isNotNull();
    watch.finish(LONG);
  }

  private static List<BusQueue> dropped(long events) {
    return List.of(new BusQueue("shared", 1L, events), new BusQueue("eventLog", 2L, 99));
  }

  @Test
  void showsNoVerdictAfterAReadingThatFailed() {
    HealthBoard board = new HealthBoard(settings);
    board.judge(state.snapshot(NOW));
    assertThat(board.latest()).isPresent();

    board.forget();

    assertThat(board.latest()).isEmpty();
  }

  private void taskStarts(long taskId) {
    state.taskStarted(
        new Started(1, 0, taskId, NOW.toEpochMilli(), "1", TaskLocality.PROCESS_LOCAL));
  }

  private record Started(
      int stageId,
      int attempt,
      long taskId,
      long launchTime,
      String executorId,
      TaskLocality locality)
      implements TaskStart {}

  private static ListenerSettings settings(int port) {
    return SettingsReader.read(
        Map.of(
            "spark.driver.host", "127.0.0.1",
            "spark.firewarden.port", Integer.toString(port),
            "spark.firewarden.check.interval", "1m"));
  }

  private Watch start(InstantSource clock) {
    return start(settings, clock);
  }

  private Watch start(ListenerSettings settings, InstantSource clock) {
    state.applicationStarted("app-1", "nightly", "spark", NOW.toEpochMilli());
    Watched watched = new Watched(state, "app-1", "shared", clock);
    return Watch.start(settings, watched, new LongAdder(), errors, () -> {});
  }

  private Instant count() {
    return NOW.plusSeconds(readings.incrementAndGet());
  }

  private static void assertNoThreadStays() {
    await()
        .atMost(LONG)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(each -> each.getName().startsWith("firewarden")));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
