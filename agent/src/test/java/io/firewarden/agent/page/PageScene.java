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

import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.http.AgentServer;
import io.firewarden.agent.http.ReloadAnswer;
import io.firewarden.agent.http.Shown;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.notify.NotifierView;
import io.firewarden.agent.page.html.Page;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A fleet in some state and the pages about it, for tests; can be served, too. */
final class PageScene {
  static final Instant NOW = Instant.parse("2026-03-01T03:12:40Z");

  final Instant now;
  final LoadedConfig loaded;
  final AgentConfig config;
  final Fleet fleet;
  final AlertTracker tracker;
  final Timeline timeline;
  boolean ready = true;
  List<NotifierView> notifiers = List.of();
  private Instant at;

  PageScene() {
    this(NOW, "cluster: prod\ngrafana-url: http://grafana.example\n");
  }

  PageScene(Instant now, String yaml) {
    this.now = now;
    this.at = now;
    this.loaded = loaded(yaml);
    this.config = loaded.config();
    this.fleet =
        new Fleet(config.poll().staleAfter(), config.push(), config.applications(), () -> at);
    this.timeline = new Timeline(config.applications(), () -> at);
    this.tracker =
        new AlertTracker(
            config.cluster(), Duration.ofMinutes(15), config.externalUrl(), config.grafanaUrl());
  }

  private static LoadedConfig loaded(String yaml) {
    try {
      Path file = Files.createTempFile("firewarden", ".yaml");
      Files.writeString(file, yaml);
      try {
        return LoadedConfig.read(file, null);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (io.firewarden.agent.config.InvalidConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  StatusPages pages() {
    return new StatusPages(
        new Known(
            () -> loaded,
            "0.1.0",
            fleet,
            tracker::alerts,
            () -> notifiers,
            () -> ready,
            timeline,
            () -> now));
  }

  Page page(String path, String query) {
    return pages().page(path, query).orElseThrow();
  }

  String html(String path) {
    return page(path, "").html();
  }

  /** The same by the real server, with the real clock. */
  AgentServer serve() throws IOException {
    return AgentServer.open(
        config,
        new Shown(
            fleet,
            tracker::alerts,
            List::of,
            timeline,
            () -> ready,
            () -> ready,
            () -> loaded,
            () -> new ReloadAnswer(List.of())),
        new AgentMetrics("prod"),
        snapshot -> PushOutcome.CLOSED);
  }

  /** What follows happens so long before now. */
  PageScene ago(long seconds) {
    at = now.minusSeconds(seconds);
    return this;
  }

  Instant at() {
    return at;
  }

  void tell(Observation observation) {
    fleet.accept(observation);
    timeline.accept(observation);
    tracker.accept(observation, at);
  }

  void read(String source) {
    tell(new Observation.SourceRead(source, at));
  }

  void blind(String source, String why) {
    tell(new Observation.Blind(source, null, why, at));
  }

  void judge(ApplicationSnapshot snapshot, Map<CheckId, Verdict> verdicts) {
    Application application = snapshot.application();
    if (snapshot.source() == SourceKind.REST && application.uiUrl() != null) {
      read(application.uiUrl());
    }
    tell(
        new Observation.Judged(
            snapshot,
            new HealthReport(application, at, verdicts),
            config.thresholds().forApplication(application.name())));
  }

  void conclude(Application running, FinalStatus status) {
    Ending ending =
        new Ending(
            status,
            at,
            status == FinalStatus.SUCCEEDED ? "" : "exit code 1",
            "http://master-1.example:8080");
    tell(new Observation.Ended(running, ending, at));
  }

  void wait(Application application, String why) {
    tell(
        new Observation.Pending(
            "http://rm.example:8088",
            new Discovered.Pending(
                application, "http://rm.example:8088/cluster/app/" + application.id(), why),
            at));
  }
}
