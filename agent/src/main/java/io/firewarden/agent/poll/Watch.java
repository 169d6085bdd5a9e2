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

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.Threshold;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.alerts.threshold.Thresholds;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SnapshotHistory;
import io.firewarden.model.Window;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repeated reading and judging of the application behind one address. Readings follow each
 * other and never overlap.
 */
final class Watch implements Teller {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** How far apart two may tell the start of one application. */
  private static final Duration SAME = Duration.ofSeconds(10);

  /** How often it is looked whether another application has come to an address. */
  private static final Duration FOREIGN_PAUSE = Duration.ofMinutes(1);

  private final PollContext context;
  private final SnapshotSource source;
  private final @Nullable Application listed;
  private final SnapshotHistory history;
  private final Complaint complaint = new Complaint(log, 0);
  private final Pace pace;
  private final String server;
  private @Nullable Application last;
  private @Nullable String endedId;
  private @Nullable Instant endBelievedUntil;
  private boolean stopped;
  private volatile Facts facts;
  private volatile boolean tried;

  private boolean retired;

  /** Whether the application there is that of another shard: only which one it is, is looked at. */
  private boolean foreign;

  /**
   * @param listed the application that must be there, or null when any may be
   * @param facts what else is known of what is there
   */
  Watch(PollContext context, SnapshotSource source, @Nullable Application listed, Facts facts) {
    this.context = context;
    this.source = source;
    this.listed = listed;
    this.facts = facts;
    this.history = new SnapshotHistory(context.window());
    this.pace = new Pace(context.cadence());
    this.server = source.name().replaceFirst("^[a-z]+://([^/]*).*$", "$1");
  }

  /** Reads once, tells what came, and sees to the next time, whatever was thrown. */
  void run() {
    if (isStopped()) {
      return;
    }
    Instant start = context.now();
    Thresholds limits = context.thresholds(); // what was read by them is judged by them
    try {
      Reading reading = read(limits); // outside the lock: it takes its time
      if (Thread.currentThread().isInterrupted()) {
        return; // the agent ends, and what it could not read for that reason means nothing
      }
      takeAny(reading, limits);
      // For how long it waited here says nothing of the driver.
      paced(Duration.between(start, context.now()).minus(reading.cost().waited()));
    } finally {
      tried = true;
      again(start);
    }
  }

  /** The application that must be there, or null when any may be. */
  @Nullable Application listed() {
    return listed;
  }

  /** What it reads, or read last; null when that is over, or unknown. */
  synchronized @Nullable Application last() {
    return last;
  }

  /** Takes in what is known now of what is there. */
  void facts(Facts now) {
    facts = now;
  }

  /** Whether it was read once, or it was tried, or will not be. */
  boolean isTried() {
    return tried || isStopped();
  }

  /** Ends the watch. What it told of an application stays as it is. */
  synchronized void stop() {
    stopped = true;
    Application known = last == null ? listed : last;
    if (known != null) {
      context.owners().remove(known.id(), this);
    }
    gone();
  }

  /**
   * Takes note of an application that is known to have ended. It is no longer watched here either,
   * whatever may still answer; but another application may come to this address.
   *
   * @return the application as it was known here, or null if it was not
   */
  synchronized @Nullable Application over(String id) {
    if (id.equals(endedId)) {
      endBelievedUntil = null; // it is known better now
    }
    return end(id);
  }

  /**
   * Takes note of what is said to have ended. Its driver may answer for a while; when it goes on
   * doing so, that was wrong, and the application is watched here again.
   *
   * @param believedUntil when its driver must be gone
   * @return the application as it was known here, or null if it was not
   */
  synchronized @Nullable Application saidToBeOver(String id, Instant believedUntil) {
    Application known = end(id);
    if (known != null) {
      endBelievedUntil = believedUntil;
    }
    return known;
  }

  private @Nullable Application end(String id) {
    Application known = last == null ? listed : last;
    if (known == null || !known.id().equals(id) || id.equals(endedId)) {
      return null;
    }
    endedId = id;
    last = null;
    context.owners().remove(id, this);
    return known;
  }

  @Override
  public String name() {
    return source.name();
  }

  /** The server that is asked: host and port. */
  String server() {
    return server;
  }

  /** It will see for itself. */
  @Override
  public void endedElsewhere(Ending ending) {}

  /** Whether it could tell of an application, as of the last attempt. */
  synchronized boolean reads(String id) {
    return !stopped && complaint.failures() == 0 && last != null && last.id().equals(id);
  }

  /** Whether it reads another application by the same id, as of the last attempt. */
  synchronized boolean contradicts(Application told) {
    Application known = last;
    return known != null
        && reads(told.id())
        && !(known.name().equals(told.name())
            && Duration.between(known.startedAt(), told.startedAt()).abs().compareTo(SAME) <= 0);
  }

  /** Whether the last attempt failed. */
  synchronized boolean isFailing() {
    return complaint.failures() > 0;
  }

  /** Ends the watch because the configuration has changed; says what it leaves behind. */
  synchronized LeftBehind retire() {
    stopped = true;
    retired = true;
    Application known = last == null ? listed : last;
    if (known != null) {
      context.owners().remove(known.id(), this);
    }
    context.watches().remove(this);
    return new LeftBehind(source.name(), known);
  }

  /** Whether it looks where somebody has looked for an application, or for that application. */
  synchronized boolean looksFor(LeftBehind left) {
    Application known = last == null ? listed : last;
    return source.name().equals(left.source())
        || (known != null && left.application() != null && known.id().equals(left.id()));
  }

  private void gone() {
    context.watches().remove(this);
    String name = source.name();
    if (context.watches().stream().noneMatch(watch -> watch.source.name().equals(name))) {
      context.tell(new Observation.Gone(name));
    }
  }

  private Reading read(Thresholds limits) {
    try {
      return source.read(name -> taskLimit(limits.forApplication(name)));
    } catch (Throwable e) { // an Error ends one read, not the watch
      log.error("{} could not be read", source.name(), e);
      return new Reading.Unavailable(
          source.name() + " could not be read: a fault of Firewarden: " + e);
    }
  }

  private static Duration taskLimit(ThresholdValues limits) {
    return Duration.ofMillis(Math.round(limits.get(Threshold.TASK_SECONDS) * 1e3));
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private synchronized void paced(Duration taken) {
    pace.took(context.cadence(), taken);
    Duration interval = pace.changed();
    if (interval != null && !stopped) {
      Duration staleAfter = context.cadence().staleAfter(interval);
      context.tell(new Observation.Paced(source.name(), interval, staleAfter));
    }
  }

  private synchronized void again(Instant start) {
    if (stopped) {
      if (!retired) {
        gone(); // the read was counted after its end
      }
    } else if (foreign) {
      context.timer().after(FOREIGN_PAUSE, this::run);
    } else {
      context.again(pace, complaint.failures(), start, server, this::run);
    }
  }

  private synchronized void takeAny(Reading reading, Thresholds limits) {
    if (stopped) {
      return;
    }
    try {
      take(reading, limits);
    } catch (Throwable e) {
      log.error("{} was read, but could not be judged", source.name(), e);
      blind("a fault of Firewarden: " + e);
    }
  }

  private void take(Reading reading, Thresholds limits) {
    if (reading instanceof Reading.Read read) {
      ApplicationSnapshot snapshot = read.snapshot();
      Application application = snapshot.application();
      if (listed != null && !listed.id().equals(application.id())) {
        blind(
            source.name()
                + " has application "
                + application.id()
                + "; expected "
                + listed.id()
                + ", which is listed as running there");
      } else {
        complaint.worked(source.name());
        foreign = !context.isOurs(application.id());
        seen(application);
        judge(snapshot, limits);
      }
    } else if (reading instanceof Reading.Unavailable unavailable) {
      blind(unavailable.why());
    }
  }

  private void seen(Application application) {
    context.tell(new Observation.SourceRead(source.name(), context.now()));
    Application before = last;
    if (before != null && !before.id().equals(application.id())) {
      log.info("{} has another application now: {}", source.name(), application.id());
      String why = source.name() + " has another application now, " + application.id();
      ended(before, new Ending(FinalStatus.UNKNOWN, null, why, source.name()));
    }
    if (before == null && !foreign && !application.id().equals(endedId)) {
      log.info("watching {} ({}) at {}", application.id(), application.name(), source.name());
    }
  }

  private void judge(ApplicationSnapshot snapshot, Thresholds limits) {
    Application application = snapshot.application();
    if (foreign) {
      return;
    }
    if (application.id().equals(endedId) && !isBack(application)) {
      return;
    }
    if (application.endedAt() != null) {
      ended(application, Ending.unknown(application.endedAt(), source.name()));
      return;
    }
    last = application;
    Teller owner = context.owners().putIfAbsent(application.id(), this);
    if (owner != null && owner != this) {
      log.debug("{} is watched at {} already", application.id(), owner.name());
      pace.sawNothing();
      return;
    }
    pace.saw(snapshot);
    ApplicationSnapshot joined = context.listings().joined(snapshot, facts);
    Window window = history.add(joined);
    ThresholdValues thresholds = limits.forApplication(application.name());
    context.sightings().seen(application.id(), context.listening().now());
    context.tell(
        new Observation.Judged(joined, HealthChecks.evaluate(window, thresholds), thresholds));
  }

  /** Whether what was said to be over is still read long after. */
  private boolean isBack(Application application) {
    Instant until = endBelievedUntil;
    if (until == null || application.endedAt() != null || !context.now().isAfter(until)) {
      return false;
    }
    log.warn(
        "{} was said to be over, but {} reads it: it is watched again",
        application.id(),
        source.name());
    endedId = null;
    endBelievedUntil = null;
    return true;
  }

  private void blind(String why) {
    Application known = last == null ? listed : last;
    if (known != null && known.id().equals(endedId)) {
      complaint.expected(why); // its driver went with it, and the master will say so too
      return;
    }
    if (foreign) {
      complaint.expected(why); // the agent whose application it was tells of it
      return;
    }
    complaint.failed(why);
    if (known != null) {
      context.owners().remove(known.id(), this);
      Teller owner = context.owners().get(known.id());
      if (owner != null || (last != null && listed == null && context.givesUp(known))) {
        known = null; // another address still tells of it, or it is held for lost
      }
    }
    context.tell(new Observation.Blind(source.name(), known, why, context.now()));
  }

  private void ended(Application application, Ending ending) {
    endedId = application.id();
    endBelievedUntil = null;
    last = null;
    context.owners().remove(application.id(), this);
    Teller owner = context.owners().get(application.id());
    if (owner == null) {
      context.tellEnded(application, ending);
    } else {
      owner.endedElsewhere(ending);
    }
  }
}
