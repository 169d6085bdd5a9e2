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
package io.firewarden.model.event.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.event.Retained;
import io.firewarden.model.event.query.Measure.Kind;
import io.firewarden.model.sql.JoinKind;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.sql.SqlOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SqlExecutionsTest {
  private static final long START = 1_000_000;
  private static final Instant NOW = Instant.ofEpochMilli(START + 60_000);
  private static final long QUIET = Retained.entries(new SqlExecutions());

  private final SqlExecutions sql = new SqlExecutions();

  @Test
  void countsOutcomesAndDurations() {
    sql.started(1, 1, START, PlanOutline.EMPTY);
    sql.started(2, 2, START, PlanOutline.EMPTY);
    sql.started(3, 3, START, PlanOutline.EMPTY);
    sql.ended(1, START + 100, SqlOutcome.SUCCEEDED);
    sql.ended(2, START + 20, SqlOutcome.FAILED);
    sql.ended(3, START - 5, SqlOutcome.UNKNOWN);
    sql.ended(4, START, SqlOutcome.SUCCEEDED);

    SqlActivity activity = sql.snapshot(NOW);
    assertThat(activity.succeeded()).isEqualTo(1);
    assertThat(activity.failed()).isEqualTo(1);
    assertThat(activity.unknown()).isEqualTo(1);
    assertThat(activity.millis()).isEqualTo(120);
    assertThat(activity.running()).isEmpty();
    assertThat(activity.latest()).extracting(SqlExecution::id).containsExactly(1L, 2L, 3L);
    assertThat(sql.isComplete()).isTrue();
  }

  @Test
  void addsUpTheLastPlansOfEndedExecutions() {
    sql.started(1, 1, START, plan(JoinKind.SORT_MERGE, broadcast(10), files(11)));
    sql.planChanged(1, plan(JoinKind.BROADCAST_HASH, broadcast(12), files(11)));
    sql.started(2, 2, START, plan(JoinKind.BROADCAST_HASH, broadcast(20), partitions(21)));
    sql.measured(1, 11, 7);
    sql.measured(1, 12, 500);
    sql.measured(2, 20, -1);
    sql.measured(2, 20, 300);
    sql.measured(2, 21, 4);
    assertThat(sql.snapshot(NOW).plans()).isEqualTo(PlanFacts.NONE);
    sql.ended(1, START, SqlOutcome.SUCCEEDED);
    sql.ended(2, START, SqlOutcome.FAILED);

    assertThat(sql.snapshot(NOW).plans())
        .isEqualTo(new PlanFacts(Map.of(JoinKind.BROADCAST_HASH, 2L), 800, 500, 7, 4, 2, 2, 4, 6));
  }

  @Test
  void showsThePlanOfWhatRunsAsFarAsItIsMeasured() {
    sql.started(1, 1, START, plan(JoinKind.CARTESIAN, broadcast(10), broadcast(11), broadcast(10)));
    sql.measured(1, 10, 30);
    sql.measured(1, 11, 20);

    SqlExecution running = sql.snapshot(NOW).running().get(0);
    assertThat(running.startedAt()).isEqualTo(Instant.ofEpochMilli(START));
    assertThat(running.endedAt()).isNull();
    assertThat(running.outcome()).isNull();
    assertThat(running.plan().joins()).containsEntry(JoinKind.CARTESIAN, 1L);
    assertThat(running.plan().broadcastBytes()).isEqualTo(50);
    assertThat(running.plan().largestBroadcastBytes()).isEqualTo(30);
  }

  @Test
  void keepsAValueThatIsToldBeforeThePlanThatHasIt() {
    sql.started(1, 1, START, PlanOutline.EMPTY);
    sql.measured(1, 10, 30);
    sql.measured(1, 99, 30);
    sql.measuresNamed(1, List.of(files(11)));
    sql.measured(1, 11, 5);
    assertThat(sql.snapshot(NOW).running().get(0).plan().filesRead()).isEqualTo(5);

    sql.planChanged(1, plan(JoinKind.SORT_MERGE, broadcast(10), files(11)));

    PlanFacts plan = sql.snapshot(NOW).running().get(0).plan();
    assertThat(plan.broadcastBytes()).isEqualTo(30);
    assertThat(plan.filesRead()).isEqualTo(5);
  }

  @Test
  void countsWhatRunsWithinAnotherAsItsOwn() {
    sql.started(1, 1, START, PlanOutline.EMPTY);
    sql.started(2, 1, START + 1, plan(JoinKind.SORT_MERGE, broadcast(20)));
    sql.measured(2, 20, 100);
    assertThat(sql.snapshot(NOW).running()).hasSize(1);
    assertThat(sql.snapshot(NOW).running().get(0).plan().broadcastBytes()).isEqualTo(100);
    sql.ended(2, START + 2, SqlOutcome.FAILED);
    sql.started(3, 1, START + 3, plan(JoinKind.SORT_MERGE, broadcast(30)));
    sql.measured(3, 30, 50);
    sql.ended(1, START + 10, SqlOutcome.SUCCEEDED);

    SqlActivity activity = sql.snapshot(NOW);
    assertThat(activity.succeeded()).isEqualTo(1);
    assertThat(activity.failed()).isZero();
    assertThat(activity.millis()).isEqualTo(10);
    assertThat(activity.plans().joins()).containsEntry(JoinKind.SORT_MERGE, 2L);
    assertThat(activity.plans().broadcastBytes()).isEqualTo(150);
    assertThat(Retained.entries(sql)).isLessThan(QUIET + 30);
    sql.ended(3, START + 11, SqlOutcome.SUCCEEDED);
    assertThat(sql.snapshot(NOW).succeeded()).isEqualTo(1);
  }

  @Test
  void doesNotCountAPlanTwiceThatIsShownByBoth() {
    sql.started(1, 1, START, plan(JoinKind.SORT_MERGE, broadcast(10)));
    sql.started(2, 1, START, plan(JoinKind.SORT_MERGE, broadcast(20)));
    sql.measured(2, 20, 70);
    sql.ended(2, START, SqlOutcome.SUCCEEDED);
    sql.ended(1, START, SqlOutcome.SUCCEEDED);

    assertThat(sql.snapshot(NOW).plans().joins()).containsEntry(JoinKind.SORT_MERGE, 1L);
    assertThat(sql.snapshot(NOW).plans().broadcastBytes()).isEqualTo(70);
  }

  @Test
  void addsUpWhatTheStagesOfAnExecutionSpill() {
    sql.started(1, 1, START, PlanOutline.EMPTY);
    sql.started(2, 1, START, PlanOutline.EMPTY);
    sql.jobStarted(1, List.of(5, 6));
    sql.jobStarted(2, List.of(7));
    sql.stageCompleted(5, false, 10);
    sql.stageCompleted(5, true, 20);
    sql.stageCompleted(5, true, 1_000);
    sql.stageCompleted(7, true, 300);
    sql.stageCompleted(9, true, 5_000);

    assertThat(sql.snapshot(NOW).running().get(0).spilledDiskBytes()).isEqualTo(330);
    sql.ended(1, START, SqlOutcome.SUCCEEDED);
    sql.stageCompleted(6, true, 7);
    assertThat(sql.snapshot(NOW).spilledDiskBytes()).isEqualTo(330);
    assertThat(sql.snapshot(NOW).latest().get(0).spilledDiskBytes()).isEqualTo(330);
  }

  @Test
  void keepsTheLastOfAHundredThousand() {
    for (int i = 0; i < 100_000; i++) {
      long id = 10L * i;
      sql.started(i, i, START, plan(JoinKind.SORT_MERGE, broadcast(id), files(id + 1)));
      sql.jobStarted(i, List.of(3 * i, 3 * i + 1, 3 * i + 2));
      sql.measured(i, id, 5);
      sql.measured(i, id + 5, 5);
      sql.stageCompleted(3 * i, true, 1);
      sql.ended(i, START + 1, SqlOutcome.SUCCEEDED);
    }

    SqlActivity activity = sql.snapshot(NOW);
    assertThat(activity.succeeded()).isEqualTo(100_000);
    assertThat(activity.plans().broadcastBytes()).isEqualTo(500_000);
    assertThat(activity.spilledDiskBytes()).isEqualTo(100_000);
    assertThat(activity.latest()).hasSize(SqlActivity.MAX_LATEST);
    assertThat(activity.latest()).last().extracting(SqlExecution::id).isEqualTo(99_999L);
    assertThat(Retained.entries(sql)).isLessThan(QUIET + 10 * SqlActivity.MAX_LATEST);
    assertThat(sql.isComplete()).isTrue();
  }

  @Test
  void followsALimitedNumberAndCountsTheRest() {
    int many = SqlExecutions.MAX_RUNNING + 5_000;
    for (int i = 0; i < many; i++) {
      sql.started(i, i, START + i, plan(JoinKind.SORT_MERGE));
    }
    assertThat(sql.snapshot(NOW).running()).hasSize(SqlExecutions.MAX_RUNNING);
    assertThat(sql.isComplete()).isFalse();

    LongStream.range(0, many).forEach(i -> sql.ended(i, START + i + 3, SqlOutcome.SUCCEEDED));

    assertThat(sql.snapshot(NOW).succeeded()).isEqualTo(many);
    assertThat(sql.snapshot(NOW).millis()).isEqualTo(3L * many);
    assertThat(sql.isComplete()).isTrue();
  }

  @Test
  void isBoundedWhenNoEndIsEverTold() {
    List<Measure> measures = IntStream.range(0, 100).mapToObj(i -> broadcast(i)).toList();
    PlanOutline plan = new PlanOutline(Map.of(), false, 0, 0, 0, measures, true);
    for (int i = 0; i < 100_000; i++) {
      long root = 2L * i;
      sql.started(root, root, START, plan);
      sql.started(root + 1, root, START, plan);
      sql.jobStarted(root, IntStream.range(100 * i, 100 * i + 100).boxed().toList());
      LongStream.range(1_000, 1_010).forEach(id -> sql.measured(root, id, 1));
    }

    assertThat(sql.snapshot(NOW).running()).hasSize(SqlExecutions.MAX_RUNNING);
    assertThat(Retained.entries(sql))
        .isLessThan(
            SqlExecutions.MAX_UNFOLLOWED
                + 4L * SqlExecutions.MAX_RUNNING
                + 2L * SqlExecutions.MAX_NESTED
                + 2L * SqlExecutions.MAX_STAGES
                + SqlExecutions.MAX_FIGURES
                + 101L * 2 * SqlExecutions.MAX_RUNNING);
    assertThat(sql.isComplete()).isFalse();

    sql.applicationEnded(START + 1);
    assertThat(sql.snapshot(NOW).running()).isEmpty();
    assertThat(sql.snapshot(NOW).unknown())
        .isEqualTo(SqlExecutions.MAX_RUNNING + SqlExecutions.MAX_UNFOLLOWED);
    assertThat(Retained.entries(sql)).isLessThan(QUIET + 300);
  }

  @Test
  void saysWhenAPlanIsTooLargeToBeFollowed() {
    sql.started(1, 1, START, new PlanOutline(Map.of(), false, 0, 0, 0, List.of(), false));
    assertThat(sql.isComplete()).isFalse();
    sql.ended(1, START, SqlOutcome.SUCCEEDED);
    assertThat(sql.isComplete()).isTrue();

    List<Measure> measures =
        IntStream.range(0, SqlExecutions.MAX_FIGURES + 1).mapToObj(i -> files(i)).toList();
    sql.started(2, 2, START, new PlanOutline(Map.of(), false, 0, 0, 0, measures, true));
    assertThat(sql.isComplete()).isFalse();
    sql.ended(2, START, SqlOutcome.SUCCEEDED);
    sql.started(3, 3, START, plan(JoinKind.SORT_MERGE, files(1)));
    sql.measured(3, 1, 5);
    assertThat(sql.snapshot(NOW).running().get(0).plan().filesRead()).isEqualTo(5);
    assertThat(sql.isComplete()).isTrue();
  }

  @Test
  void doesNotShowForEverWhatMayHaveEndedUnseen() {
    sql.started(1, 1, START, PlanOutline.EMPTY);
    sql.started(2, 2, START, PlanOutline.EMPTY);
    sql.eventsDropped();
    assertThat(sql.snapshot(NOW).running()).hasSize(2);
    sql.jobStarted(2, List.of(1));

    Instant later = NOW.plus(Doubt.PATIENCE).plusSeconds(1);
    assertThat(sql.snapshot(later).running()).extracting(SqlExecution::id).containsExactly(2L);

    sql.ended(1, START + 9, SqlOutcome.SUCCEEDED);
    assertThat(sql.snapshot(later).succeeded()).isEqualTo(1);
    assertThat(sql.snapshot(later).millis()).isEqualTo(9);
    assertThat(sql.snapshot(later.plus(Duration.ofDays(9))).running()).hasSize(1);
  }

  @Test
  void endsWhatStillRunsWithTheApplication() {
    sql.started(1, 1, START, PlanOutline.EMPTY);
    sql.applicationEnded(START + 5);
    sql.started(2, 2, START + 6, PlanOutline.EMPTY);

    assertThat(sql.snapshot(NOW).unknown()).isEqualTo(1);
    assertThat(sql.snapshot(NOW).running()).isEmpty();
  }

  @Test
  void survivesEventsInAnyOrder() {
    Random random = new Random(42);
    List<Long> counted = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long id = random.nextInt(20);
      switch (random.nextInt(8)) {
        case 0 -> sql.started(id, id, START + i, plan(JoinKind.SORT_MERGE, files(id)));
        case 1 -> sql.started(id, random.nextInt(20), START + i, plan(JoinKind.CARTESIAN));
        case 2 -> sql.planChanged(id, plan(JoinKind.BROADCAST_HASH, broadcast(id)));
        case 3 -> sql.measured(id, random.nextInt(20), random.nextInt(100) - 1);
        case 4 -> sql.jobStarted(id, List.of(random.nextInt(50), random.nextInt(50)));
        case 5 -> sql.stageCompleted(random.nextInt(50), random.nextBoolean(), 5);
        case 6 -> sql.measuresNamed(id, List.of(partitions(id + 100)));
        default -> sql.ended(id, START + i, SqlOutcome.SUCCEEDED);
      }
      SqlActivity activity = sql.snapshot(NOW);
      counted.add(activity.succeeded() + activity.millis());
    }
    assertThat(counted).isSorted();
    assertThat(counted.get(counted.size() - 1)).isPositive();

    LongStream.range(0, 20).forEach(id -> sql.ended(id, START, SqlOutcome.FAILED));
    assertThat(sql.isComplete()).isTrue();
    assertThat(Retained.entries(sql)).isLessThan(QUIET + 10 * SqlActivity.MAX_LATEST);
  }

  private static PlanOutline plan(JoinKind join, Measure... measures) {
    return new PlanOutline(Map.of(join, 1), true, 1, 2, 3, List.of(measures), true);
  }

  private static Measure broadcast(long id) {
    return new Measure(id, Kind.BROADCAST_BYTES);
  }

  private static Measure files(long id) {
    return new Measure(id, Kind.FILES_READ);
  }

  private static Measure partitions(long id) {
    return new Measure(id, Kind.PARTITIONS_READ);
  }
}
