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
package io.firewarden.agent.http;

import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.config.Notifiers;
import io.firewarden.agent.config.Peers;
import io.firewarden.agent.config.Server;
import io.firewarden.agent.config.Sources;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.notify.NotifierView;
import io.firewarden.agent.page.Sketches;
import io.firewarden.agent.page.Timeline;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.alerts.threshold.InvalidThresholdsException;
import io.firewarden.alerts.threshold.Thresholds;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.JobTotals;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A served agent with a fleet in some state, for tests of what it shows. */
public final class Scene implements AutoCloseable {
  final Fleet fleet;
  final Timeline timeline;
  final AgentMetrics metrics = new AgentMetrics("prod");
  final AlertTracker tracker;
  final AgentConfig config;
  final Instant now;
  boolean ready = true;
  private final AgentServer server;

  Scene() {
    this(Instant.now());
  }

  Scene(Instant now) {
    this(now, AgentConfig.Metrics.DEFAULT);
  }

  Scene(Instant now, AgentConfig.Metrics limits) {
    this.now = now;
    this.config = config(limits);
    this.fleet =
        new Fleet(config.poll().staleAfter(), config.push(), config.applications(), () -> now);
    this.timeline = new Timeline(config.applications(), () -> now);
    this.tracker =
        new AlertTracker(
            "prod",
            Duration.ofMinutes(15),
            URI.create("http://warden.example"),
            URI.create("http://grafana.example"));
    metrics.reloads("prod", () -> true, () -> now);
    metrics.leads("prod", () -> true);
    metrics.lateness("prod", () -> Duration.ofMillis(2500));
    try {
      this.server =
          AgentServer.open(
              config,
              new Shown(
                  fleet,
                  tracker::alerts,
                  this::notifiers,
                  timeline,
                  () -> ready,
                  () -> ready,
                  () -> LoadedConfig.of(config),
                  () -> new ReloadAnswer(List.of())),
              metrics,
              snapshot -> PushOutcome.CLOSED);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<NotifierView> notifiers() {
    return List.of(
        new NotifierView("slack/new", null, null, ""),
        new NotifierView("slack/told", now.minusSeconds(30), null, ""),
        new NotifierView("webhook/away", now.minusSeconds(90), now.minusSeconds(60), "it is away"));
  }

  String url() {
    return "http://127.0.0.1:" + server.port() + "/";
  }

  @Override
  public void close() {
    server.close();
  }

  private static AgentConfig config(AgentConfig.Metrics metrics) {
    try {
      return new AgentConfig(
          "prod",
          new AgentConfig.Listen("127.0.0.1", 0),
          URI.create("http://warden.example"),
          null,
          Duration.ofMinutes(5),
          AgentConfig.Poll.DEFAULT,
          Sources.NONE,
          List.of(),
          AgentConfig.Push.DEFAULT,
          AgentConfig.Applications.DEFAULT,
          metrics,
          Thresholds.fromMap(
              Map.of(
                  "overrides",
                  List.of(Map.of("match", "*", "long-task", Map.of("max-seconds", 900))))),
          AgentConfig.Alerts.DEFAULT,
          Notifiers.NONE,
          Server.OPEN,
          Peers.NONE);
    } catch (InvalidThresholdsException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything that watches hears of it. */
  void tell(Observation observation, Instant at) {
    fleet.accept(observation);
    metrics.accept(observation);
    timeline.accept(observation);
    tracker.accept(observation, at);
  }

  static Application app(String id, String name, String ui) {
    return new Application(
        id, name, "etl", "3.5.9", false, ui, Instant.parse("2026-03-01T08:00:00Z"), null);
  }

  void judge(Application app, Map<CheckId, Verdict> verdicts, Instant at) {
    tell(new Observation.SourceRead(app.uiUrl(), at), at);
    tell(
        new Observation.Judged(
            snapshot(app, at),
            new HealthReport(app, at, verdicts),
            config.thresholds().forApplication(app.name())),
        at);
  }

  void healthy(Application app, Instant at) {
    judge(app, Sketches.well(), at);
  }

  /** One critical alert fires, one warning is pending, two applications are well. */
  static Scene firing() {
    Scene scene = new Scene();
    Instant then = scene.now.minusSeconds(760);
    scene.tell(new Observation.SourceRead("http://master.example:8080", scene.now), scene.now);
    Application trips =
        app("app-20260301081502-0007", "taxi-trips", "http://worker-2.example:4040");
    scene.judge(trips, Sketches.with(CheckId.GC_TIME, Sketches.gc()), then);
    Map<CheckId, Verdict> both = Sketches.with(CheckId.GC_TIME, Sketches.gc());
    both.put(CheckId.LOCALITY, Sketches.locality());
    scene.judge(trips, both, scene.now.minusSeconds(4));
    scene.healthy(
        app("app-20260301080211-0004", "nightly-report", "http://worker-1.example:4040"),
        scene.now.minusSeconds(9));
    scene.healthy(
        app("app-20260301075955-0003", "sessions", "http://worker-3.example:4041"),
        scene.now.minusSeconds(2));
    return scene;
  }

  /** All is well. */
  static Scene calm() {
    Scene scene = new Scene();
    scene.tell(new Observation.SourceRead("http://master.example:8080", scene.now), scene.now);
    scene.healthy(
        app("app-20260301080211-0004", "nightly-report", "http://worker-1.example:4040"),
        scene.now.minusSeconds(9));
    scene.healthy(
        app("app-20260301075955-0003", "sessions", "http://worker-3.example:4041"),
        scene.now.minusSeconds(2));
    return scene;
  }

  /** An alert fired, and then its application's driver stopped answering. */
  static Scene blind() {
    Scene scene = new Scene();
    Application trips =
        app("app-20260301081502-0007", "taxi-trips", "http://worker-2.example:4040");
    scene.tell(new Observation.SourceRead("http://master.example:8080", scene.now), scene.now);
    scene.judge(trips, Sketches.with(CheckId.GC_TIME, Sketches.gc()), scene.now.minusSeconds(1900));
    scene.healthy(
        app("app-20260301080211-0004", "nightly-report", "http://worker-1.example:4040"),
        scene.now.minusSeconds(9));
    for (int ago : new int[] {1800, 1500, 600, 10}) {
      scene.tell(
          new Observation.Blind(
              "http://worker-2.example:4040",
              trips,
              "http://worker-2.example:4040/api/v1/applications must answer within 5 s, but the"
                  + " connection was refused",
              scene.now.minusSeconds(ago)),
          scene.now.minusSeconds(ago));
    }
    scene.tracker.tick(scene.now);
    return scene;
  }

  public static ApplicationSnapshot snapshot(Application app, Instant at) {
    return new ApplicationSnapshot(
        at,
        SourceKind.REST,
        app,
        new TaskTotals(1420, 3, 0, 0, 612_000, 12_800, new LocalityCounts(900, 200, 300, 0, 20)),
        new JobTotals(12, 0),
        new StageTotals(31, 0),
        0,
        IntStream.range(0, 5).mapToObj(i -> executor(i, at)).toList(),
        List.of(),
        List.of(stage(at)),
        List.of(),
        Set.of(Gap.KILLED_TASKS));
  }

  private static Executor executor(int i, Instant at) {
    return new Executor(
        i == 0 ? Executor.DRIVER_ID : String.valueOf(i),
        "worker-" + i + ".example",
        at.minusSeconds(3000),
        i == 0 ? 0 : 4,
        2,
        300,
        1,
        150_000,
        3_000,
        400L << 20,
        1000L << 20,
        0,
        1500L << 20,
        2048L << 20,
        1L);
  }

  private static Stage stage(Instant at) {
    @Nullable Instant oldest = at.minusSeconds(14);
    return new Stage(
        12,
        0,
        "count at Trips.scala:41",
        at.minusSeconds(60),
        200,
        8,
        150,
        0,
        LocalityCounts.NONE,
        0,
        0,
        0,
        0,
        oldest,
        null);
  }
}
