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
package io.firewarden.listener.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.executor.ExecutorDetail;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.status.api.v1.MemoryMetrics;
import org.apache.spark.storage.StorageLevel;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a real SparkContext, told to a real fold. */
class LiveEventsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a running task waits for; static, since Spark ships tasks as bytes. */
  private static final AtomicReference<CountDownLatch> GATE =
      new AtomicReference<>(new CountDownLatch(0));

  @TempDir private Path directory;

  private final List<String> lifecycle = new ArrayList<>();
  private ApplicationState state;
  private JavaSparkContext spark;

  /** Spark makes it by its name, with the state of the running test. */
  public static final class Tap extends SparkFirehoseListener {
    static final AtomicReference<SparkEvents> EVENTS = new AtomicReference<>();
    private static final AtomicReference<CountDownLatch> BUS_GATE =
        new AtomicReference<>(new CountDownLatch(0));

    @Override
    public void onEvent(SparkListenerEvent event) {
      try {
        BUS_GATE.get().await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      EVENTS.get().accept(event);
    }
  }

  @BeforeEach
  void attach() {
    state = new ApplicationState(SourceKind.LISTENER);
    state.environment(RunningSpark.version(), 0.6, true);
    Tap.EVENTS.set(
        new SparkEvents(
            state,
            new Lifecycle() {
              @Override
              public void started(String appId, String appName) {
                lifecycle.add("started " + appName);
              }

              @Override
              public void ended(Integer exitCode, Runnable forget) {
                lifecycle.add("ended with " + snapshot().executors().size() + " executor");
                forget.run();
              }
            }));
  }

  @AfterEach
  void stop() {
    GATE.get().countDown();
    if (spark != null) {
      spark.stop();
    }
  }

  private void start(boolean fromTheStart) {
    SparkConf conf = conf();
    if (fromTheStart) {
      conf.set("spark.extraListeners", Tap.class.getName());
    }
    spark = new JavaSparkContext(conf);
  }

  private SparkConf conf() {
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("live events")
        .set("spark.ui.port", "0")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.driver.metrics.pollingInterval", "500ms")
        .set("spark.local.dir", directory.toString());
  }

  @Test
  void tellsWhoTheApplicationIs() {
    start(true);
    await().atMost(LIMIT).until(() -> !snapshot().application().id().isEmpty());

    Application application = snapshot().application();
    assertThat(application.id()).isEqualTo(spark.sc().applicationId());
    assertThat(application.name()).isEqualTo("live events");
    assertThat(application.user()).isEqualTo(spark.sparkUser());
    assertThat(application.sparkVersion()).isEqualTo(spark.version());
    assertThat(application.startedAt()).isEqualTo(Instant.ofEpochMilli(spark.startTime()));
    assertThat(snapshot().gaps()).doesNotContain(Gap.EVENTS_LOST);

    stop();
    assertThat(snapshot().application().endedAt()).isNotNull();
    assertThat(lifecycle).containsExactly("started live events", "ended with 1 executor");
  }

  @Test
  void tellsJobsStagesAndTasks() {
    start(true);
    numbers(4).mapToPair(n -> new scala.Tuple2<>(n % 3, n)).reduceByKey(Integer::sum, 2).count();
    failingJob();

    await().atMost(LIMIT).until(() -> snapshot().jobTotals().equals(new JobTotals(1, 1)));
    ApplicationSnapshot after = snapshot();
    assertThat(after.stageTotals()).isEqualTo(new StageTotals(2, 1, 0L, 0L));
    assertThat(after.tasks().succeeded()).isEqualTo(6);
    assertThat(after.tasks().failed()).isEqualTo(1);
    assertThat(after.tasks().taskMillis()).isPositive();
    assertThat(after.tasks().started().withPreference() + after.tasks().started().noPref())
        .isEqualTo(7);
    // The five tasks over parallelized numbers; Spark itself calls them process-local.
    assertThat(after.tasks().started().noPref()).isGreaterThanOrEqualTo(5);
    assertThat(after.jobs()).isEmpty();
    assertThat(after.stages()).isEmpty();
  }

  @Test
  void tellsWhatRuns() throws Exception {
    start(true);
    GATE.set(new CountDownLatch(1));
    Thread job = new Thread(() -> numbers(4).foreach(LiveEventsTest::waitAtTheGate));
    job.start();

    await().atMost(LIMIT).until(() -> snapshot().activeTasks() == 2);
    ApplicationSnapshot running = snapshot();
    Stage stage = running.stages().get(0);
    assertThat(stage.tasks()).isEqualTo(4);
    assertThat(stage.pendingTasks()).isEqualTo(2);
    assertThat(stage.oldestTaskStartedAt()).isBetween(stage.submittedAt(), Instant.now());
    assertThat(running.jobs())
        .singleElement()
        .extracting(Job::stageIds, InstanceOfAssertFactories.list(Integer.class))
        .containsExactly(stage.id());
    Executor driver = running.executors().get(0);
    assertThat(driver.activeTasks()).isEqualTo(2);
    assertThat(driver.totalCores()).isEqualTo(2);

    GATE.get().countDown();
    job.join();
    await().atMost(LIMIT).until(() -> snapshot().tasks().succeeded() == 4);
  }

  @Test
  void tellsStorageBlocksAndTheirEnd() {
    start(true);
    JavaRDD<Integer> cached = numbers(4).persist(StorageLevel.MEMORY_ONLY());
    cached.count();

    await().atMost(LIMIT).until(() -> !snapshot().cachedRdds().isEmpty());
    await().atMost(LIMIT).until(() -> snapshot().cachedRdds().get(0).cachedPartitions() == 4);
    CachedRdd rdd = snapshot().cachedRdds().get(0);
    assertThat(rdd.name()).isEqualTo("ParallelCollectionRDD");
    assertThat(rdd.partitions()).isEqualTo(4);
    assertThat(rdd.memoryBytes())
        .isEqualTo(spark.sc().getRDDStorageInfo()[0].memSize())
        .isPositive();
    assertThat(detail().cachedBlocks()).isEqualTo(4);
    assertThat(detail().maxTasks()).isEqualTo(2);

    cached.unpersist(true);
    await().atMost(LIMIT).until(() -> snapshot().cachedRdds().isEmpty());
  }

  @Test
  void tellsStorageMemoryAsSparkDoes() {
    start(true);
    byte[] incompressible = new byte[1_000_000];
    new Random(7).nextBytes(incompressible);
    Broadcast<byte[]> broadcast = spark.broadcast(incompressible);
    numbers(2).persist(StorageLevel.MEMORY_AND_DISK()).count();

    await().atMost(LIMIT).until(() -> driver().storageUsedBytes() > 1_000_000);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              ExecutorSummary expected = spark.sc().statusStore().executorList(true).head();
              assertThat(driver().storageUsedBytes()).isEqualTo(expected.memoryUsed());
              assertThat(driver().storageMaxBytes()).isEqualTo(expected.maxMemory());
              MemoryMetrics memory = expected.memoryMetrics().get();
              assertThat(detail().onHeapStorageUsedBytes())
                  .isEqualTo(memory.usedOnHeapStorageMemory());
              assertThat(detail().onHeapStorageMaxBytes())
                  .isEqualTo(memory.totalOnHeapStorageMemory());
              assertThat(detail().offHeapStorageMaxBytes())
                  .isEqualTo(memory.totalOffHeapStorageMemory());
              assertThat(detail().cachedBlocks()).isEqualTo(expected.rddBlocks());
            });
    assertThat(driver().heapMaxBytes())
        .isCloseTo(Runtime.getRuntime().maxMemory(), Offset.offset(2_000_000L));
    broadcast.destroy();
  }

  @Test
  void tellsPeaksOfHeartbeats() {
    start(true);

    await().atMost(LIMIT).until(() -> driver().heapPeakBytes() != null);
    assertThat(driver().heapPeakBytes()).isBetween(1_000_000L, Runtime.getRuntime().maxMemory());
    assertThat(driver().majorGcCount()).isNotNegative();
    assertThat(detail().peaks())
        .containsEntry("JVMHeapMemory", driver().heapPeakBytes())
        .containsKeys("JVMOffHeapMemory", "TotalGCTime")
        .allSatisfy((name, value) -> assertThat(value).as(name).isPositive());
  }

  @Test
  void saysThatEventsAreLostWhenItComesLate() {
    start(false);
    spark.sc().addSparkListener(new Tap());
    numbers(2).count();

    await().atMost(LIMIT).until(() -> snapshot().tasks().succeeded() == 2);
    assertThat(snapshot().application().id()).isEqualTo(spark.sc().applicationId());
    assertThat(snapshot().application().name()).isEqualTo("live events");
    assertThat(snapshot().application().startedAt())
        .isEqualTo(Instant.ofEpochMilli(spark.startTime()));
    assertThat(snapshot().gaps()).contains(Gap.EVENTS_LOST);
    assertThat(lifecycle).containsExactly("started live events");
  }

  @Test
  void asksTheRunningContext() {
    start(true);
    String id = spark.sc().applicationId();

    assertThat(RunningSpark.version()).isEqualTo(spark.version());
    assertThat(RunningSpark.uiAddress(id)).hasValue(spark.sc().uiWebUrl().get());
    assertThat(RunningSpark.queues(id).orElseThrow())
        .extracting(BusQueue::name)
        .contains("shared", "appStatus", "executorManagement");
    assertThat(sharedQueue().dropped()).isZero();
    assertThat(sharedQueue().size()).isNotNegative();
    assertThat(sharedQueue().processed()).isPositive();
    assertThat(sharedQueue().meanMicros()).isBetween(0.1, 60_000_000.0);
    assertThat(RunningSpark.uiAddress("another")).isEmpty();
    assertThat(RunningSpark.queues("another")).isEmpty();
  }

  @Test
  void knowsWhenSparkDroppedEvents() {
    SparkConf tight =
        conf()
            .set("spark.extraListeners", Tap.class.getName())
            .set("spark.scheduler.listenerbus.eventqueue.shared.capacity", "1");
    CountDownLatch gate = new CountDownLatch(1);
    Tap.BUS_GATE.set(gate);
    try {
      spark = new JavaSparkContext(tight);
      numbers(10).count();

      assertThat(sharedQueue().dropped()).isPositive();
    } finally {
      gate.countDown();
    }
  }

  private BusQueue sharedQueue() {
    return RunningSpark.queues(spark.sc().applicationId()).orElseThrow().stream()
        .filter(queue -> queue.name().equals("shared"))
        .findFirst()
        .orElseThrow();
  }

  private ApplicationSnapshot snapshot() {
    return state.snapshot(Instant.now());
  }

  private Executor driver() {
    return snapshot().executors().get(0);
  }

  private ExecutorDetail detail() {
    return Objects.requireNonNull(driver().detail());
  }

  private JavaRDD<Integer> numbers(int partitions) {
    return spark.parallelize(IntStream.range(0, 100).boxed().toList(), partitions);
  }

  private void failingJob() {
    try {
      numbers(1).foreach(LiveEventsTest::fail);
    } catch (Exception e) {
      assertThat(e).hasMessageContaining("no 0");
    }
  }

  private static void fail(int number) {
    throw new IllegalArgumentException("no " + number);
  }

  private static void waitAtTheGate(int number) throws InterruptedException {
    if (!GATE.get().await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody opened the gate for " + number);
    }
  }
}
