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
package io.firewarden.agent.page;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.notify.NotifierView;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that is known at one moment, as one page shows it.
 *
 * @param loaded the configuration in force
 * @param version of the agent
 * @param now the moment, by the agent's clock
 * @param ready whether every source has been tried
 * @param applications those that run, the worst first
 * @param pending those that wait for their drivers, the longest first
 * @param ended those that have lately ended, the last one first
 * @param sources those that were tried, the failing ones first
 * @param alerts the worst first
 * @param notifiers those that fail first
 */
record Picture(
    LoadedConfig loaded,
    String version,
    Instant now,
    boolean ready,
    List<Fleet.ApplicationView> applications,
    List<Fleet.PendingView> pending,
    List<Fleet.EndedView> ended,
    List<Fleet.SourceView> sources,
    List<Alert> alerts,
    List<NotifierView> notifiers) {

  AgentConfig config() {
    return loaded.config();
  }

  static Picture of(Known known) {
    Fleet fleet = known.fleet();
    return new Picture(
        known.config().get(),
        known.version(),
        known.clock().instant(),
        known.ready().getAsBoolean(),
        fleet.applications().stream()
            .sorted(
                Comparator.comparing((Fleet.ApplicationView view) -> Tone.of(health(view)))
                    .thenComparing(view -> view.application().name())
                    .thenComparing(view -> view.application().id()))
            .toList(),
        fleet.pending(),
        fleet.ended(),
        fleet.sources().stream()
            .sorted(
                Comparator.comparing((Fleet.SourceView view) -> view.error() == null)
                    .thenComparing(Fleet.SourceView::source))
            .toList(),
        known.alerts().get(),
        known.notifiers().get().stream()
            .sorted(Comparator.comparing((NotifierView view) -> view.failingSince() == null))
            .toList());
  }

  /** The health as it can be told now. */
  static Health health(Fleet.ApplicationView view) {
    return view.isCurrent() && view.report() != null ? view.report().health() : Health.UNKNOWN;
  }

  Optional<Fleet.ApplicationView> application(String id) {
    return applications.stream().filter(view -> view.application().id().equals(id)).findFirst();
  }

  Optional<Fleet.EndedView> ended(String id) {
    return ended.stream().filter(view -> view.application().id().equals(id)).findFirst();
  }

  Optional<Fleet.PendingView> pending(String id) {
    return pending.stream().filter(view -> view.application().id().equals(id)).findFirst();
  }

  List<Alert> alertsOf(String applicationId) {
    return alerts.stream().filter(alert -> of(alert, Alert.APP_ID).equals(applicationId)).toList();
  }

  /** The id or name of its application: an alert about a source has them as annotations. */
  static String of(Alert alert, String name) {
    String label = alert.label(name);
    return label.isEmpty() ? alert.annotations().getOrDefault(name, "") : label;
  }

  /** Those that are not muted. */
  long count(AlertState state) {
    return told(state).count();
  }

  /** Those that are not muted. */
  long firing(Severity severity) {
    return told(AlertState.FIRING).filter(alert -> alert.severity() == severity).count();
  }

  private Stream<Alert> told(AlertState state) {
    return alerts.stream().filter(alert -> alert.state() == state && !AlertCards.isMuted(alert));
  }

  long muted() {
    return alerts.stream().filter(AlertCards::isMuted).count();
  }

  long count(Health health) {
    return applications.stream().filter(view -> health(view) == health).count();
  }

  /** The sources that cannot be read now. */
  List<Fleet.SourceView> failing() {
    return sources.stream().filter(view -> view.error() != null).toList();
  }
}
