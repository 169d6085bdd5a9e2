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

import io.firewarden.alerts.advice.MemoryAdvice;
import io.firewarden.alerts.check.HeapUse.Strain;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two questions about an executor's memory: whether its storage memory is full of blocks, and,
 * apart from that, whether its heap is full while the collector suffers. Storage is summed up from
 * each block that came and went, so that it is not judged while the sums are unsure; heap is told
 * as it is.
 */
final class ExecutorMemoryCheck implements HealthCheck {
  static final AlertDefinition STORAGE_HIGH =
      new AlertDefinition(
          "SparkExecutorStorageMemoryHigh",
          Severity.WARNING,
          Scope.EXECUTOR,
          Duration.ofMinutes(2),
          Duration.ofMinutes(2));
  static final AlertDefinition HEAP_PRESSURE =
      new AlertDefinition(
          "SparkExecutorHeapPressure",
          Severity.CRITICAL,
          Scope.EXECUTOR,
          Duration.ofMinutes(1),
          Duration.ofMinutes(2));

  @Override
  public CheckId id() {
    return CheckId.EXECUTOR_MEMORY;
  }

  @Override
  public List<AlertDefinition> alerts() {
    return List.of(STORAGE_HIGH, HEAP_PRESSURE);
  }

  @Override
  public Verdict evaluate(Window window, ThresholdValues thresholds) {
    boolean storageKnown = !window.current().lacks(Gap.STORAGE_MEMORY);
    List<Finding> findings = new ArrayList<>();
    List<StorageUse> full = storageKnown ? full(window, thresholds) : List.of();
    if (!full.isEmpty()) {
      findings.add(storageFinding(full, window, thresholds));
    }
    List<HeapUse> pressed =
        HeapUse.of(window, thresholds).stream()
            .filter(use -> isUnderPressure(use, thresholds))
            .toList();
    if (!pressed.isEmpty()) {
      findings.add(heapFinding(pressed, window, thresholds));
    }
    if (!findings.isEmpty()) {
      return new Verdict.Unhealthy(findings);
    }
    return storageKnown ? noneFound(window, thresholds) : Unknown.gap(Gap.STORAGE_MEMORY);
  }

  private static List<StorageUse> full(Window window, ThresholdValues thresholds) {
    double limit = thresholds.get(Threshold.STORAGE_RATIO);
    return StorageUse.of(window.current().executors()).stream()
        .filter(use -> use.share() > limit)
        .toList();
  }

  /** Healthy, if storage and heap could be seen. */
  private static Verdict noneFound(Window window, ThresholdValues thresholds) {
    ApplicationSnapshot snapshot = window.current();
    if (snapshot.executors().isEmpty()) {
      return Unknown.tooFew("no executor is known yet");
    }
    List<StorageUse> storage = StorageUse.of(snapshot.executors());
    if (isStorageUnknown(snapshot, storage)) {
      return new Verdict.Inconclusive(
          Verdict.Reason.GAP, "no executor has told the maximum of its storage memory");
    }
    List<HeapUse> heap = HeapUse.of(window, thresholds);
    double heapLimit = thresholds.get(Threshold.HEAP_RATIO);
    Optional<HeapUse> unsure =
        heap.stream()
            .filter(use -> use.share() > heapLimit && use.strain() == Strain.UNKNOWN)
            .findFirst();
    if (unsure.isPresent()) {
      return strainUnknown(unsure.get(), window);
    }
    String summary =
        storageSummary(storage.get(0), thresholds.get(Threshold.STORAGE_RATIO))
            + "; "
            + heapSummary(heap, snapshot, heapLimit);
    return snapshot.lacks(Gap.EXECUTORS)
        ? Unknown.gapDespite(summary, Gap.EXECUTORS)
        : new Verdict.Healthy(summary);
  }

  static boolean isUnderPressure(HeapUse use, ThresholdValues thresholds) {
    return use.share() > thresholds.get(Threshold.HEAP_RATIO) && use.strain() == Strain.CONFIRMED;
  }

  /** The driver's figure says nothing about executors that have not told theirs. */
  private static boolean isStorageUnknown(ApplicationSnapshot snapshot, List<StorageUse> storage) {
    boolean onlyDriver = storage.stream().allMatch(use -> use.executor().isDriver());
    return storage.isEmpty() || (onlyDriver && !snapshot.workers().isEmpty());
  }

  private static Verdict strainUnknown(HeapUse use, Window window) {
    if (window.length().isEmpty()) {
      return Unknown.noWindow();
    }
    String detail =
        "heap of "
            + Words.executor(use.executor())
            + " peaked at "
            + Figures.percent(use.share())
            + ", and whether its collector suffers is not known: ";
    return window.current().lacks(Gap.TASK_TIME)
        ? new Verdict.Inconclusive(Verdict.Reason.GAP, detail + Gap.TASK_TIME.sentence())
        : Unknown.tooFew(
            detail + "its tasks that ended " + Words.inTheLast(window) + " took too little time");
  }

  private static Finding storageFinding(
      List<StorageUse> full, Window window, ThresholdValues thresholds) {
    StorageUse worst = full.get(0);
    String summary =
        "storage memory of "
            + Words.executor(worst.executor())
            + " is "
            + Figures.percent(worst.share())
            + " full ("
            + Words.limit(thresholds.get(Threshold.STORAGE_RATIO))
            + ")"
            + others(full.size());
    List<Evidence> evidence =
        full.stream()
            .map(
                use ->
                    new Evidence(
                        Words.executor(use.executor()),
                        Figures.percent(use.share())
                            + " of "
                            + Figures.bytes(use.executor().storageMaxBytes())
                            + " storage memory"))
            .toList();
    return new Finding(
        STORAGE_HIGH,
        summary,
        evidence,
        MemoryAdvice.forFullStorage(MemoryNeeds.like(worst.executor(), window, thresholds)));
  }

  private static Finding heapFinding(
      List<HeapUse> pressed, Window window, ThresholdValues thresholds) {
    HeapUse worst = pressed.get(0);
    String summary =
        "heap of "
            + Words.executor(worst.executor())
            + " peaked at "
            + peak(worst)
            + " ("
            + Words.limit(thresholds.get(Threshold.HEAP_RATIO))
            + "), and "
            + worst.sign()
            + " "
            + Words.inTheLast(window)
            + others(pressed.size());
    List<Evidence> evidence =
        pressed.stream()
            .map(
                use ->
                    new Evidence(
                        Words.executor(use.executor()),
                        "heap peak " + peak(use) + "; " + use.sign()))
            .toList();
    return new Finding(
        HEAP_PRESSURE,
        summary,
        evidence,
        MemoryAdvice.forHeapPressure(MemoryNeeds.ofTaskRunners(window, thresholds)));
  }

  private static String peak(HeapUse use) {
    Long max = use.executor().heapMaxBytes();
    String of = max == null ? "" : " of " + Figures.bytes(max);
    return Figures.percent(use.share()) + of;
  }

  private static String others(int found) {
    return found == 1 ? "" : "; " + (found - 1) + " more as well";
  }

  private static String storageSummary(StorageUse worst, double limit) {
    return "storage memory at most "
        + Figures.percent(worst.share())
        + " full ("
        + Words.executor(worst.executor())
        + ", "
        + Words.limit(limit)
        + ")";
  }

  private static String heapSummary(
      List<HeapUse> heap, ApplicationSnapshot snapshot, double limit) {
    if (heap.isEmpty()) {
      return "heap is not known yet";
    }
    HeapUse worst = heap.get(0);
    int silent = HeapUse.taskRunners(snapshot).size() - heap.size();
    return "heap peak at most "
        + Figures.percent(worst.share())
        + " ("
        + Words.executor(worst.executor())
        + ", "
        + Words.limit(limit)
        + ")"
        + (worst.share() > limit ? " without a sign that its collector suffers" : "")
        + (silent > 0 ? "; heap of " + Figures.count(silent, "executor") + " not known yet" : "");
  }
}
