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

import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.alerts.threshold.Thresholds;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all polls share.
 *
 * @param settings what a reload may change
 * @param owners by application id, who speaks for it: one application may be reached by two
 *     addresses, and must not be told of twice
 * @param watches those that go on
 * @param listings what the lists of applications say
 * @param listening by which silence is measured
 * @param sightings when each application was last read
 * @param leftBehind what watches were about that a reload has ended
 * @param unheard by id, what ran when an earlier run of the agent ended, until something is heard
 * @param lateness how late polls start
 */
record PollContext(
    AtomicReference<Settings> settings,
    Timer timer,
    InstantSource clock,
    ObservationSink sink,
    ConcurrentMap<String, Teller> owners,
    Set<Watch> watches,
    Listings listings,
    Listening listening,
    Sightings sightings,
    Set<LeftBehind> leftBehind,
    ConcurrentMap<String, Earlier> unheard,
    Lateness lateness) {

  private static final String SILENT =
      "its driver stopped answering, and no source told how it ended";
  private static final Logger log = LoggerFactory.getLogger(PollContext.class);

  /**
   * What holds until a reload.
   *
   * @param window the length of the window over which rates are taken
   * @param shard the part of all applications that is watched
   */
  record Settings(Thresholds thresholds, Duration window, Cadence cadence, Shard shard) {}

  PollContext(
      Settings settings,
      Timer timer,
      InstantSource clock,
      ObservationSink sink,
      Duration lostAfter,
      Lateness lateness) {
    this(
        new AtomicReference<>(settings),
        timer,
        clock,
        sink,
        new ConcurrentHashMap<>(),
        ConcurrentHashMap.newKeySet(),
        new Listings(),
        new Listening(clock),
        new Sightings(lostAfter),
        ConcurrentHashMap.newKeySet(),
        new ConcurrentHashMap<>(),
        lateness);
  }

  private Settings current() {
    return Objects.requireNonNull(settings.get(), "settings");
  }

  Thresholds thresholds() {
    return current().thresholds();
  }

  Cadence cadence() {
    return current().cadence();
  }

  Duration window() {
    return current().window();
  }

  /** Whether an application is watched here, and not by the agent of another shard. */
  boolean isOurs(String id) {
    return current().shard().owns(id);
  }

  Instant now() {
    return clock.instant();
  }

  /** Tells the sink; a sink that fails does not end the polls. */
  void tell(Observation observation) {
    try {
      sink.accept(observation);
    } catch (Throwable e) {
      log.error("an observation could not be taken in: {}", observation.getClass(), e);
    }
  }

  /** Reads a source again after the wait that follows an attempt. */
  void again(Pace pace, int failures, Instant attemptStart, String server, Runnable task) {
    Duration taken = Duration.between(attemptStart, now());
    Duration wait = cadence().next(pace.interval(), failures, taken);
    long due = timer.nanos() + wait.toNanos();
    timer.after(
        wait,
        server,
        () -> {
          lateness.started(server, due, timer.nanos(), cadence().interval());
          task.run();
        });
  }

  /** Tells the sink of an end, and forgets what is kept of what runs. */
  void tellEnded(Application application, Ending ending) {
    String id = application.id();
    if (sightings.lastSeen(id) != null) {
      log.info(
          "{} ({}) is over: {}, says {}",
          id,
          application.name(),
          ending.sentence(),
          ending.source());
    }
    tell(new Observation.Ended(listings.joined(application), ending, now()));
    sightings.forget(id);
    listings.forget(id);
  }

  /** Tells the sink that an application is not watched any more, and forgets what is kept of it. */
  void tellUnwatched(Application application) {
    sightings.forget(application.id());
    listings.forget(application.id());
    tell(new Observation.Unwatched(application, now()));
  }

  /**
   * Tells the sink that an application is lost if nothing has been heard of it for too long.
   *
   * @return whether it is given up, now or before
   */
  boolean givesUp(Application application) {
    return givesUp(application, SILENT);
  }

  /** The same with a reason of its own. */
  boolean givesUp(Application application, String why) {
    String id = application.id();
    Instant at = listings.mayHave(id) ? null : sightings.giveUp(id, listening.now());
    if (at != null) {
      log.warn("{} ({}) has been silent since {}: it is held for lost", id, application.name(), at);
      Ending ending = new Ending(FinalStatus.LOST, at, why, Ending.AGENT);
      tell(new Observation.Vanished(listings.joined(application), ending, now()));
      listings.forget(id);
    }
    return sightings.lastSeen(id) == null;
  }

  /**
   * Tells the sink that an application is not watched any more if nothing has been heard of it for
   * too long, and that does not say that it is lost.
   */
  void leaves(Application application) {
    String id = application.id();
    Instant at = listings.mayHave(id) ? null : sightings.giveUp(id, listening.now());
    if (at != null) {
      log.info("{} ({}) is not looked for where it was any more", id, application.name());
      tellUnwatched(application);
    }
  }

  /** Runs the task after the wait that follows an attempt. */
  void again(int failures, Instant attemptStart, Runnable task) {
    timer.after(current().cadence().next(failures, Duration.between(attemptStart, now())), task);
  }
}
