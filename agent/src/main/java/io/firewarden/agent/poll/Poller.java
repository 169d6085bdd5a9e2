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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.source.SnapshotSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The clockwork: looks for applications, reads each of them at the interval, judges what was read
 * and tells it all to one sink.
 */
public final class Poller implements AutoCloseable {
  private static final int THREADS = 8;

  private final Timer timer;
  private final List<Look> looks;
  private final Pushes pushes;

  /**
   * @param config interval, window and thresholds
   * @param discoveries where to look for applications
   * @param sources makes the source that reads the driver at an address
   * @param sink takes in every observation
   */
  public Poller(
      AgentConfig config,
      List<Discovery> discoveries,
      Function<URI, SnapshotSource> sources,
      ObservationSink sink,
      InstantSource clock) {
    this(
        config,
        discoveries,
        sources,
        sink,
        clock,
        new ThreadTimer(THREADS),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  Poller(
      AgentConfig config,
      List<Discovery> discoveries,
      Function<URI, SnapshotSource> sources,
      ObservationSink sink,
      InstantSource clock,
      Timer timer,
      DoubleSupplier random) {
    this.timer = timer;
    Cadence cadence = new Cadence(config.poll().interval(), random);
    PollContext context =
        new PollContext(
            config.thresholds(),
            config.window(),
            cadence,
            timer,
            clock,
            observation -> tell(observation, sink),
            config.applications().lostAfter());
    this.pushes = new Pushes(context, config.push(), config.applications().keep());
    this.looks =
        discoveries.stream().map(discovery -> new Look(context, discovery, sources)).toList();
  }

  /** Begins; returns at once. */
  public void start() {
    looks.forEach(look -> timer.after(Duration.ZERO, look::run));
    pushes.start();
  }

  /** The applications that push instead of being polled; they are taken in from the start on. */
  public Pushes pushes() {
    return pushes;
  }

  /**
   * Whether everything was tried once, so that the absence of an application means something: each
   * discovery, and each driver that its first look found. What cannot be read counts as tried: the
   * agent is ready to say so.
   */
  public boolean hasTriedAll() {
    return looks.stream().allMatch(Look::isTried);
  }

  /** Whether each discovery has been read at least once, and what it found was tried. */
  public boolean hasReadAll() {
    return hasTriedAll() && looks.stream().allMatch(Look::isEverRead);
  }

  private void tell(Observation observation, ObservationSink sink) {
    sink.accept(observation);
    pushes.accept(observation);
  }

  /** Ends; no observation is told after the polls that run now. */
  @Override
  public void close() {
    pushes.stop();
    timer.close();
    looks.forEach(Look::close);
  }
}
