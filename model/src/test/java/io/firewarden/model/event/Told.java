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

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.TaskLocality;
import io.firewarden.model.event.TaskEnd.Outcome;
import java.time.Instant;
import java.util.List;

/** An application that is told events in few words, for tests. */
final class Told {
  static final long START = 1_000_000;
  static final long MIB = 1024 * 1024;

  private static final TaskFigures FIGURES = Measured.ofTask(10, 1000, 200);
  private static final PeakNames PEAKS = new PeakNames(List.of("MajorGCCount", "JVMHeapMemory"));

  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);

  /** An application that has started, with a driver, and executors 1 and 2 of 4 cores each. */
  static Told application() {
    Told told = new Told();
    told.state.environment("3.5.9", 0.6, false);
    told.state.blockManagerAdded("driver", "host-0", 400 * MIB, 400 * MIB, START);
    told.state.applicationStarted("app-1", "nightly", "etl", START);
    told.executor("1");
    told.executor("2");
    return told;
  }

  /** An application of which nothing was told yet. */
  static Told nothing() {
    return new Told();
  }

  ApplicationState state() {
    return state;
  }

  void executor(String id) {
    state.executorAdded(id, "host-" + id, 4, 0, START + 10);
    state.blockManagerAdded(id, "host-" + id, 300 * MIB, 360 * MIB, START + 20);
  }

  void stage(int id, int tasks) {
    state.stageSubmitted(id, 0, "stage " + id, tasks, START + 100);
  }

  void start(int stage, long taskId, String executor) {
    start(stage, taskId, executor, TaskLocality.PROCESS_LOCAL);
  }

  void start(int stage, long taskId, String executor, TaskLocality locality) {
    state.taskStarted(new Started(stage, 0, taskId, launch(taskId), executor, locality));
  }

  /** When a task is launched: the later its id, the later. */
  static long launch(long taskId) {
    return START + 1000 + taskId;
  }

  /** Ends an attempt at the task of the same number after 100 ms, 10 of them in collections. */
  void end(int stage, long taskId, String executor, Outcome outcome) {
    end(stage, taskId, (int) taskId, executor, outcome);
  }

  void end(int stage, long taskId, int index, String executor, Outcome outcome) {
    Ended end = new Ended(stage, taskId, executor, outcome).index(index).after(100);
    state.taskEnded(outcome == Outcome.SUCCEEDED ? end.with(FIGURES) : end);
  }

  void run(int stage, long taskId, String executor, Outcome outcome) {
    start(stage, taskId, executor);
    end(stage, taskId, executor, outcome);
  }

  void removed(String executor) {
    state.executorRemoved(executor, "worker lost", START + 900);
  }

  void sampled(String executor, long heap, long majorGcs) {
    state.executorSampled(executor, PEAKS, new long[] {majorGcs, heap});
  }

  void inMemory(String executor, int rdd, int partition, long bytes) {
    state.blockUpdated(new BlockUpdate(executor, rdd, partition, true, false, false, bytes, 0));
  }

  void onDisk(String executor, int rdd, int partition, long released, long bytes) {
    state.blockUpdated(
        new BlockUpdate(executor, rdd, partition, false, true, false, released, bytes));
  }

  void gone(String executor, int rdd, int partition, long memory, long disk) {
    state.blockUpdated(
        new BlockUpdate(executor, rdd, partition, false, false, false, memory, disk));
  }

  ApplicationSnapshot snapshot() {
    return state.snapshot(Instant.ofEpochMilli(START + 60_000));
  }

  Stage onlyStage() {
    List<Stage> stages = snapshot().stages();
    if (stages.size() != 1) {
      throw new AssertionError("expected one stage, but there are " + stages);
    }
    return stages.get(0);
  }

  Executor findExecutor(String id) {
    return snapshot().executors().stream()
        .filter(executor -> executor.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no executor " + id));
  }

  List<CachedRdd> rdds() {
    return snapshot().cachedRdds();
  }
}
