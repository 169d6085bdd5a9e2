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

import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Gap;
import io.firewarden.model.Window;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The one list of all checks, and their joint evaluation. */
public final class HealthChecks {
  private static final List<HealthCheck> ALL =
      List.of(
          new ExecutorMemoryCheck(),
          new GcTimeCheck(),
          new TaskFailuresCheck(),
          new LocalityCheck(),
          new LongTaskCheck(),
          new ExecutorCountCheck());

  private HealthChecks() {}

  /** Every check, in the order of {@link CheckId}. */
  public static List<HealthCheck> all() {
    return ALL;
  }

  /** Every alert that a check can raise, in the order of the checks. */
  public static List<CheckAlert> alerts() {
    return ALL.stream()
        .flatMap(check -> check.alerts().stream().map(alert -> new CheckAlert(check.id(), alert)))
        .toList();
  }

  /**
   * An alert and the check that raises it.
   *
   * @param check the check
   * @param alert the alert
   */
  public record CheckAlert(CheckId check, AlertDefinition alert) {}

  /**
   * Evaluates every check. A check that throws is {@link Verdict.Reason#FAULT} and does not keep
   * the others from being evaluated.
   */
  public static HealthReport evaluate(Window window, ThresholdValues thresholds) {
    Map<CheckId, Verdict> verdicts = new EnumMap<>(CheckId.class);
    for (HealthCheck check : ALL) {
      verdicts.put(check.id(), evaluate(check, window, thresholds));
    }
    return new HealthReport(window.current().application(), window.current().takenAt(), verdicts);
  }

  private static Verdict evaluate(HealthCheck check, Window window, ThresholdValues thresholds) {
    try {
      Verdict verdict = check.evaluate(window, thresholds);
      return verdict instanceof Verdict.Healthy healthy && window.current().lacks(Gap.OTHER)
          ? Unknown.gapDespite(healthy.summary(), Gap.OTHER)
          : verdict;
    } catch (RuntimeException e) {
      return new Verdict.Inconclusive(Verdict.Reason.FAULT, "the check failed: " + e);
    }
  }
}
