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

import static io.firewarden.model.event.Told.MIB;
import static io.firewarden.model.event.Told.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExecutorDetailTest {
  private final Told told = Told.application();
  private final ApplicationState state = told.state();

  @Test
  void knowsHowManyTasksFit() {
    assertThat(detail("1").maxTasks()).isEqualTo(4);

    state.taskCpus(0, 2);
    state.taskCpus(7, 3);
    state.executorAdded("3", "host-3", 10, 7, START);

    assertThat(detail("1").maxTasks()).isEqualTo(2);
    assertThat(detail("3").maxTasks()).isEqualTo(3);
    assertThat(detail("3").resourceProfileId()).isEqualTo(7);
  }

  @Test
  void tellsStorageOnTheHeapFromThatOff() {
    state.blockUpdated(new BlockUpdate("1", 5, 0, true, false, true, 700, 0));
    state.blockUpdated(new BlockUpdate("1", 5, 1, true, false, true, 50, 0));
    told.inMemory("1", 6, 0, 30);
    state.blockUpdated(new BlockUpdate("1", -1, -1, true, false, false, 4, 0));

    ExecutorDetail detail = detail("1");
    assertThat(detail.offHeapStorageUsedBytes()).isEqualTo(750);
    assertThat(detail.onHeapStorageUsedBytes()).isEqualTo(34);
    assertThat(detail.onHeapStorageMaxBytes()).isEqualTo(300 * MIB);
    assertThat(detail.offHeapStorageMaxBytes()).isEqualTo(60 * MIB);
    assertThat(detail.cachedBlocks()).isEqualTo(3);

    // Of a block that is gone Spark does not tell where it was.
    told.gone("1", 5, 0, 700, 0);
    assertThat(detail("1").offHeapStorageUsedBytes()).isEqualTo(50);
    assertThat(detail("1").onHeapStorageUsedBytes()).isEqualTo(34);
    assertThat(detail("1").cachedBlocks()).isEqualTo(2);

    state.rddUnpersisted(5);
    state.rddUnpersisted(6);
    assertThat(detail("1").offHeapStorageUsedBytes()).isZero();
    assertThat(detail("1").onHeapStorageUsedBytes()).isEqualTo(4);
    assertThat(detail("1").cachedBlocks()).isZero();
  }

  @Test
  void hasNoBlocksWithoutABlockManager() {
    state.blockUpdated(new BlockUpdate("1", 5, 0, true, false, true, 700, 0));

    state.blockManagerRemoved("1");

    assertThat(detail("1").offHeapStorageUsedBytes()).isZero();
    assertThat(detail("1").cachedBlocks()).isZero();
  }

  @Test
  void keepsTheHighestValueOfEachMetric() {
    PeakNames names = new PeakNames(List.of("JVMHeapMemory", "DirectPoolMemory", "MinorGCCount"));
    state.executorSampled("driver", names, new long[] {100, 7, 0});
    state.executorSampled("driver", names, new long[] {90, 8, -1});

    assertThat(detail("driver").peaks())
        .isEqualTo(Map.of("JVMHeapMemory", 100L, "DirectPoolMemory", 8L));
    assertThat(told.findExecutor("driver").heapPeakBytes()).isEqualTo(100);
    assertThat(told.findExecutor("driver").majorGcCount()).isNull();
    assertThat(detail("1").peaks()).isEmpty();
  }

  @Test
  void knowsWhatSparkExcludes() {
    state.executorExcluded("1", true);
    assertThat(detail("1").excluded()).isTrue();
    assertThat(detail("2").excluded()).isFalse();

    state.hostExcluded("host-2", true);
    state.executorExcluded("1", false);
    state.executorAdded("3", "host-2", 4, 0, START);
    assertThat(detail("1").excluded()).isFalse();
    assertThat(detail("2").excluded()).isTrue();
    assertThat(detail("3").excluded()).isTrue();

    state.hostExcluded("host-2", false);
    assertThat(detail("2").excluded()).isFalse();
  }

  @Test
  void remembersWhyExecutorsWent() {
    state.executorRemoved("1", "Command exited with code 52", START + 7);
    state.executorRemoved("9", "Executor heartbeat timed out after 120000 ms", START + 8);
    state.executorRemoved("driver", "stopped", START + 9);

    ExecutorLosses losses = losses();
    assertThat(losses.byReason())
        .containsEntry(RemovalReason.OOM, 1L)
        .containsEntry(RemovalReason.HEARTBEAT, 1L)
        .containsEntry(RemovalReason.IDLE, 0L);
    assertThat(losses.latest())
        .containsExactly(
            new RemovedExecutor(
                "1", "host-1", Instant.ofEpochMilli(START + 7), RemovalReason.OOM, 52),
            new RemovedExecutor(
                "9", "", Instant.ofEpochMilli(START + 8), RemovalReason.HEARTBEAT, null));
  }

  @Test
  void doesNotTakeAnExcludedExecutorThatSparkKillsForIdle() {
    state.executorExcluded("1", true);
    state.executorRemoved("1", "Executor killed by driver.", START);
    state.executorRemoved("2", "Executor killed by driver.", START);

    assertThat(losses().byReason())
        .containsEntry(RemovalReason.UNKNOWN, 1L)
        .containsEntry(RemovalReason.IDLE, 1L);
  }

  @Test
  void remembersTheLastOfManyThatWent() {
    for (int i = 0; i < 50; i++) {
      state.executorRemoved("x" + i, "worker lost", START + i);
    }

    assertThat(losses().byReason()).containsEntry(RemovalReason.LOST, 50L);
    assertThat(losses().latest()).hasSize(ExecutorLosses.MAX_LATEST);
    assertThat(losses().latest()).first().extracting(RemovedExecutor::id).isEqualTo("x30");
    assertThat(losses().latest()).last().extracting(RemovedExecutor::id).isEqualTo("x49");
  }

  private ExecutorDetail detail(String id) {
    return Objects.requireNonNull(told.findExecutor(id).detail());
  }

  private ExecutorLosses losses() {
    return Objects.requireNonNull(told.snapshot().losses());
  }
}
