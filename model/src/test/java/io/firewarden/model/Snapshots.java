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
package io.firewarden.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Snapshots for tests. */
public final class Snapshots {
  /** When the application of these snapshots started. */
  public static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private Snapshots() {}

  /** A snapshot with every field set. */
  public static ApplicationSnapshot full() {
    return new ApplicationSnapshot(
        START.plusMillis(600_500),
        SourceKind.LISTENER,
        application(START),
        new TaskTotals(90, 7, 2, 1, 123_456, 7_890, new LocalityCounts(60, 20, 10, 5, 5)),
        new JobTotals(4, 1),
        new StageTotals(9, 2),
        3,
        List.of(driver(), executor("1", 300, 1000)),
        List.of(new Job(5, START.plusSeconds(550), List.of(12, 11))),
        List.of(stage(12, START.plusSeconds(560))),
        List.of(new CachedRdd(3, "trips", 8, 6, 4096, 512)),
        Set.of());
  }

  /** The application of these snapshots, running, with another start. */
  public static Application application(Instant startedAt) {
    return new Application(
        "app-1", "nightly", "etl", "3.5.9", false, "http://127.0.0.1:4040", startedAt, null);
  }

  /** The full snapshot, taken so long after the start, with these totals. */
  public static ApplicationSnapshot taken(Duration sinceStart, TaskTotals tasks) {
    return with(full(), START.plus(sinceStart), tasks, Set.of());
  }

  /** A snapshot with another time, other totals and other gaps. */
  public static ApplicationSnapshot with(
      ApplicationSnapshot of, Instant takenAt, TaskTotals tasks, Set<Gap> gaps) {
    return new ApplicationSnapshot(
        takenAt,
        of.source(),
        of.application(),
        tasks,
        of.jobTotals(),
        of.stageTotals(),
        of.executorsRemoved(),
        of.executors(),
        of.jobs(),
        of.stages(),
        of.cachedRdds(),
        gaps);
  }

  /** A snapshot with other parts. */
  public static ApplicationSnapshot with(
      ApplicationSnapshot of, List<Executor> executors, List<Stage> stages, List<CachedRdd> rdds) {
    return new ApplicationSnapshot(
        of.takenAt(),
        of.source(),
        of.application(),
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        of.executorsRemoved(),
        executors,
        of.jobs(),
        stages,
        rdds,
        of.gaps());
  }

  /** A snapshot of another application. */
  public static ApplicationSnapshot with(ApplicationSnapshot of, Application application) {
    return new ApplicationSnapshot(
        of.takenAt(),
        of.source(),
        application,
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        of.executorsRemoved(),
        of.executors(),
        of.jobs(),
        of.stages(),
        of.cachedRdds(),
        of.gaps());
  }

  /** The driver, which runs no tasks. */
  public static Executor driver() {
    return new Executor(
        Executor.DRIVER_ID, "host-0", START, 0, 0, 0, 0, 0, 0, 10, 2000, 0, null, null, null);
  }

  /** An executor with storage in use. */
  public static Executor executor(String id, long storageUsed, long storageMax) {
    return new Executor(
        id,
        "host-1",
        START.plusSeconds(5),
        4,
        2,
        90,
        7,
        123_456,
        7_890,
        storageUsed,
        storageMax,
        512,
        700_000_000L,
        1_073_741_824L,
        2L);
  }

  /** A running stage with two running tasks. */
  public static Stage stage(int id, Instant oldestTask) {
    return new Stage(
        id,
        0,
        "count at Trips.java:10",
        START.plusSeconds(555),
        20,
        2,
        10,
        1,
        new LocalityCounts(10, 2, 0, 0, 1),
        1_000,
        2_000,
        3_000,
        4_000,
        oldestTask,
        new Distribution(10, 100, 250, 900, 1_500));
  }
}
