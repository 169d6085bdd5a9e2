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
package io.firewarden.model.metric;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.ProcessFigures;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An executor, or the driver, with what its snapshot says of the figures about it.
 *
 * @param executor the executor
 * @param runsTasks whether it runs tasks: the driver does in local mode only, and elsewhere Spark
 *     shows other figures in its row
 * @param timesTasks whether its task time is known
 * @param hasPeaks whether its peaks are known
 * @param countsCycles whether its Spark counts cycles of garbage collectors beside the tasks
 */
record ExecutorRow(
    Executor executor,
    boolean runsTasks,
    boolean timesTasks,
    boolean hasPeaks,
    boolean countsCycles) {
  private static final Pattern BEFORE_CYCLES = Pattern.compile("([0-3]\\..*)?");

  static List<ExecutorRow> of(ApplicationSnapshot snapshot) {
    boolean local = snapshot.application().localMode();
    boolean timed = !snapshot.lacks(Gap.TASK_TIME);
    boolean peaks = !snapshot.lacks(Gap.EXECUTOR_PEAKS);
    boolean cycles = !BEFORE_CYCLES.matcher(snapshot.application().sparkVersion()).matches();
    return snapshot.executors().stream()
        .map(
            executor -> {
              boolean runs = !executor.isDriver() || local;
              return new ExecutorRow(executor, runs, runs && timed, peaks, cycles);
            })
        .toList();
  }

  String id() {
    return executor.id();
  }

  @Nullable ExecutorDetail detail() {
    return executor.detail();
  }

  @Nullable ProcessFigures process() {
    return executor.process();
  }

  /**
   * The driver, then by turns the fullest by storage memory and by heap, which are what the check
   * of executor memory looks at; of those alike the one with more failed tasks.
   */
  static Iterator<Integer> worstFirst(List<ExecutorRow> rows) {
    Comparator<ExecutorRow> byDriver = Comparator.comparing(row -> row.executor().isDriver());
    Comparator<ExecutorRow> byStorage = Comparator.comparingDouble(ExecutorRow::storageRatio);
    Comparator<ExecutorRow> byHeap = Comparator.comparingDouble(ExecutorRow::heapRatio);
    Comparator<ExecutorRow> byFailures =
        Comparator.comparingLong(row -> row.executor().failedTasks());
    return new Turns(
        WorstFirst.of(
            rows,
            byDriver
                .thenComparing(byStorage)
                .thenComparing(byHeap)
                .thenComparing(byFailures)
                .reversed()),
        WorstFirst.of(
            rows,
            byDriver
                .thenComparing(byHeap)
                .thenComparing(byStorage)
                .thenComparing(byFailures)
                .reversed()));
  }

  private double storageRatio() {
    return executor.storageMaxBytes() > 0
        ? (double) executor.storageUsedBytes() / executor.storageMaxBytes()
        : 0;
  }

  private double heapRatio() {
    Long peak = executor.heapPeakBytes();
    Long max = executor.heapMaxBytes();
    return peak == null || max == null || max <= 0 ? 0 : (double) peak / max;
  }

  /** Takes from two orders of the same things by turns, each thing once. */
  private static final class Turns implements Iterator<Integer> {
    private final Set<Integer> taken = new HashSet<>();
    private Iterator<Integer> turn;
    private Iterator<Integer> other;
    private @Nullable Integer next;

    Turns(Iterator<Integer> one, Iterator<Integer> other) {
      turn = one;
      this.other = other;
    }

    @Override
    public boolean hasNext() {
      while (next == null && turn.hasNext()) {
        Integer candidate = turn.next();
        if (taken.add(candidate)) {
          next = candidate;
        }
      }
      return next != null;
    }

    @Override
    public Integer next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Integer given = Objects.requireNonNull(next);
      next = null;
      Iterator<Integer> last = turn;
      turn = other;
      other = last;
      return given;
    }
  }
}
