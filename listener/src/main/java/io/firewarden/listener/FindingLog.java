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
package io.firewarden.listener;

import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/**
 * The findings in the driver's log: one line when a finding begins and one when it ends. A verdict
 * that is inconclusive ends nothing. Not more than {@value #MAX_LINES} lines in ten minutes.
 */
final class FindingLog {
  static final int MAX_LINES = 20;
  static final Duration PERIOD = Duration.ofMinutes(10);

  private final Logger logger;
  private final Map<CheckId, Map<AlertDefinition, Instant>> begun = new EnumMap<>(CheckId.class);
  private Instant periodStart = Instant.MIN;
  private int lines;
  private long withheld;

  FindingLog(Logger logger) {
    this.logger = logger;
  }

  void tell(HealthReport report) {
    startPeriod(report.at());
    report.verdicts().forEach((check, verdict) -> tell(check, verdict, report.at()));
  }

  private void tell(CheckId check, Verdict verdict, Instant at) {
    if (verdict instanceof Verdict.Inconclusive) {
      return;
    }
    Map<AlertDefinition, Instant> open = begun.computeIfAbsent(check, id -> new HashMap<>());
    Set<AlertDefinition> found = new HashSet<>();
    if (verdict instanceof Verdict.Unhealthy unhealthy) {
      for (Finding finding : unhealthy.findings()) {
        found.add(finding.alert());
        if (open.putIfAbsent(finding.alert(), at) == null && mayLog()) {
          logger.warn("Firewarden: {} began: {}", title(finding.alert()), describe(finding));
        }
      }
    }
    open.entrySet().removeIf(entry -> !found.contains(entry.getKey()) && ended(entry, at));
  }

  private boolean ended(Map.Entry<AlertDefinition, Instant> begun, Instant at) {
    if (mayLog()) {
      long seconds = Duration.between(begun.getValue(), at).toSeconds();
      logger.info("Firewarden: {} ended after {} s", title(begun.getKey()), seconds);
    }
    return true;
  }

  private static String title(AlertDefinition alert) {
    return alert.name() + " (" + alert.severity().label() + ")";
  }

  private static String describe(Finding finding) {
    String evidence =
        finding.evidence().stream()
            .map(each -> each.subject() + " " + each.value())
            .collect(Collectors.joining("; "));
    return finding.summary()
        + (evidence.isEmpty() ? "" : " [" + evidence + "]")
        + " "
        + String.join(" ", finding.advice().lines());
  }

  private void startPeriod(Instant at) {
    if (periodStart.equals(Instant.MIN) || !at.isBefore(periodStart.plus(PERIOD))) {
      if (withheld > 0) {
        logger.info("Firewarden: {} more changes were not logged", withheld);
      }
      periodStart = at;
      lines = 0;
      withheld = 0;
    }
  }

  private boolean mayLog() {
    if (lines >= MAX_LINES) {
      withheld++;
      return false;
    }
    lines++;
    return true;
  }
}
