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
package io.firewarden.agent.notify;

import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.LONG_TASK;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.alert.NotificationLog;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AlertPipelineTest {
  @TempDir Path directory;

  private final TestClock clock = new TestClock(START);
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final Recorder recorder = new Recorder("recorder");

  private static class Recorder implements Notifier {
    final List<String> told = new CopyOnWriteArrayList<>();
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Delivery send(List<Alert> batch, Instant now) {
      batch.forEach(alert -> told.add(alert.name() + " " + alert.state().label()));
      return new Delivery.Delivered();
    }
  }

  private AlertPipeline pipeline(Path file, Notifier... notifiers) {
    return pipeline(file, Drive.byThreads(clock), notifiers);
  }

  private AlertPipeline pipeline(Path file, Drive drive, Notifier... notifiers) {
    NotificationLog log = new NotificationLog();
    AlertPipeline pipeline =
        new AlertPipeline(
            new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null),
            log,
            new AlertStateFile(file),
            new SelfWatch(metrics, clock, URI.create("http://w")),
            new Mutes(List.of()),
            clock,
            drive);
    for (Notifier notifier : notifiers) {
      pipeline.add(
          new NotificationChannel(
              notifier,
              Schedule.reminding(Duration.ofHours(4)),
              Grouping.ofWebhook(),
              Hearing.ALL,
              log,
              new Backoff(() -> 1.0),
              metrics,
              clock));
    }
    return pipeline;
  }

  private AlertPipeline pipeline(Notifier... notifiers) {
    return pipeline(directory.resolve("state.json"), notifiers);
  }

  private void see(AlertPipeline pipeline, Verdict verdict) {
    pipeline.accept(judged(app(), clock.instant(), CheckId.LONG_TASK, verdict));
  }

  private void fire(AlertPipeline pipeline) {
    see(pipeline, unhealthy(LONG_TASK));
    clock.advance(Duration.ofMinutes(1));
    see(pipeline, unhealthy(LONG_TASK));
    pipeline.tick();
  }

  private Observation gcTooHigh() {
    return judged(app(), clock.instant(), CheckId.GC_TIME, unhealthy(GC_CRITICAL));
  }

  @Test
  void endsNothingWhenTheClockIsSetWhileItTakesUpWhatWasLeft() {
    AlertTracker before =
        new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null);
    for (int minute = 0; minute <= 3; minute++) {
      Instant at = START.plus(Duration.ofMinutes(minute));
      before.accept(new Observation.Blind("http://driver:4040", null, "refused", at), at);
    }
    Path file = directory.resolve("state.json");
    new AlertStateFile(file)
        .save(new AlertStateFile.State(before.alerts(), List.of()), clock.instant());
    Iterator<Instant> looks = List.of(START.plus(Duration.ofMinutes(4))).iterator();
    Drive drive = Drive.byThreads(clock);
    try (AlertPipeline pipeline =
        new AlertPipeline(
            new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null),
            new NotificationLog(),
            new AlertStateFile(file),
            new SelfWatch(metrics, clock, URI.create("http://w")),
            new Mutes(List.of()),
            () -> looks.hasNext() ? looks.next() : START.plus(Duration.ofHours(1)),
            new Drive(drive.ticker(), drive.writer(), drive.random(), () -> 0))) {
      pipeline.takeUp();
      assertThat(pipeline.alerts())
          .singleElement()
          .satisfies(alert -> assertThat(alert.state()).isEqualTo(AlertState.FIRING));
    }
  }

  @Test
  void tellsWhenAnAlertFiresAndWhenItIsOver() {
    try (AlertPipeline pipeline = pipeline(recorder)) {
      pipeline.start();
      fire(pipeline);
      await().until(() -> recorder.told.equals(List.of("SparkTaskRunningLong firing")));

      see(pipeline, healthy());
      pipeline.tick();
      await().until(() -> recorder.told.contains("SparkTaskRunningLong resolved"));
    }
  }

  @Test
  void tellsOneNotifierWhileAnotherHangs() throws InterruptedException {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Notifier stuck =
        new Recorder("stuck") {
          @Override
          public Delivery send(List<Alert> batch, Instant now) {
            hanging.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return new Delivery.Delivered();
          }
        };
    try (AlertPipeline pipeline = pipeline(stuck, recorder)) {
      pipeline.start();
      fire(pipeline);
      hanging.await();
      await().until(() -> recorder.told.contains("SparkTaskRunningLong firing"));
      see(pipeline, healthy());
      pipeline.tick();
      await().until(() -> recorder.told.contains("SparkTaskRunningLong resolved"));
    }
  }

  @Test
  void goesOnAfterARestartWithoutTellingAgain() {
    try (AlertPipeline first = pipeline(recorder)) {
      first.start();
      fire(first);
      await().until(() -> recorder.told.size() == 1);
    }
    clock.advance(Duration.ofMinutes(5));
    Recorder again = new Recorder("recorder");
    try (AlertPipeline second = pipeline(again)) {
      second.start();

      Alert alert = second.alerts().get(0);
      assertThat(alert.state()).isEqualTo(AlertState.FIRING);
      assertThat(alert.firedAt()).isEqualTo(START);
      see(second, healthy());
      second.tick();
      await().until(() -> !again.told.isEmpty());
      assertThat(again.told).containsExactly("SparkTaskRunningLong resolved");
    }
  }

  @Test
  void tellsEverythingAlthoughItsFileCannotBeWritten() throws IOException {
    Path inTheWay = directory.resolve("taken");
    Files.writeString(inTheWay, "");
    try (AlertPipeline pipeline = pipeline(inTheWay.resolve("state.json"), recorder)) {
      pipeline.start();
      fire(pipeline);
      await().until(() -> recorder.told.contains("SparkTaskRunningLong firing"));
      await().untilAsserted(() -> assertThat(metrics.writes).isNotEmpty().containsOnly(false));

      Files.delete(inTheWay);
      clock.advance(Duration.ofSeconds(15));
      pipeline.tick();
      await().untilAsserted(() -> assertThat(metrics.writes).last().isEqualTo(true));
    }
  }

  @Test
  void takesUpLateWhatCouldNotBeReadAtTheStart() throws IOException {
    try (AlertPipeline first = pipeline(recorder)) {
      first.start();
      fire(first);
      await().until(() -> recorder.told.size() == 1);
    }
    Path file = directory.resolve("state.json");
    Path away = Files.move(file, directory.resolve("away"));
    Files.createSymbolicLink(file, file.getFileName()); // leads to itself, and cannot be read
    Recorder again = new Recorder("recorder");
    metrics.writes.clear();
    try (AlertPipeline second = pipeline(again)) {
      second.start();
      second.accept(gcTooHigh());
      await().untilAsserted(() -> assertThat(metrics.writes).isNotEmpty().containsOnly(false));

      Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);
      await()
          .untilAsserted(
              () -> {
                clock.advance(Duration.ofSeconds(15));
                second.tick();
                assertThat(metrics.writes).last().isEqualTo(true);
              });
      see(second, healthy());
      await().until(() -> !again.told.isEmpty());
      assertThat(again.told).containsExactly("SparkTaskRunningLong resolved");
    }
    assertThat(new AlertStateFile(file).load().alerts()).hasSize(2);
  }

  @Test
  void writesOnlyWhenSomethingChangedOrTheFileGrowsOld() {
    try (AlertPipeline pipeline = pipeline()) {
      fire(pipeline);
      await().untilAsserted(() -> assertThat(metrics.writes).containsExactly(true));
      pipeline.tick();
      pipeline.tick();

      clock.advance(Duration.ofMinutes(1));
      pipeline.tick();
      await().untilAsserted(() -> assertThat(metrics.writes).hasSize(2));
    }
    assertThat(metrics.writes).containsExactly(true, true);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tellsEverythingWhileItsFileBlocks() throws Exception {
    Path fifo = directory.resolve("state.json.tmp");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    AlertPipeline pipeline = pipeline(recorder);
    try {
      pipeline.start();
      fire(pipeline);
      await().until(() -> recorder.told.contains("SparkTaskRunningLong firing"));
      see(pipeline, healthy());
      await().until(() -> recorder.told.contains("SparkTaskRunningLong resolved"));
      assertThat(metrics.writes).as("the first write has not come back").isEmpty();
      pipeline.close();
    } finally {
      Files.readAllBytes(fifo);
    }
  }

  @Test
  void tellsNoEndAgainWhileThatItIsForgottenIsNotYetWritten() throws Exception {
    ExecutorService writer = Executors.newSingleThreadExecutor();
    CountDownLatch disk = new CountDownLatch(1);
    Drive threads = Drive.byThreads(clock);
    Drive drive = new Drive(threads.ticker(), writer, threads.random(), threads.nanos());
    try (AlertPipeline pipeline = pipeline(directory.resolve("state.json"), drive, recorder)) {
      fire(pipeline);
      tellUntilTold(pipeline, 1);
      see(pipeline, healthy());
      tellUntilTold(pipeline, 2);

      Future<?> blocked = writer.submit(() -> disk.await(1, TimeUnit.MINUTES));
      clock.advance(AlertTracker.RESOLVED_RETENTION.plusSeconds(1));
      pipeline.tick();
      assertThat(pipeline.alerts()).isEmpty();
      pipeline.tellDue();
      disk.countDown();
      blocked.get();
    }
    assertThat(recorder.told)
        .containsExactly("SparkTaskRunningLong firing", "SparkTaskRunningLong resolved");
  }

  /** Nothing is told before it is written: by another thread, and once it is done with the last. */
  private void tellUntilTold(AlertPipeline pipeline, int alerts) {
    await()
        .until(
            () -> {
              pipeline.tick();
              pipeline.tellDue();
              return recorder.told.size() >= alerts;
            });
  }

  @Test
  void writesTheLastStateWhenItIsClosed() {
    Path file = directory.resolve("state.json");
    AlertPipeline pipeline = pipeline(file);
    see(pipeline, unhealthy(LONG_TASK));
    pipeline.close();

    assertThat(new AlertStateFile(file).load().alerts()).hasSize(1);
  }

  @Test
  void goesOnAfterErrors() {
    try (AlertPipeline pipeline = pipeline(recorder)) {
      pipeline.start();
      clock.breakFor(4);
      await().until(() -> !clock.isBroken());
      see(pipeline, unhealthy(LONG_TASK));
      clock.advance(Duration.ofMinutes(1));
      see(pipeline, unhealthy(LONG_TASK));
      await().until(() -> recorder.told.contains("SparkTaskRunningLong firing"));
    }
  }

  @Test
  void keepsTheEndOfAnAlertForANotifierThatIsAway() {
    Recorder away =
        new Recorder("away") {
          @Override
          public Delivery send(List<Alert> batch, Instant now) {
            return told.isEmpty() ? super.send(batch, now) : new Delivery.Retry(null, "away");
          }
        };
    try (AlertPipeline pipeline = pipeline(away)) {
      pipeline.start();
      fire(pipeline);
      await().until(() -> away.told.size() == 1);
      see(pipeline, healthy());
      clock.advance(Duration.ofHours(2));
      pipeline.tick();
      assertThat(pipeline.alerts()).hasSize(1);

      away.told.clear();
      clock.advance(Duration.ofMinutes(2));
      await().until(() -> away.told.contains("SparkTaskRunningLong resolved"));
      clock.advance(Duration.ofMinutes(2));
      await()
          .untilAsserted(
              () -> {
                pipeline.tick();
                assertThat(pipeline.alerts()).isEmpty();
              });
    }
  }
}
