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

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.event.TaskEnd.Outcome;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ApplicationStateConcurrencyTest {
  private static final int STAGES = 200;
  private static final int TASKS = 500;

  private final Told told = Told.application();

  @Test
  @Timeout(60)
  void givesWholeSnapshotsWhileEventsArrive() throws InterruptedException, ExecutionException {
    ExecutorService bus = java.util.concurrent.Executors.newSingleThreadExecutor();
    try {
      Future<?> told = bus.submit(this::tellEverything);
      TaskTotals earlier = TaskTotals.NONE;
      while (!told.isDone()) {
        ApplicationSnapshot snapshot = this.told.snapshot();
        assertConsistent(snapshot);
        assertThat(snapshot.tasks().judged()).isGreaterThanOrEqualTo(earlier.judged());
        earlier = snapshot.tasks();
      }
      told.get();
    } finally {
      bus.shutdownNow();
    }

    assertConsistent(told.snapshot());
    assertThat(told.snapshot().tasks().judged()).isEqualTo((long) STAGES * TASKS);
  }

  private void tellEverything() {
    for (int stage = 0; stage < STAGES; stage++) {
      told.stage(stage, TASKS);
      for (int task = 0; task < TASKS; task++) {
        told.start(stage, task, "1");
        told.end(stage, task, "1", task % 10 == 0 ? Outcome.FAILED : Outcome.SUCCEEDED);
      }
      told.state().stageCompleted(stage, 0, true);
    }
  }

  /** An event is seen whole or not at all: what it changes in two places agrees. */
  private static void assertConsistent(ApplicationSnapshot snapshot) {
    Executor executor =
        snapshot.executors().stream().filter(e -> e.id().equals("1")).findFirst().orElseThrow();
    assertThat(executor.succeededTasks()).isEqualTo(snapshot.tasks().succeeded());
    assertThat(executor.failedTasks()).isEqualTo(snapshot.tasks().failed());
    assertThat(executor.taskMillis()).isEqualTo(snapshot.tasks().taskMillis());
    assertThat((long) executor.activeTasks()).isEqualTo(snapshot.activeTasks());
    assertThat(snapshot.tasks().started().local())
        .isEqualTo(snapshot.tasks().judged() + snapshot.activeTasks());
    for (Stage stage : snapshot.stages()) {
      assertThat(stage.completedTasks() + stage.failedTasks() + stage.activeTasks())
          .isEqualTo(stage.started().local());
    }
  }
}
