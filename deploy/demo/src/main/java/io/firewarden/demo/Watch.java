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
package io.firewarden.demo;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at all parts and notes what they have found. */
final class Watch {
  private final AgentProcess agent;
  private final Pager pager;
  private final @Nullable Prometheus prometheus;
  private final Console console;

  Watch(AgentProcess agent, Pager pager, @Nullable Prometheus prometheus, Console console) {
    this.agent = agent;
    this.pager = pager;
    this.prometheus = prometheus;
    this.console = console;
  }

  /** The steps that a fault has to take with the parts that are installed. */
  Set<Step> wanted() {
    return prometheus == null
        ? EnumSet.complementOf(EnumSet.of(Step.PROMETHEUS))
        : EnumSet.allOf(Step.class);
  }

  /** Looks once. */
  void look(Collection<Progress> applications) {
    Verdicts seenByAgent = Verdicts.read(Web.local(agent.port(), "/metrics"));
    List<Alert> firing = prometheus == null ? List.of() : prometheus.firing();
    List<WebhookReceiver.Page> pages = pager.pages();
    for (Progress progress : applications) {
      if (progress.endedAt() == null) {
        Verdicts seenByListener = Verdicts.read(Web.local(progress.listenerPort(), "/metrics"));
        judge(progress, Step.LISTENER, seenByListener);
      }
      judge(progress, Step.AGENT, seenByAgent);
      firing.forEach(alert -> note(progress, Step.PROMETHEUS, alert, Instant.now()));
      pages.stream()
          .filter(WebhookReceiver.Page::firing)
          .forEach(page -> delivered(progress, page));
    }
  }

  /** Without Alertmanager, what the agent sends is what is delivered. */
  private void delivered(Progress progress, WebhookReceiver.Page page) {
    if (page.direct()) {
      note(progress, Step.SENT, page.alert(), page.at());
    }
    if (!page.direct() || !pager.hasAlertmanager()) {
      note(progress, Step.DELIVERED, page.alert(), page.at());
    }
  }

  private void judge(Progress progress, Step path, Verdicts verdicts) {
    Scenario scenario = progress.scenario();
    Sighting fault = new Sighting(scenario.application(), scenario.id());
    if (verdicts.unhealthy().contains(fault)) {
      complete(progress, path, Instant.now());
    }
    progress.healthyNow(
        path,
        verdicts.healthy().stream()
            .filter(each -> each.application().equals(scenario.application()))
            .map(Sighting::what)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private void note(Progress progress, Step step, Alert alert, Instant at) {
    if (!progress.isSubjectOf(alert)) {
      return;
    }
    if (progress.isFault(alert)) {
      complete(progress, step, at);
    }
    if (progress.raised(alert) && progress.scenario().isHealthy()) {
      console.progress("healthy", console.bad("raised " + alert));
    }
  }

  private void complete(Progress progress, Step step, Instant at) {
    if (progress.complete(step, at)) {
      String after = progress.after(step).map(time -> time.toSeconds() + " s").orElse("");
      console.progress(progress.scenario().id(), step.sentence() + " after " + after);
    }
  }

  /** Asks Prometheus for what fired between two looks at the healthy application. */
  void lookBack(Progress healthy) {
    if (prometheus != null) {
      prometheus.everFired().forEach(alert -> note(healthy, Step.PROMETHEUS, alert, Instant.now()));
    }
  }

  /** Alerts that were delivered beside those that the faults are made for. */
  Set<String> othersDelivered(Collection<Progress> applications) {
    return pager.pages().stream()
        .filter(WebhookReceiver.Page::firing)
        .map(WebhookReceiver.Page::alert)
        .filter(alert -> !alert.name().equals("FirewardenWatchdog"))
        .filter(alert -> applications.stream().noneMatch(each -> each.isFault(alert)))
        .map(Alert::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
