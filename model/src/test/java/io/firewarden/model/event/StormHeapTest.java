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
package io.firewarden.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.event.TaskEnd.Outcome;
import io.firewarden.model.event.query.Measure;
import io.firewarden.model.event.query.PlanOutline;
import io.firewarden.model.event.query.QueryProgress;
import io.firewarden.model.event.query.QueryRun;
import io.firewarden.model.event.query.SqlExecutions;
import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import io.firewarden.model.streaming.BatchPhase;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How much memory an application can make us keep, all at once. */
class StormHeapTest {
  private static final long LIMIT = 64 * Told.MIB;

  @Test
  void keepsLittleWhateverTheApplicationDoes() {
    long before = heapInUse();
    Told told = Told.application();

    executors(told);
    hugeStage(told);
    stages(told);
    rdds(told);
    jobs(told);
    queries(told);
    streams(told);

    long retained = heapInUse() - before;
    assertThat(told.snapshot().tasks().succeeded()).isGreaterThan(2_000_000);
    assertThat(retained).as("retained bytes").isLessThan(LIMIT);
  }

  /** A million tasks in one stage, of all durations and sizes, thousands at once. */
  private static void hugeStage(Told told) {
    int tasks = 1_000_000;
    int atOnce = 9_000;
    told.stage(1_000_000, tasks);
    for (int i = 0; i < tasks + atOnce; i++) {
      if (i < tasks) {
        told.start(1_000_000, i, Integer.toString(10 + i % 10_000));
      }
      if (i >= atOnce) {
        int ended = i - atOnce;
        told.state()
            .taskEnded(
                new Ended(
                        1_000_000, ended, Integer.toString(10 + ended % 10_000), Outcome.SUCCEEDED)
                    .after(1L << (ended % 40))
                    .with(Measured.ofTask(1, 1L << (ended % 50), 10)));
      }
    }
  }

  /**
   * 100,000 stages, of which as many go on as are followed, each with values enough to sketch, with
   * tasks that run, and with a last task of a million.
   */
  private static void stages(Told told) {
    for (int stage = 0; stage < 100_000; stage++) {
      boolean goesOn = stage >= 100_000 - Stages.MAX_STAGES;
      told.stage(stage, 1_000);
      for (int task = 0; task < (goesOn ? 2 * Spread.MAX_EXACT : 1); task++) {
        told.state()
            .taskEnded(
                new Ended(stage, task, "1", Outcome.SUCCEEDED)
                    .after(1L << (task % 25))
                    .with(Measured.ofTask(1, 1L << (task % 40), 10)));
      }
      if (goesOn) {
        told.state().taskEnded(new Ended(stage, 5_000, "1", Outcome.SUCCEEDED).index(999_999));
        for (int task = 0; task < 100; task++) {
          told.start(stage, 100L * stage + task, "1");
        }
      } else {
        told.state().stageCompleted(stage, 0, true);
      }
    }
  }

  /** 10,000 executors that stay, and as many that come and go. */
  private static void executors(Told told) {
    PeakNames names = new PeakNames(IntStream.range(0, 23).mapToObj(i -> "Metric" + i).toList());
    for (int i = 10; i < 20_010; i++) {
      String id = Integer.toString(i);
      told.executor(id);
      told.state().executorSampled(id, names, peaksOf(i));
      told.state().executorMeasured(id, processOf(i));
      if (i >= 10_010) {
        told.removed(id);
      }
    }
  }

  private static long[] peaksOf(int executor) {
    return LongStream.range(0, 23).map(i -> executor * 1_000_000L + i).toArray();
  }

  /** What an executor with the plugin measures of itself; no two have a number in common. */
  private static ProcessFigures processOf(int executor) {
    long n = executor * 1_000_000_000L;
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
            new GarbageCollector(told("G1 Young Generation"), false, n, n),
            new GarbageCollector(told("G1 Old Generation"), false, n, n),
            new GarbageCollector(told("G1 Concurrent GC"), true, n, n)));
  }

  /** A name as it comes with a message: a string of its own. */
  private static String told(String name) {
    return String.valueOf(name.toCharArray());
  }

  /** 20,000 SQL executions that do not end, and as many within them, with stages and figures. */
  private static void queries(Told told) {
    SqlExecutions sql = told.state().sql();
    for (int i = 0; i < 20_000; i++) {
      int first = 100 * i;
      List<Measure> measures =
          IntStream.range(first, first + 10)
              .mapToObj(id -> new Measure(1_000_000_000L + id, Measure.Kind.FILES_READ))
              .toList();
      PlanOutline plan = new PlanOutline(Map.of(), true, 1, 2, 3, measures, true);
      long root = 2L * i;
      sql.started(root, root, Told.START, plan);
      sql.started(root + 1, root, Told.START, plan);
      sql.jobStarted(root, IntStream.range(first, first + 100).boxed().toList());
      measures.forEach(each -> sql.measured(root, each.accumulatorId(), Long.MAX_VALUE));
    }
  }

  /** 2,000 streaming queries that do not end. */
  private static void streams(Told told) {
    Instant now = Instant.ofEpochMilli(Told.START);
    Map<BatchPhase, Long> phases = new EnumMap<>(BatchPhase.class);
    for (BatchPhase phase : BatchPhase.values()) {
      phases.put(phase, 1_000_000L);
    }
    for (int i = 0; i < 2_000; i++) {
      QueryRun run =
          new QueryRun(new UUID(1, i), new UUID(2, i), "q" + i + "-" + "long".repeat(1_000));
      told.state().streaming().started(run, now);
      told.state()
          .streaming()
          .progressed(
              run,
              new QueryProgress(
                  now,
                  i,
                  true,
                  1_000,
                  10.0,
                  20.0,
                  phases,
                  1_000L,
                  now,
                  new QueryProgress.State(1, 2, 3)));
    }
  }

  /** 1,000 RDDs with more blocks than are known, on many executors. */
  private static void rdds(Told told) {
    for (int rdd = 0; rdd < 1_000; rdd++) {
      told.state().rddSeen(rdd, "MapPartitionsRDD", 120);
      for (int partition = 0; partition < 120; partition++) {
        told.inMemory(Integer.toString(10 + partition), rdd, partition, 1_000);
      }
    }
  }

  private static void jobs(Told told) {
    for (int job = 0; job < 2_000; job++) {
      told.state()
          .jobStarted(
              job, Told.START, IntStream.range(job * 100, job * 100 + 100).boxed().toList());
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
}
