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
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The verdicts of all checks on one application at one moment.
 *
 * @param application whom it is about
 * @param at the time of the data, not of the evaluation
 * @param verdicts one for each check
 */
public record HealthReport(Application application, Instant at, Map<CheckId, Verdict> verdicts) {

  public HealthReport {
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(at, "at");
    verdicts = Collections.unmodifiableMap(new EnumMap<>(verdicts));
  }

  /** All findings, the most severe first. */
  public List<Finding> findings() {
    return verdicts.values().stream()
        .filter(Verdict.Unhealthy.class::isInstance)
        .flatMap(verdict -> ((Verdict.Unhealthy) verdict).findings().stream())
        .sorted((a, b) -> b.alert().severity().compareTo(a.alert().severity()))
        .toList();
  }

  /**
   * The health of the application as a whole: the worst finding that is more than context; else
   * unknown when a check was blind ({@link Verdict.Reason#isBlind()}) or none came to a conclusion;
   * else healthy.
   */
  public Health health() {
    Severity worst =
        findings().stream().findFirst().map(f -> f.alert().severity()).orElse(Severity.INFO);
    return switch (worst) {
      case CRITICAL -> Health.CRITICAL;
      case WARNING -> Health.WARNING;
      case INFO -> isKnown() ? Health.HEALTHY : Health.UNKNOWN;
    };
  }

  private boolean isKnown() {
    boolean blind = false;
    boolean judged = false;
    for (Verdict verdict : verdicts.values()) {
      if (verdict instanceof Verdict.Inconclusive inconclusive) {
        blind |= inconclusive.reason().isBlind();
      } else {
        judged = true;
      }
    }
    return judged && !blind;
  }
}
