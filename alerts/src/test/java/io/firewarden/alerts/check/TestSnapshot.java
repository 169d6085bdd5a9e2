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
package io.firewarden.alerts.check;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.Window;
import io.firewarden.model.bus.EventBus;
import io.firewarden.model.task.DataVolumes;
import io.firewarden.model.task.FailureReason;
import io.firewarden.model.task.TaskBreakdown;
import io.firewarden.model.task.TaskTimes;
import io.firewarden.model.task.WastedTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in the making, of an application that has run for an hour; each setter gives itself.
 */
final class TestSnapshot {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration WINDOW = Duration.ofMinutes(5);
  static final long MIB = 1024L * 1024;
  static final long GIB = 1024 * MIB;

  private final Set<Gap> gaps = EnumSet.noneOf(Gap.class);
  private final List<Executor> executors = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private Instant takenAt = NOW;
  private boolean localMode;
  private @Nullable Instant endedAt;
  private TaskTotals tasks = TaskTotals.NONE;
  private long executorsRemoved;
  private long missed;
  private @Nullable TaskBreakdown breakdown;

  static TestSnapshot snapshot() {
    return new TestSnapshot();
  }

  /** The same application one window length ago, before anything had happened. */
  static TestSnapshot before() {
    TestSnapshot before = new TestSnapshot();
    before.takenAt = NOW.minus(WINDOW);
    return before;
  }

  TestSnapshot gap(Gap... gap) {
    gaps.addAll(List.of(gap));
    return this;
  }

  TestSnapshot local() {
    localMode = true;
    return this;
  }

  TestSnapshot ended() {
    endedAt = takenAt;
    return this;
  }

  TestSnapshot removed(long count) {
    executorsRemoved = count;
    return this;
  }

  /** Events that Spark dropped since the start. */
  TestSnapshot missed(long count) {
    missed = count;
    return gap(Gap.EVENTS_LOST);
  }

  TestSnapshot with(TestExecutor... executor) {
    List.of(executor).forEach(one -> executors.add(one.build()));
    return this;
  }

  TestSnapshot with(Stage... stage) {
    stages.addAll(List.of(stage));
    return this;
  }

  /** Attempts that ended. */
  TestSnapshot ended(long succeeded, long failed) {
    tasks =
        new TaskTotals(
            succeeded, failed, 0, 0, tasks.taskMillis(), tasks.gcMillis(), tasks.started());
    return this;
  }

  /** How many attempts ended without success, by reason. */
  TestSnapshot because(Map<FailureReason, Long> reasons) {
    breakdown =
        new TaskBreakdown(
            new TaskTimes(0, 0, 0, 0, 0, 0, 0, 0, 0),
            new DataVolumes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            new WastedTime(0, 0, 0),
            reasons,
            0,
            0,
            0);
    return this;
  }

  /** Attempts that ended through no fault of their own. */
  TestSnapshot spared(long killed, long lost) {
    tasks =
        new TaskTotals(
            tasks.succeeded(),
            tasks.failed(),
            killed,
            lost,
            tasks.taskMillis(),
            tasks.gcMillis(),
            tasks.started());
    return this;
  }

  TestSnapshot took(long taskMillis, long gcMillis) {
    tasks =
        new TaskTotals(
            tasks.succeeded(), tasks.failed(), 0, 0, taskMillis, gcMillis, tasks.started());
    return this;
  }

  TestSnapshot started(LocalityCounts counts) {
    tasks =
        new TaskTotals(
            tasks.succeeded(), tasks.failed(), 0, 0, tasks.taskMillis(), tasks.gcMillis(), counts);
    return this;
  }

  ApplicationSnapshot build() {
    return new ApplicationSnapshot(
        takenAt,
        SourceKind.LISTENER,
        new Application(
            "app-1",
            "trips",
            "spark",
            "3.5.9",
            localMode,
            null,
            NOW.minus(Duration.ofHours(1)),
            endedAt),
        tasks,
        new JobTotals(0, 0),
        StageTotals.NONE,
        executorsRemoved,
        executors,
        List.of(),
        stages,
        List.of(),
        gaps,
        breakdown,
        null,
        null,
        null,
        null,
        new EventBus(missed == 0, 1_000_000, missed, "shared", List.of(), 0L));
  }

  /** The window that ends here and began when nothing had happened. */
  Window window() {
    return since(before());
  }

  Window since(TestSnapshot earlier) {
    return Window.between(earlier.build(), build());
  }

  /** This snapshot alone: the first reading of an application. */
  Window alone() {
    return Window.of(build());
  }

  /** A stage of which the oldest running task started so long ago. */
  static Stage stage(int id, int tasks, int active, int completed, @Nullable Duration oldest) {
    Instant started = oldest == null ? null : NOW.minus(oldest);
    return new Stage(
        id,
        0,
        "count at Trips.java:12",
        null,
        tasks,
        active,
        completed,
        0,
        LocalityCounts.NONE,
        0,
        0,
        0,
        0,
        started,
        null);
  }

  static Stage failingStage(int id, long failed) {
    return running(id, LocalityCounts.NONE, failed);
  }

  static Stage startedStage(int id, LocalityCounts started) {
    return running(id, started, 0);
  }

  private static Stage running(int id, LocalityCounts started, long failed) {
    return new Stage(
        id,
        0,
        "count at Trips.java:12",
        null,
        100,
        4,
        50,
        failed,
        started,
        0,
        0,
        0,
        0,
        NOW.minusSeconds(3),
        null);
  }
}
