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
package io.firewarden.agent.page;

import io.firewarden.alerts.advice.Advice;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Evidence;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Distribution;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.streaming.BatchPhase;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import io.firewarden.model.task.DataVolumes;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import io.firewarden.model.task.WastedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Applications, snapshots and verdicts as they may be, for tests of pages. */
public final class Sketches {
  private static final long MIB = 1L << 20;

  private Sketches() {}

  static Application application(String id, String name, Instant startedAt) {
    return application(id, name, startedAt, "http://" + id + ".example:4040");
  }

  static Application application(String id, String name, Instant startedAt, String ui) {
    return new Application(
        id, name, "etl", "3.5.9", false, ui, startedAt, null, null, Map.of("team", "trips"));
  }

  /** Four executors and one stage. */
  static ApplicationSnapshot small(Application application, Instant at) {
    return with(application, at, 4, 1);
  }

  static ApplicationSnapshot with(Application application, Instant at, int executors, int stages) {
    return new ApplicationSnapshot(
        at,
        SourceKind.REST,
        application,
        new TaskTotals(1420, 3, 0, 0, 612_000, 12_800, new LocalityCounts(900, 200, 300, 0, 20)),
        new JobTotals(12, 0),
        new StageTotals(31, 0),
        2,
        IntStream.rangeClosed(0, executors).mapToObj(i -> executor(i, at)).toList(),
        List.of(),
        IntStream.range(0, stages).mapToObj(i -> stage(i, "count at Trips.scala:41", at)).toList(),
        List.of(),
        Set.of(Gap.KILLED_TASKS, Gap.LOST_TASKS));
  }

  /** Everything that a listener knows. */
  static ApplicationSnapshot whole(Application application, Instant at, String text) {
    ApplicationSnapshot base = with(application, at, 8, 3);
    return new ApplicationSnapshot(
        at,
        SourceKind.LISTENER,
        application,
        base.tasks(),
        base.jobTotals(),
        base.stageTotals(),
        base.executorsRemoved(),
        base.executors(),
        base.jobs(),
        List.of(stage(7, text, at), stage(12, text, at), stage(31, text, at)),
        List.of(new CachedRdd(4, text, 200, 188, 1920 * MIB, 310 * MIB)),
        Set.of(Gap.RUNNING_TASKS),
        breakdown(),
        new ExecutorLosses(
            Map.of(RemovalReason.OOM, 1L, RemovalReason.IDLE, 1L),
            List.of(
                new RemovedExecutor(text, text, at.minusSeconds(700), RemovalReason.IDLE, null),
                new RemovedExecutor(
                    "9", "worker-9.example", at.minusSeconds(400), RemovalReason.OOM, 52))),
        new SqlActivity(
            40,
            1,
            0,
            900_000,
            77 * MIB,
            PlanFacts.NONE,
            List.of(
                new SqlExecution(41, at.minusSeconds(340), null, null, PlanFacts.NONE, 12 * MIB)),
            List.of()),
        new StreamingActivity(0, 0, List.of(query(text, at))),
        dstreams(at),
        null);
  }

  private static DStreamActivity dstreams(Instant at) {
    return new DStreamActivity(
        at.minusSeconds(8000),
        5000L,
        new DStreamActivity.Receivers(2, 1, 1),
        4L,
        3,
        1,
        1590,
        480_000,
        478_800,
        2_400_000,
        7_100_000,
        9400L,
        6200L,
        3178,
        2);
  }

  private static StreamingQuery query(String name, Instant at) {
    return new StreamingQuery(
        name,
        "c1b0",
        at.minusSeconds(9000),
        at.minusSeconds(12),
        812,
        812,
        9_000_000,
        1200.0,
        1150.5,
        Map.of(BatchPhase.TRIGGER_EXECUTION, 8400L),
        42_000L,
        null,
        120_000,
        64 * MIB,
        0,
        null);
  }

  private static TaskBreakdown breakdown() {
    return new TaskBreakdown(
        new TaskTimes(600_000, 400_000, 1000, 12_800, 900, 4000, 2000, 10, 10),
        new DataVolumes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        new WastedTime(0, 0, 0),
        Map.of(FailureReason.EXCEPTION, 2L, FailureReason.OOM, 1L),
        3,
        0,
        0);
  }

  static Executor executor(int i, Instant at) {
    return new Executor(
        i == 0 ? Executor.DRIVER_ID : String.valueOf(i),
        "worker-" + i + ".example",
        at.minusSeconds(3000),
        i == 0 ? 0 : 4,
        2,
        300 - i,
        i == 3 ? 21 : 1,
        150_000,
        i == 2 ? 41_000 : 3_000 + 100L * i,
        (i == 1 ? 960 : 400 - i) * MIB,
        1000 * MIB,
        0,
        1500 * MIB,
        2048 * MIB,
        1L);
  }

  static Stage stage(int id, String name, Instant at) {
    return new Stage(
        id,
        0,
        name,
        at.minusSeconds(160),
        200,
        8,
        150,
        0,
        LocalityCounts.NONE,
        0,
        0,
        0,
        12 * MIB * id,
        at.minusSeconds(14 + 10L * id),
        new Distribution(150, 900, 2100, 3100, id == 12 ? 64_000 : 4000),
        new Distribution(150, MIB, 24 * MIB, 30 * MIB, id == 12 ? 1900.0 * MIB : 40.0 * MIB),
        null);
  }

  /** All is well, as far as it can be judged. */
  public static Map<CheckId, Verdict> well() {
    Map<CheckId, Verdict> all = new EnumMap<>(CheckId.class);
    all.put(CheckId.EXECUTOR_MEMORY, new Verdict.Healthy("storage memory at most 41 % full"));
    all.put(CheckId.GC_TIME, new Verdict.Healthy("GC took 2.1 % of 612 s task time"));
    all.put(CheckId.TASK_FAILURES, new Verdict.Healthy("0 of 1420 tasks failed"));
    all.put(
        CheckId.LOCALITY,
        new Verdict.Inconclusive(
            Verdict.Reason.TOO_FEW_SAMPLES, "3 tasks with a preference; 20 are needed"));
    all.put(CheckId.LONG_TASK, new Verdict.Healthy("the oldest running task is 14 s old"));
    all.put(CheckId.EXECUTOR_COUNT, new Verdict.Healthy("4 executors, 0 tasks wait"));
    return all;
  }

  public static Map<CheckId, Verdict> with(CheckId check, Verdict verdict) {
    Map<CheckId, Verdict> all = well();
    all.put(check, verdict);
    return all;
  }

  public static Verdict gc() {
    return new Verdict.Unhealthy(
        List.of(
            new Finding(
                new AlertDefinition("SparkGcTimeHigh", Severity.CRITICAL, Scope.APP, Duration.ZERO),
                "GC took 23.4 % of 412 s task time in the last 5 min (limit 15 %)",
                List.of(
                    new Evidence("executor 2", "31.0 % of 214 s task time"),
                    new Evidence("executor 1", "22.8 % of 198 s task time")),
                new Advice(
                    "the heap is too small for what the tasks of stage 12.0 hold at once",
                    List.of(
                        new Advice.SettingChange(
                            "spark.executor.memory", "4g", "twice the 2g of now"),
                        new Advice.SettingChange(
                            "spark.sql.shuffle.partitions",
                            "400",
                            "200 partitions of 310 MiB each become 400 of 155 MiB")),
                    List.of("See which objects fill the heap with jmap -histo on executor 2.")))));
  }

  public static Verdict locality() {
    return warning(
        "SparkLocalityLow",
        "61 % of the tasks ran where their data is (limit 80 %)",
        "the hosts that hold the data are busy");
  }

  static Verdict warning(String alert, String summary, String cause) {
    return new Verdict.Unhealthy(
        List.of(
            new Finding(
                new AlertDefinition(alert, Severity.WARNING, Scope.APP, Duration.ofHours(1)),
                summary,
                List.of(new Evidence("application", "122 of 200 tasks with a preference")),
                new Advice(cause, List.of()))));
  }
}
