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
package io.firewarden.model.metric;

import static io.firewarden.model.Snapshots.START;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Distribution;
import io.firewarden.model.Executor;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.Snapshots;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.bus.EventBus;
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.executor.ProcessFigures;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.sql.JoinKind;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.streaming.BatchPhase;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import io.firewarden.model.task.DataVolumes;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import io.firewarden.model.task.WastedTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Snapshots in which all that can be known is known; each figure is another number. */
final class DetailedSnapshots {
  private DetailedSnapshots() {}

  /** A running application. */
  static ApplicationSnapshot running() {
    return with(
        List.of(driver(), executor("1")),
        List.of(stage(12)),
        new StreamingActivity(301, 302, List.of(query("clicks"), ended("orders"))));
  }

  /** The running application with other parts. */
  static ApplicationSnapshot with(
      List<Executor> executors, List<Stage> stages, StreamingActivity streaming) {
    ApplicationSnapshot full = Snapshots.full();
    return new ApplicationSnapshot(
        full.takenAt(),
        full.source(),
        labelled(full.application(), Map.of("team", "risk", "tier", "prod")),
        full.tasks(),
        full.jobTotals(),
        new StageTotals(9, 2, 41L, 42L),
        full.executorsRemoved(),
        executors,
        full.jobs(),
        stages,
        full.cachedRdds(),
        full.gaps(),
        breakdown(),
        new ExecutorLosses(Map.of(RemovalReason.OOM, 1L, RemovalReason.IDLE, 2L), List.of()),
        sql(),
        streaming,
        dstreams(),
        new EventBus(
            false,
            9000,
            17,
            "shared",
            List.of(
                new BusQueue("shared", 5L, 17, 9_100L, 920.0), new BusQueue("appStatus", null, 0)),
            0L));
  }

  /** The same application when it has ended. */
  static ApplicationSnapshot ended(FinalStatus status) {
    ApplicationSnapshot of = running();
    Application was = of.application();
    return of.with(
        new Application(
            was.id(),
            was.name(),
            was.user(),
            was.sparkVersion(),
            false,
            was.uiUrl(),
            was.startedAt(),
            was.startedAt().plusMillis(599_250),
            status,
            was.labels()),
        of.losses());
  }

  static Application labelled(Application of, Map<String, String> labels) {
    return new Application(
        of.id(),
        of.name(),
        of.user(),
        of.sparkVersion(),
        of.localMode(),
        of.uiUrl(),
        of.startedAt(),
        of.endedAt(),
        of.finalStatus(),
        labels);
  }

  static Executor driver() {
    return Snapshots.driver();
  }

  static Executor executor(String id) {
    return Snapshots.executor(id, 300, 1000).with(detail(), process());
  }

  static ExecutorDetail detail() {
    return new ExecutorDetail(
        101,
        102,
        103,
        104,
        105,
        106,
        107,
        108,
        109,
        2,
        true,
        Map.of(
            "JVMHeapMemory", 111L,
            "DirectPoolMemory", 112L,
            "MinorGCCount", 113L,
            "MinorGCTime", 11_400L,
            "ConcurrentGCTime", 11_500L,
            "TotalGCTime", 11_600L,
            "SomethingNew", 117L));
  }

  static ProcessFigures process() {
    return new ProcessFigures(
        START.plusSeconds(590),
        201L,
        202L,
        203L,
        204L,
        205L,
        206L,
        207L,
        208L,
        209L,
        210L,
        211L,
        212L,
        213L,
        214L,
        215L,
        216L,
        217L,
        218_000L,
        219L,
        220L,
        221_000L,
        List.of(
            new GarbageCollector("G1 Young Generation", false, 222, 223_000),
            new GarbageCollector("G1 Concurrent GC", true, 224, 225_000)));
  }

  static Stage stage(int id) {
    Stage of = Snapshots.stage(id, START.plusSeconds(560));
    return new Stage(
        of.id(),
        of.attempt(),
        of.name(),
        of.submittedAt(),
        of.tasks(),
        of.activeTasks(),
        of.completedTasks(),
        of.failedTasks(),
        of.started(),
        of.inputBytes(),
        of.shuffleReadBytes(),
        of.shuffleWriteBytes(),
        of.spilledDiskBytes(),
        of.oldestTaskStartedAt(),
        of.taskMillis(),
        new Distribution(10, 1_000, 2_000, 30_000, 400_000),
        breakdown());
  }

  static TaskBreakdown breakdown() {
    return new TaskBreakdown(
        new TaskTimes(1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000),
        new DataVolumes(11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25),
        new WastedTime(26_000, 27_000, 28_000),
        Map.of(FailureReason.EXCEPTION, 29L, FailureReason.OOM, 30L, FailureReason.KILLED, 34L),
        31,
        32,
        33);
  }

  private static SqlActivity sql() {
    return new SqlActivity(
        51,
        52,
        53,
        54_000,
        55L,
        new PlanFacts(
            Map.of(JoinKind.CARTESIAN, 56L, JoinKind.SORT_MERGE, 57L),
            58,
            59,
            60,
            61,
            62,
            63,
            64,
            65),
        List.of(
            new SqlExecution(8, START.plusSeconds(500), null, null, PlanFacts.NONE, 0L),
            new SqlExecution(7, START.plusSeconds(400), null, null, PlanFacts.NONE, 0L)),
        List.of());
  }

  private static DStreamActivity dstreams() {
    return new DStreamActivity(
        START.plusSeconds(5),
        401_000L,
        new DStreamActivity.Receivers(402, 403, 404),
        405L,
        406,
        407,
        408,
        409,
        410,
        411_000,
        412_000,
        413L,
        414L,
        415,
        416);
  }

  static StreamingQuery query(String name) {
    return query(name, START.plusSeconds(580));
  }

  static StreamingQuery query(String name, Instant progressedAt) {
    return new StreamingQuery(
        name,
        "id-1",
        START.plusSeconds(10),
        progressedAt,
        71,
        72,
        73,
        74.5,
        75.25,
        Map.of(BatchPhase.TRIGGER_EXECUTION, 7_600L, BatchPhase.ADD_BATCH, 7_000L),
        77L,
        START.plusSeconds(300),
        78,
        79,
        80,
        null);
  }

  private static StreamingQuery ended(String name) {
    return new StreamingQuery(
        name,
        "id-2",
        START.plusSeconds(20),
        null,
        -1,
        0,
        0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Map.of(),
        5L,
        null,
        0,
        0,
        0,
        new QueryEnd(START.plusSeconds(30), true, "STREAM_FAILED"));
  }
}
