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

import io.firewarden.model.Executor;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of one kind (the executors, or the driver) lack in memory, from all findings
 * together, so that they give one advice.
 *
 * @param jvm whose heap it is
 * @param heapBytes their heap, or null when unknown
 * @param cores cores of one of them
 * @param storageShare storage memory in use as a share of its maximum, where that is a finding;
 *     else 0
 * @param collecting whether garbage collection is a finding
 */
public record MemoryNeed(
    Jvm jvm, @Nullable Long heapBytes, int cores, double storageShare, boolean collecting) {

  /** Who has the heap. */
  public enum Jvm {
    EXECUTOR("spark.executor.memory"),
    DRIVER("spark.driver.memory");

    private final String memoryKey;

    Jvm(String memoryKey) {
      this.memoryKey = memoryKey;
    }

    String memoryKey() {
      return memoryKey;
    }
  }

  public MemoryNeed {
    Objects.requireNonNull(jvm, "jvm");
  }

  /**
   * The need of like processes: sized by the largest heap and the most cores among them, since one
   * setting sizes them all.
   */
  public static MemoryNeed of(
      Jvm jvm, List<Executor> executors, double storageShare, boolean collecting) {
    Long heap =
        executors.stream()
            .map(Executor::heapMaxBytes)
            .filter(bytes -> bytes != null && bytes > 0)
            .max(Comparator.naturalOrder())
            .orElse(null);
    int cores = executors.stream().mapToInt(Executor::totalCores).max().orElse(0);
    return new MemoryNeed(jvm, heap, cores, storageShare, collecting);
  }
}
