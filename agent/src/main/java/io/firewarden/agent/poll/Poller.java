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
import io.firewarden.model.Application;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * The clockwork: looks for applications, reads each of them at the interval, judges what was read
 * and tells it all to one sink.
 */
public final class Poller implements AutoCloseable {
  /** How long after a reload it is told what is not watched any more: looks come first. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private final Timer timer;
  private final PollContext context;
  private final DoubleSupplier random;
  private final Map<Object, Look> looks = new LinkedHashMap<>();
  private final Pushes pushes;
  private final Unheard unheard;
  private boolean started;

  /**
   * @param config interval, window and thresholds
   * @param places where to look for applications; their keys differ
   * @param sink takes in every observation
   */
  public Poller(AgentConfig config, List<Place> places, ObservationSink sink, InstantSource clock) {
    this(
        config,
        places,
        sink,
        clock,
        new ThreadTimer(config.poll().concurrency(), config.poll().perHost()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  Poller(
      AgentConfig config,
      List<Place> places,
      ObservationSink sink,
      InstantSource clock,
      Timer timer,
      DoubleSupplier random) {
    this.timer = timer;
    this.random = random;
    this.context =
        new PollContext(
            settings(config),
            timer,
            clock,
            observation -> tell(observation, sink),
            config.applications().lostAfter(),
            new Lateness(config.poll()));
    this.pushes = new Pushes(context, config.push(), config.applications().keep());
    this.unheard = new Unheard(context, this::hasTriedAll);
    places.forEach(this::add);
  }

  private PollContext.Settings settings(AgentConfig config) {
    return new PollContext.Settings(
        config.thresholds(),
        config.window(),
        new Cadence(config.poll(), config.window(), random),
        config.peers().shard());
  }

  private Look add(Place place) {
    Look look = new Look(context, place.discovery(), place.sources());
    looks.put(place.key(), look);
    return look;
  }

  /** Takes over the applications that an earlier run knew to run or to wait; before the start. */
  public void restore(Collection<Earlier> earlier) {
    unheard.restore(earlier);
  }

  /** Begins; returns at once. */
  public synchronized void start() {
    started = true;
    looks.values().forEach(look -> timer.after(Duration.ZERO, look::run));
    pushes.start();
    unheard.start();
  }

  /** The keys of the places where it looks. */
  public synchronized Set<Object> places() {
    return Set.copyOf(looks.keySet());
  }

  /**
   * Goes on by another configuration. Places that stay are not touched, and nor is what was read
   * there; returns at once.
   *
   * @param keys of all places from now on
   * @param more the places among them that are new
   */
  public synchronized void reload(AgentConfig config, Set<Object> keys, List<Place> more) {
    context.settings().set(settings(config));
    List<Look> retired = new ArrayList<>();
    looks
        .entrySet()
        .removeIf(entry -> !keys.contains(entry.getKey()) && retired.add(entry.getValue()));
    for (Place place : more) {
      Look look = add(place);
      if (started) {
        timer.after(Duration.ZERO, look::run);
      }
    }
    retired.forEach(Look::retire);
    timer.after(SETTLING, this::settle);
  }

  /** Tells of what a reload has left behind and nobody has taken up. */
  private synchronized void settle() {
    if (looks.values().stream().anyMatch(look -> !look.isEverRead())) {
      timer.after(SETTLING, this::settle); // what it would find is not known yet
      return;
    }
    for (LeftBehind left : Set.copyOf(context.leftBehind())) {
      context.leftBehind().remove(left);
      boolean looked =
          looks.values().stream().anyMatch(look -> look.looksFor(left))
              || context.watches().stream().anyMatch(watch -> watch.looksFor(left));
      Application application = left.application();
      if (application != null && !looked && !isKnown(application.id())) {
        context.tellUnwatched(application);
      }
      if (!left.source().isEmpty() && !looked) {
        context.tell(new Observation.Gone(left.source()));
      }
    }
  }

  private boolean isKnown(String id) {
    return context.owners().containsKey(id) || context.listings().has(id);
  }

  /** The applications that push instead of being polled; they are taken in from the start on. */
  public Pushes pushes() {
    return pushes;
  }

  /** By how much the latest poll started too late, within about the last interval. */
  public Duration lateness() {
    return context.lateness().latest(context.timer().nanos());
  }

  /**
   * Whether everything was tried once, so that the absence of an application means something: each
   * discovery, and each driver that its first look found. What cannot be read counts as tried: the
   * agent is ready to say so.
   */
  public boolean hasTriedAll() {
    return looks().stream().allMatch(Look::isTried);
  }

  /** Whether each discovery has been read at least once, and what it found was tried. */
  public boolean hasReadAll() {
    return hasTriedAll() && looks().stream().allMatch(Look::isEverRead);
  }

  private synchronized List<Look> looks() {
    return List.copyOf(looks.values());
  }

  private void tell(Observation observation, ObservationSink sink) {
    sink.accept(observation);
    pushes.accept(observation);
    unheard.accept(observation);
  }

  /** Ends; no observation is told after the polls that run now. */
  @Override
  public void close() {
    pushes.stop();
    timer.close();
    looks().forEach(Look::close);
  }
}
