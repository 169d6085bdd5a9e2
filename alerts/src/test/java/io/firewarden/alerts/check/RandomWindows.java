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
import io.firewarden.model.Distribution;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Windows made by a seeded generator. They need not make sense: counters go back, maxima are 0,
 * clocks run apart, figures are huge or missing.
 */
final class RandomWindows {
  private final Random random;

  RandomWindows(long seed) {
    random = new Random(seed);
  }

  Window next() {
    Instant now = TestSnapshot.NOW;
    ApplicationSnapshot current = snapshot(now);
    return switch (random.nextInt(4)) {
      case 0 -> Window.of(current);
      case 1 -> Window.sinceStart(current);
      default -> Window.between(snapshot(now.minusSeconds(1 + random.nextInt(400))), current);
    };
  }

  /** The same snapshot from lists in another order. */
  static ApplicationSnapshot shuffled(ApplicationSnapshot snapshot, long seed) {
    List<Executor> executors = new ArrayList<>(snapshot.executors());
    List<Stage> stages = new ArrayList<>(snapshot.stages());
    Collections.shuffle(executors, new Random(seed));
    Collections.shuffle(stages, new Random(seed));
    return snapshot.with(executors, stages);
  }

  private ApplicationSnapshot snapshot(Instant at) {
    List<Executor> executors = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      executors.add(executor(Executor.DRIVER_ID));
    }
    for (int id = random.nextInt(6); id > 0; id--) {
      executors.add(executor(String.valueOf(id)));
    }
    List<Stage> stages = new ArrayList<>();
    for (int id = random.nextInt(5); id > 0; id--) {
      stages.add(stage(id, at));
    }
    return new ApplicationSnapshot(
        at,
        random.nextBoolean() ? SourceKind.LISTENER : SourceKind.REST,
        application(at),
        totals(),
        new JobTotals(0, 0),
        StageTotals.NONE,
        amount(),
        executors,
        List.of(),
        stages,
        List.of(),
        gaps());
  }

  private Application application(Instant at) {
    return new Application(
        "app-1",
        "trips",
        "spark",
        "3.5.9",
        random.nextInt(5) == 0,
        null,
        at.minusSeconds(random.nextInt(10_000) - 100),
        random.nextInt(10) == 0 ? at : null);
  }

  private TaskTotals totals() {
    return new TaskTotals(amount(), amount(), amount(), amount(), amount(), amount(), localities());
  }

  private LocalityCounts localities() {
    return new LocalityCounts(amount(), amount(), amount(), amount(), amount());
  }

  private Executor executor(String id) {
    return new Executor(
        id,
        "host-" + random.nextInt(3),
        TestSnapshot.NOW.minusSeconds(random.nextInt(5000)),
        random.nextInt(9),
        random.nextInt(9),
        amount(),
        amount(),
        amount(),
        amount(),
        amount(),
        amount(),
        amount(),
        maybe(amount()),
        maybe(amount()),
        maybe((long) random.nextInt(9)));
  }

  private Stage stage(int id, Instant at) {
    return new Stage(
        id,
        random.nextInt(2),
        "count",
        null,
        random.nextInt(200),
        random.nextInt(20),
        random.nextInt(200),
        amount(),
        localities(),
        amount(),
        amount(),
        amount(),
        amount(),
        maybe(at.minus(Duration.ofSeconds(random.nextInt(2000) - 100))),
        maybe(new Distribution(1 + random.nextInt(9), 0, random.nextInt(3) * 1000, 5000, 9000)));
  }

  private Set<Gap> gaps() {
    Set<Gap> gaps = EnumSet.noneOf(Gap.class);
    for (Gap gap : Gap.values()) {
      if (random.nextInt(8) == 0) {
        gaps.add(gap);
      }
    }
    return gaps;
  }

  private long amount() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> -1 - random.nextInt(1000);
      case 2 -> Long.MAX_VALUE;
      case 3 -> random.nextLong(TestSnapshot.GIB * 20);
      default -> random.nextInt(1_000_000);
    };
  }

  private <T> @Nullable T maybe(T value) {
    return random.nextInt(3) == 0 ? null : value;
  }
}
