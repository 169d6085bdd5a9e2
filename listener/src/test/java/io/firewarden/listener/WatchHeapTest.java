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

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.event.BlockUpdate;
import io.firewarden.model.event.PeakNames;
import io.firewarden.model.event.TaskEnd;
import io.firewarden.model.event.TaskFigures;
import io.firewarden.model.event.query.Measure;
import io.firewarden.model.event.query.PlanOutline;
import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import io.firewarden.model.task.FailureReason;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How much memory all that watches an application keeps in the driver, when the application is as
 * large as can be followed: its state, the snapshot that a scrape keeps, and the history.
 */
class WatchHeapTest {
  private static final long MIB = 1024 * 1024;

  /**
   * The state may take 64 MiB (see StormHeapTest), and the snapshot that a scrape keeps most of the
   * rest; 75 MiB were seen.
   */
  private static final long LIMIT = 128 * MIB;

  private static final int EXECUTORS = 10_000;
  private static final int STAGES = 1_000;
  private static final int TASKS = 600;
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final ListenerSettings settings =
      SettingsReader.read(Map.of("spark.driver.host", "127.0.0.1"));
  private final PeakNames peaks =
      new PeakNames(
          IntStream.range(0, 23)
              .mapToObj(i -> i == 0 ? "JVMHeapMemory" : i == 1 ? "MajorGCCount" : "Metric" + i)
              .toList());
  private Instant now = START;

  @Test
  void keepsLittleOfTheLargestApplicationWithAFullHistory() {
    long before = heapInUse();
    ApplicationState state = new ApplicationState(SourceKind.LISTENER);
    Watched watched = new Watched(state, "app-1", "shared", () -> now);
    HealthBoard board = new HealthBoard(settings);
    state.applicationStarted("app-1", "large", "spark", START.toEpochMilli());
    executors(state);
    stages(state);
    jobs(state);
    blocks(state);
    queries(state);
    long ofState = heapInUse() - before;

    for (Duration age = Duration.ofHours(1); isWithin(age); age = age.plusSeconds(30)) {
      now = START.plus(age);
      measure(state, age.toSeconds());
      board.judge(watched.now());
    }
    ApplicationSnapshot scraped = watched.recent();

    assertThat(scraped.executors()).hasSize(EXECUTORS);
    assertThat(scraped.executors().get(0).detail().peaks()).hasSize(23);
    assertThat(scraped.executors().get(0).process()).isNotNull();
    assertThat(board.latest()).isPresent();
    long retained = heapInUse() - before;
    assertThat(retained).as("retained bytes, of which state %d", ofState).isLessThan(LIMIT);
    assertThat(watched.recent().stages()).hasSize(STAGES);
  }

  private boolean isWithin(Duration age) {
    return age.compareTo(Duration.ofHours(1).plus(settings.window().multipliedBy(2))) < 0;
  }

  private static void executors(ApplicationState state) {
    for (int i = 0; i < EXECUTORS; i++) {
      String id = Integer.toString(i);
      state.executorAdded(id, "host-" + i, 4, 0, START.toEpochMilli() + i);
      state.blockManagerAdded(id, "host-" + i, 300 * MIB, 400 * MIB, START.toEpochMilli() + i);
    }
  }

  /** What changes from one reading to the next, for each executor. */
  private void measure(ApplicationState state, long second) {
    for (int i = 0; i < EXECUTORS; i++) {
      long n = 1_000_000_000L * i + second;
      long[] values = new long[23];
      Arrays.setAll(values, metric -> n + metric + 1_000);
      String id = Integer.toString(i);
      state.executorSampled(id, peaks, values);
      state.executorMeasured(id, processOf(n));
    }
  }

  /** What an executor with the plugin measures of itself; no two have a number in common. */
  private static ProcessFigures processOf(long n) {
    return new ProcessFigures(
        Instant.ofEpochMilli(n),
        n + 1,
        n + 2,
        n + 3,
        n + 4,
        n + 5,
        n + 6,
        n + 7,
        n + 8,
        n + 9,
        n + 10,
        n + 11,
        n + 12,
        n + 13,
        n + 14,
        n + 15,
        n + 16,
        n + 17,
        n + 18,
        n + 19,
        n + 20,
        n + 21,
        List.of(
            new GarbageCollector("G1 Young Generation", false, n, n),
            new GarbageCollector("G1 Old Generation", false, n, n),
            new GarbageCollector("G1 Concurrent GC", true, n, n)));
  }

  private static void stages(ApplicationState state) {
    for (int stage = 0; stage < STAGES; stage++) {
      state.stageSubmitted(stage, 0, "count at Large.java:1", 100_000, START.toEpochMilli());
      for (int task = 0; task < TASKS; task++) {
        state.taskEnded(new Succeeded(stage, task, 1L << (task % 25)));
      }
    }
  }

  private static void jobs(ApplicationState state) {
    for (int job = 0; job < 1_000; job++) {
      int first = job * 50;
      state.jobStarted(
          job, START.toEpochMilli(), IntStream.range(first, first + 50).boxed().toList());
    }
  }

  private static void blocks(ApplicationState state) {
    for (int rdd = 0; rdd < 1_000; rdd++) {
      state.rddSeen(rdd, "MapPartitionsRDD", 100);
      for (int partition = 0; partition < 100; partition++) {
        String executor = Integer.toString(partition);
        state.blockUpdated(new BlockUpdate(executor, rdd, partition, true, false, false, 1_000, 0));
      }
    }
  }

  private static void queries(ApplicationState state) {
    for (int id = 0; id < 20_000; id++) {
      int first = 20 * id;
      List<Measure> measures =
          IntStream.range(first, first + 20)
              .mapToObj(each -> new Measure(1_000_000_000L + each, Measure.Kind.FILES_READ))
              .toList();
      PlanOutline plan = new PlanOutline(Map.of(), true, 1, 2, 3, measures, true);
      state.sql().started(id, id, START.toEpochMilli(), plan);
      state.sql().jobStarted(id, IntStream.range(50 * id, 50 * id + 50).boxed().toList());
    }
  }

  private static long heapInUse() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private record Succeeded(int stageId, int index, long durationMillis) implements TaskEnd {
    @Override
    public int attempt() {
      return 0;
    }

    @Override
    public long taskId() {
      return (long) stageId * TASKS + index;
    }

    @Override
    public String executorId() {
      return Integer.toString(index);
    }

    @Override
    public Outcome outcome() {
      return Outcome.SUCCEEDED;
    }

    @Override
    public @Nullable FailureReason reason() {
      return null;
    }

    @Override
    public long gettingResultMillis() {
      return 0;
    }

    @Override
    public boolean retried() {
      return false;
    }

    @Override
    public boolean speculative() {
      return false;
    }

    @Override
    public boolean outrun() {
      return false;
    }

    @Override
    public @Nullable TaskFigures figures() {
      return null;
    }
  }
}
