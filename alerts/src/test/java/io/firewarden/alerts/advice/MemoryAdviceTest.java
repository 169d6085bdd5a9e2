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
import io.firewarden.alerts.advice.MemoryNeed.Jvm;
import io.firewarden.model.Executor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryAdviceTest {
  private static final long MIB = 1024L * 1024;
  private static final long GIB = 1024 * MIB;

  private static Executor executor(String id, int cores, Long heap) {
    return new Executor(id, "host", Instant.EPOCH, cores, 0, 0, 0, 0, 0, 0, 0, 0, null, heap, null);
  }

  @Test
  void showsTheArithmeticForFullStorage() {
    Advice advice = MemoryAdvice.forFullStorage(new MemoryNeed(Jvm.EXECUTOR, GIB, 2, 0.96, false));

    assertThat(advice.changes())
        .containsExactly(
            new SettingChange(
                "spark.executor.memory",
                "1280m",
                "1 GiB x 1.2 (0.96 in use / 0.8 wanted), rounded up to 256 MiB"));
    assertThat(advice.steps()).singleElement().asString().contains("unpersist", "MEMORY_AND_DISK");
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1024, spark.executor.cores, 4", // many cores first, whatever the heap
    "5, 1024, spark.executor.cores, 3",
    "4, 1024, spark.executor.memory, 2g",
    "4, 4095, spark.executor.memory, 8g",
    "4, 4096, spark.executor.memory, 6g",
    "4, 8191, spark.executor.memory, 12g",
    "4, 8192, spark.executor.cores, 2",
    "2, 8192, spark.executor.memory, 10g",
    "2, 1100, spark.executor.memory, 2304m",
  })
  void climbsTheLadderOneStepForGarbageCollection(
      int cores, long heapMib, String key, String value) {
    MemoryNeed need = new MemoryNeed(Jvm.EXECUTOR, heapMib * MIB, cores, 0, true);

    assertThat(MemoryAdvice.forGarbageCollection(need).changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.key()).isEqualTo(key);
              assertThat(change.value()).isEqualTo(value);
            });
  }

  @Test
  void hasNoStepForLargeHeapsAndSaysWhatElseHelps() {
    Advice advice =
        MemoryAdvice.forGarbageCollection(new MemoryNeed(Jvm.EXECUTOR, 16 * GIB, 2, 0, true));

    assertThat(advice.changes()).isEmpty();
    assertThat(advice.steps())
        .hasSize(3)
        .contains("Memory per core is 8 GiB now (16 GiB / 2 cores).")
        .contains("The heap is large already; a larger one would only pause longer.");
  }

  @Test
  void givesEveryFindingTheSameDecision() {
    MemoryNeed need = new MemoryNeed(Jvm.EXECUTOR, GIB, 2, 0.95, true);

    List<SettingChange> changes = MemoryAdvice.forFullStorage(need).changes();

    assertThat(MemoryAdvice.forGarbageCollection(need).changes()).isEqualTo(changes);
    assertThat(MemoryAdvice.forHeapPressure(need).changes()).isEqualTo(changes);
    assertThat(changes)
        .containsExactly(
            new SettingChange(
                "spark.executor.memory",
                "2g",
                "1 GiB x 2 (one step for garbage collection in a heap below 4 GiB; covers 0.95 in"
                    + " use / 0.8 wanted), rounded up to 256 MiB"));
  }

  @Test
  void asksForMemoryBesideFewerCoresWhereStorageIsFullToo() {
    MemoryNeed need = new MemoryNeed(Jvm.EXECUTOR, 4 * GIB, 8, 1, true);

    assertThat(MemoryAdvice.forFullStorage(need).changes())
        .extracting(change -> change.key() + "=" + change.value())
        .containsExactly("spark.executor.cores=4", "spark.executor.memory=5g");
  }

  @Test
  void namesNoSizeThatItCannotCompute() {
    assertThat(
            MemoryAdvice.forHeapPressure(new MemoryNeed(Jvm.EXECUTOR, null, 8, 0, true)).changes())
        .containsExactly(
            new SettingChange(
                "spark.executor.memory",
                "1.5 x its present value",
                "one step for garbage collection; the heap's size is not known"));
    assertThat(
            MemoryAdvice.forFullStorage(new MemoryNeed(Jvm.EXECUTOR, null, 8, 0.96, false))
                .changes())
        .extracting(SettingChange::value)
        .containsExactly("1.2 x its present value");
  }

  @Test
  void sizesTheDriverByItsOwnSetting() {
    MemoryNeed need = new MemoryNeed(Jvm.DRIVER, GIB, 8, 0, true);

    assertThat(MemoryAdvice.forGarbageCollection(need).changes())
        .extracting(change -> change.key() + "=" + change.value())
        .containsExactly("spark.driver.memory=2g");
  }

  @Test
  void takesTheLargestHeapAndTheMostCores() {
    MemoryNeed need =
        MemoryNeed.of(
            Jvm.EXECUTOR,
            List.of(executor("1", 4, GIB), executor("2", 2, 2 * GIB), executor("3", 1, null)),
            0,
            true);

    assertThat(need.heapBytes()).isEqualTo(2 * GIB);
    assertThat(need.cores()).isEqualTo(4);
    assertThat(MemoryNeed.of(Jvm.EXECUTOR, List.of(), 0, true).heapBytes()).isNull();
  }
}
