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
package io.firewarden.agent.chaos;

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the agent has concluded from what it could read. Not what is true, but what an alert that
 * ends while nothing can be read may go by.
 */
final class Readings {
  /** Whether an alert was found or its condition was not there. */
  private record Reading(Instant at, String application, AlertDefinition alert, boolean found) {}

  /**
   * How long the condition of an alert was not seen, for all that could be read.
   *
   * @param first the first reading without it
   * @param last the last one
   * @param kept for how long the alert fires on
   */
  record Over(Instant first, Instant last, Duration kept) {}

  private final List<Reading> all = new ArrayList<>();
  private int written;

  /** The agent has taken it in. */
  void add(Instant at, Observation.Judged judged) {
    List<Finding> findings = judged.report().findings();
    for (HealthChecks.CheckAlert each : HealthChecks.alerts()) {
      Verdict verdict = judged.report().verdicts().get(each.check());
      if (verdict instanceof Verdict.Healthy || verdict instanceof Verdict.Unhealthy) {
        boolean found =
            findings.stream()
                .map(Finding::alert)
                .anyMatch(
                    alert ->
                        alert.name().equals(each.alert().name())
                            && alert.severity() == each.alert().severity());
        String application = judged.snapshot().application().id();
        all.add(new Reading(at, application, each.alert(), found));
      }
    }
  }

  /** The agent has written down what follows from it. */
  void written() {
    written = all.size();
  }

  /** The agent has died, and what it took in right before is not known to anybody. */
  void died(Instant at) {
    all.subList(written, all.size()).removeIf(reading -> reading.at().equals(at));
    written();
  }

  /** Since when the condition of an alert was over by the last readings, if it was. */
  Optional<Over> over(Ends end, Instant moment) {
    Instant first = null;
    Instant last = null;
    Duration kept = Duration.ZERO;
    for (Reading reading : all) {
      if (!reading.at().isAfter(moment) && isOf(reading, end)) {
        kept = reading.alert().keepFiringFor();
        first = reading.found() ? null : first == null ? reading.at() : first;
        last = reading.at();
      }
    }
    return first == null ? Optional.empty() : Optional.of(new Over(first, last, kept));
  }

  private static boolean isOf(Reading reading, Ends end) {
    return reading.application().equals(end.label("app_id"))
        && reading.alert().name().equals(end.name())
        && reading.alert().severity().label().equals(end.label("severity"));
  }
}
