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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.http.AgentMetrics;
import io.firewarden.agent.http.AgentServer;
import io.firewarden.agent.http.Shown;
import io.firewarden.agent.notify.AlertPipeline;
import io.firewarden.agent.page.Timeline;
import io.firewarden.agent.poll.Fleet;
import io.firewarden.agent.poll.ObservationSink;
import io.firewarden.agent.poll.Poller;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole agent, wired: what is told is started before what tells, and stopped after it. */
public final class Agent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  /** How many answers of one poll may take all the time that one may take. */
  private static final int SLOW_ANSWERS = 4;

  private final AgentConfig config;
  private final InstantSource clock;
  private final Fleet fleet;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private int port;

  public Agent(AgentConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.fleet = new Fleet(config.poll().staleAfter(), config.push(), config.applications(), clock);
  }

  /**
   * Starts all parts. When one cannot start, the earlier ones are stopped again.
   *
   * @throws IOException if the address to listen on cannot be had; its message names it
   */
  public synchronized void start() throws IOException {
    AgentMetrics metrics = new AgentMetrics();
    AlertPipeline alerts = AlertPipeline.of(config, metrics, clock);
    Timeline timeline = new Timeline(config.applications(), clock);
    RestClient client = new RestClient(config.poll().timeout(), config.poll().maxAnswerBytes());
    started.push(client);
    try {
      List<Discovery> discoveries = Discoveries.of(config.sources(), client, clock);
      Observers sink = new Observers(List.of(fleet, alerts, metrics, timeline));
      // The port first: it is what a second agent lacks, before it can touch the first one's state.
      Poller poller = poller(discoveries, client, sink, metrics);
      Shown shown = new Shown(fleet, alerts::alerts, timeline, poller::hasTriedAll);
      AgentServer server = AgentServer.open(config, shown, metrics, poller.pushes()::push);
      started.push(server);
      port = server.port();
      started.push(alerts);
      alerts.start();
      started.push(poller);
      poller.start();
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

  /** What is known about the watched applications. */
  public Fleet fleet() {
    return fleet;
  }

  /** The port that was bound; 0 before the start. */
  public synchronized int port() {
    return port;
  }

  /** Stops all parts, the last one that was started first. */
  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} could not be stopped", part.getClass().getSimpleName(), e);
      }
    }
  }

  private Poller poller(
      List<Discovery> discoveries, RestClient client, ObservationSink sink, AgentMetrics metrics) {
    Duration deadline = config.poll().timeout().multipliedBy(SLOW_ANSWERS);
    return new Poller(
        config,
        discoveries.stream().map(metrics::timed).toList(),
        driver -> metrics.timed(new RestSource(client, driver, deadline, clock)),
        sink,
        clock);
  }
}
