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
package io.firewarden.alerts.advice;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.alerts.advice.Advice.SettingChange;
import io.firewarden.alerts.advice.TaskAdvice.FailingExecutor;
import io.firewarden.model.Distribution;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskAdviceTest {
  private static final Duration AGE = Duration.ofSeconds(750);

  private static Stage stage(int tasks, Distribution taskMillis) {
    return new Stage(
        1, 0, "count", null, tasks, 1, 0, 0, LocalityCounts.NONE, 0, 0, 0, 0, null, taskMillis);
  }

  @Test
  void asksForWorkForEveryCoreWhereTasksAreFew() {
    Advice advice = TaskAdvice.forLongTask(stage(3, null), AGE, 600, 8);

    assertThat(advice.changes())
        .containsExactly(
            new SettingChange(
                "spark.sql.shuffle.partitions",
                "16",
                "the stage has 3 tasks for 8 cores; 2 x 8 = 16 gives every core work"));
  }

  @Test
  void asksForSmallerPartitionsWhereAllTasksAreLong() {
    Distribution even = new Distribution(9, 500_000, 600_000, 700_000, 700_000);

    for (Stage stage : new Stage[] {stage(200, null), stage(200, even)}) {
      assertThat(TaskAdvice.forLongTask(stage, AGE, 600, 8).changes())
          .containsExactly(
              new SettingChange(
                  "spark.sql.shuffle.partitions",
                  "600",
                  "200 tasks x 3 (750 s so far / half the limit of 600 s), for a DataFrame;"
                      + " repartition() for an RDD"));
    }
  }

  @Test
  void suspectsSkewWhereOthersWereQuick() {
    Distribution quick = new Distribution(9, 1000, 10_000, 20_000, 20_000);

    Advice advice = TaskAdvice.forLongTask(stage(3, quick), AGE, 600, 8);

    assertThat(advice.cause()).contains("12 min 30 s is 75 times the median of 10 s");
    assertThat(advice.changes())
        .extracting(SettingChange::key)
        .containsExactly("spark.sql.adaptive.skewJoin.enabled", "spark.speculation");
  }

  @Test
  void blamesAMachineOnlyWhereFailuresConcentrateAmongSeveralExecutors() {
    FailingExecutor half = new FailingExecutor("3", "host-3", 10);

    assertThat(TaskAdvice.forFailures(20, half, 3).changes())
        .containsExactly(
            new SettingChange(
                "spark.excludeOnFailure.enabled",
                "true",
                "executor 3 on host-3 has 10 of the 20 failures, which points to its machine"));
    assertThat(TaskAdvice.forFailures(21, half, 3).changes()).isEmpty();
    assertThat(TaskAdvice.forFailures(20, half, 2).changes()).isEmpty();
    assertThat(TaskAdvice.forFailures(20, null, 3).changes()).isEmpty();
  }

  @Test
  void saysThatMoreRetriesDoNotHeal() {
    assertThat(TaskAdvice.forFailures(20, null, 3).steps())
        .anyMatch(step -> step.contains("Raising spark.task.maxFailures does not heal it"))
        .anyMatch(step -> step.contains("class of the first error"));
  }

  @Test
  void tellsStoresFromFileSystemsBesideTheExecutors() {
    assertThat(TaskAdvice.forLocality(1).changes())
        .extracting(change -> change.key() + "=" + change.value())
        .containsExactly("spark.locality.wait=2 x its present value", "spark.locality.wait=0s");
    assertThat(TaskAdvice.forLocality(1).steps().get(0)).startsWith("Executors are on 1 host;");
  }
}
