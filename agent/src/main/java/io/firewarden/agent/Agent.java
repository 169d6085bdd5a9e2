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
package io.firewarden.agent;

import io.firewarden.agent.cluster.Leadership;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.InvalidConfigException;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.fleet.FleetMemory;
import io.firewarden.agent.http.AgentServer;
import io.firewarden.agent.http.Shown;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.notify.AlertPipeline;
import io.firewarden.agent.page.Timeline;
import io.firewarden.agent.poll.Poller;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.state.StateLock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole agent, wired: what is told is started before what tells, and stopped after it. */
public final class Agent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  /** A place that was not read for so long after the start is not waited for any more. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Instant startedAt;
  private final AgentMetrics metrics;
  private final Fleet fleet;
  private final FleetMemory memory;
  private final Timeline timeline;
  private final AlertPipeline alerts;
  private final Leadership leadership;
  private final Reloads reloads;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private volatile LoadedConfig loaded;
  private volatile boolean triedAll;
  private volatile boolean readAll;
  private @Nullable Generation generation;
  private @Nullable Poller poller;
  private int port;

  /** An agent by a configuration that does not change. */
  public Agent(AgentConfig config, InstantSource clock) {
    this(LoadedConfig.of(config), () -> LoadedConfig.of(config), clock);
  }

  /**
   * An agent whose configuration may change.
   *
   * @param again reads it again
   */
  public Agent(LoadedConfig loaded, Reloads.Source again, InstantSource clock) {
    AgentConfig config = loaded.config();
    this.loaded = loaded;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.metrics = new AgentMetrics(config.cluster());
    this.fleet = new Fleet(config.poll().staleAfter(), config.push(), config.applications(), clock);
    this.memory =
        new FleetMemory(
            config.alerts().historyFile(),
            fleet,
            () -> this.loaded.config().sources().lists(),
            this::historyWritten,
            clock);
    this.timeline = new Timeline(config.applications(), clock);
    this.leadership = Leadership.of(config.peers().lease());
    this.alerts = AlertPipeline.of(config, leadership::leads, metrics, clock);
    metrics.leads(config.cluster(), leadership::leads);
    this.reloads = new Reloads(loaded, again, this::reload, metrics, clock);
  }

  /**
   * Starts all parts. When one cannot start, the earlier ones are stopped again.
   *
   * @throws IOException if the address to listen on or the state's file is another's; its message
   *     names it
   */
  public synchronized void start() throws IOException {
    AgentConfig config = loaded.config();
    RestClient client = Generation.client(config);
    started.push(() -> closeClient());
    try {
      Generation first = Generation.of(config, Set.of(), client, metrics, clock);
      generation = first;
      Observers sink = new Observers(List.of(fleet, alerts, metrics, timeline));
      Poller begun = new Poller(config, first.made(), sink, clock);
      poller = begun;
      metrics.lateness(config.cluster(), begun::lateness);
      // Before the first scrape, or what has ended would vanish from it. Writes nothing.
      begun.restore(memory.restore(config.peers().shard()::owns));
      // The port first: it is what a second agent lacks, before it can touch the first one's state.
      AgentServer server = AgentServer.open(config, shown(begun), metrics, begun.pushes()::push);
      started.push(server);
      port = server.port();
      started.push(StateLock.take(config.alerts().stateFile()));
      started.push(leadership); // given back when all is told
      started.push(alerts);
      alerts.start();
      leadership.start(alerts::takeOver);
      poll(begun);
      started.push(reloads);
      reloads.start(sink);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    log.info(
        "watching {} every {} s; this agent is at {}",
        config.sources().summary(),
        config.poll().interval().toSeconds(),
        config.externalUrl());
  }

  private Shown shown(Poller begun) {
    return new Shown(
        fleet,
        alerts::alerts,
        alerts::notifiers,
        timeline,
        () -> isReady(begun),
        () -> isComplete(begun),
        () -> loaded,
        reloads::requested);
  }

  private void poll(Poller begun) {
    started.push(memory);
    memory.start();
    started.push(begun);
    begun.start();
  }

  /**
   * Goes on by another configuration, wholly or not at all.
   *
   * @throws InvalidConfigException if it asks for what cannot change while the agent runs, or if
   *     something cannot be made of it; all goes on as before
   */
  synchronized void reload(LoadedConfig wanted) throws InvalidConfigException {
    Generation old = generation;
    Poller running = poller;
    if (old == null || running == null || stopping.get()) {
      throw new InvalidConfigException(List.of("the agent starts or stops"));
    }
    AgentConfig config = wanted.config();
    List<String> faults = Unchangeable.faults(old.config(), config);
    if (!faults.isEmpty()) {
      throw new InvalidConfigException(faults);
    }
    boolean sameClient =
        config.poll().equals(old.config().poll()) && config.access().equals(old.config().access());
    RestClient client = sameClient ? old.client() : Generation.client(config);
    Generation fresh;
    try {
      fresh = Generation.of(config, running.places(), client, metrics, clock);
    } catch (RuntimeException e) {
      if (!sameClient) {
        client.close();
      }
      throw new InvalidConfigException(List.of("something cannot be made of it: " + e));
    }
    // From here on nothing can fail.
    running.reload(config, fresh.keys(), fresh.made());
    fleet.staleAfter(config.poll().staleAfter());
    alerts.reload(config);
    loaded = wanted;
    generation = fresh;
    if (!sameClient) {
      old.client().close();
    }
  }

  private void historyWritten(boolean success) {
    metrics.historyWritten(success);
    alerts.historyWritten(success);
  }

  /** Once all was tried: what a reload adds does not take that back. */
  private boolean isReady(Poller running) {
    if (!triedAll && running.hasTriedAll()) {
      triedAll = true;
    }
    return triedAll && !stopping.get();
  }

  /**
   * Once every place was read. A place that stays away does not hold all others back for ever; but
   * nothing is not told for everything.
   */
  private boolean isComplete(Poller running) {
    if (!readAll && running.hasReadAll()) {
      readAll = true;
    }
    return readAll
        || (running.hasTriedAll()
            && !fleet.applications().isEmpty()
            && clock.instant().isAfter(startedAt.plus(PATIENCE)));
  }

  /** What is known about the watched applications. */
  public Fleet fleet() {
    return fleet;
  }

  /** The port that was bound; 0 before the start. */
  public synchronized int port() {
    return port;
  }

  /** What reads the configuration again. */
  public Reloads reloads() {
    return reloads;
  }

  /** Stops all parts, the last one that was started first. */
  @Override
  public void close() {
    stopping.set(true); // before the lock: readiness ends at once
    closeParts();
  }

  private synchronized void closeParts() {
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} could not be stopped", part.getClass().getSimpleName(), e);
      }
    }
  }

  private void closeClient() {
    Generation last = generation;
    if (last != null) {
      last.client().close();
    }
  }
}
