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

import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotHistory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Where the latest verdicts hang: one thread judges, any thread reads. */
final class HealthBoard {
  private final ListenerSettings settings;
  private final SnapshotHistory history;
  private final FindingLog log = new FindingLog(LoggerFactory.getLogger(FindingLog.class));
  private volatile @Nullable HealthReport latest;

  HealthBoard(ListenerSettings settings) {
    this.settings = settings;
    this.history = new SnapshotHistory(settings.window());
  }

  void judge(ApplicationSnapshot snapshot) {
    HealthReport report = HealthChecks.evaluate(history.add(snapshot), settings.thresholds());
    latest = report;
    log.tell(report);
  }

  /** The latest verdicts do not hold any more. */
  void forget() {
    latest = null;
  }

  /** The latest verdicts; nothing before the first. */
  Optional<HealthReport> latest() {
    return Optional.ofNullable(latest);
  }
}
