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
package io.firewarden.agent.poll;

import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.bus.EventBus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A poller that is pushed to, with all that hears of it. */
abstract class PushKit extends PollerKit {
  static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
  static final Duration EXPIRE = Duration.ofMinutes(1);

  final AgentConfig config = AgentConfig.ofDefaults();
  final Fleet fleet =
      new Fleet(config.poll().staleAfter(), config.push(), config.applications(), timer);
  final AlertTracker alerts =
      new AlertTracker("default", Duration.ofMinutes(15), URI.create("http://warden"), null);
  Pushes pushes;

  @BeforeEach
  void beginWithoutPolls() {
    begin();
  }

  void begin(URI... drivers) {
    Poller poller = poller(List.of(new StaticDrivers(List.of(drivers))), this::take);
    pushes = poller.pushes();
    poller.start();
    timer.advance(Duration.ZERO);
    told.clear();
  }

  void take(Observation observation) {
    told.add(observation);
    fleet.accept(observation);
    alerts.accept(observation, timer.instant());
    alerts.tick(timer.instant());
  }

  FinalStatus verdict() {
    return fleet.ended().get(0).snapshot().application().finalStatus();
  }

  PollContext context() {
    return new PollContext(
        new PollContext.Settings(
            config.thresholds(),
            config.window(),
            new Cadence(config.poll(), config.window(), () -> 0.5),
            Shard.ALL),
        timer,
        timer,
        this::take,
        config.applications().lostAfter(),
        new Lateness(AgentConfig.Poll.DEFAULT));
  }

  PushOutcome push(String id, long bytes) {
    return pushes.push(new PushedSnapshot(snapshot(id, timer.instant(), null, null), bytes));
  }

  static ApplicationSnapshot handled(long events, Instant takenAt) {
    ApplicationSnapshot of = snapshot("app-1", takenAt, null, null);
    return new ApplicationSnapshot(
        takenAt,
        of.source(),
        of.application(),
        of.tasks(),
        of.jobTotals(),
        of.stageTotals(),
        0,
        of.executors(),
        of.jobs(),
        of.stages(),
        of.cachedRdds(),
        of.gaps(),
        null,
        null,
        null,
        null,
        null,
        new EventBus(true, events, 0, "shared", List.of(), 0L));
  }

  PushOutcome push(ApplicationSnapshot snapshot) {
    return pushes.push(new PushedSnapshot(snapshot, 1));
  }

  PushOutcome push(String id) {
    return push(snapshot(id, timer.instant(), null, null));
  }

  void end(String id, FinalStatus status) {
    push(snapshot(id, timer.instant(), timer.instant(), status));
  }

  static ApplicationSnapshot snapshot(
      String id, Instant takenAt, @Nullable Instant endedAt, @Nullable FinalStatus status) {
    return snapshot(application(id, START, endedAt, status), takenAt);
  }

  static Application application(
      String id, Instant startedAt, @Nullable Instant endedAt, @Nullable FinalStatus status) {
    return new Application(
        id, "job " + id, "root", "3.5.9", false, null, startedAt, endedAt, status, Map.of());
  }

  static ApplicationSnapshot snapshot(Application application, Instant takenAt) {
    return new ApplicationSnapshot(
        takenAt,
        SourceKind.LISTENER,
        application,
        TaskTotals.NONE,
        new JobTotals(0, 0),
        StageTotals.NONE,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of());
  }
}
