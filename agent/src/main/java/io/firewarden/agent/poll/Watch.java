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

import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotHistory;
import io.firewarden.model.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repeated reading and judging of the application behind one address. Readings follow each
 * other and never overlap.
 */
final class Watch {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final PollContext context;
  private final SnapshotSource source;
  private final @Nullable Application listed;
  private final SnapshotHistory history;
  private final Complaint complaint = new Complaint(log, 0);
  private @Nullable Application last;
  private @Nullable String endedId;
  private boolean stopped;

  /**
   * @param listed the application that must be there, or null when any may be
   */
  Watch(PollContext context, SnapshotSource source, @Nullable Application listed) {
    this.context = context;
    this.source = source;
    this.listed = listed;
    this.history = new SnapshotHistory(context.window());
  }

  /** Reads once, tells what came, and sees to the next time. */
  void run() {
    Instant start = context.now();
    synchronized (this) {
      if (stopped) {
        return;
      }
    }
    Reading reading = read(); // outside the lock: it takes its time
    synchronized (this) {
      if (stopped) {
        gone(); // the read was counted after its end
        return;
      }
      try {
        take(reading);
      } catch (RuntimeException e) {
        log.error("{} was read, but could not be judged", source.name(), e);
        blind("a fault of Firewarden: " + e);
      }
      context.again(complaint.failures(), start, this::run);
    }
  }

  /** Ends the watch because the application is known to have ended. */
  synchronized void end() {
    Application known = last == null ? listed : last;
    if (!stopped && known != null && !known.id().equals(endedId)) {
      ended(known);
    }
    stopped = true;
    gone();
  }

  /** Whether the last attempt failed. */
  synchronized boolean isFailing() {
    return complaint.failures() > 0;
  }

  private void gone() {
    context.watches().remove(this);
    String name = source.name();
    if (context.watches().stream().noneMatch(watch -> watch.source.name().equals(name))) {
      context.tell(new Observation.Gone(name));
    }
  }

  private Reading read() {
    try {
      return source.read();
    } catch (RuntimeException e) {
      log.error("{} could not be read", source.name(), e);
      return new Reading.Unavailable(
          source.name() + " could not be read: a fault of Firewarden: " + e);
    }
  }

  private void take(Reading reading) {
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
                + ", which the master lists as running");
      } else {
        complaint.worked(source.name());
        seen(application);
        judge(snapshot);
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
      ended(before);
    }
    if (before == null && !application.id().equals(endedId)) {
      log.info("watching {} ({}) at {}", application.id(), application.name(), source.name());
    }
  }

  private void judge(ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    if (application.endedAt() != null) {
      if (!application.id().equals(endedId)) {
        ended(application);
      }
      return;
    }
    last = application;
    Watch owner = context.owners().putIfAbsent(application.id(), this);
    if (owner != null && owner != this) {
      log.debug("{} is watched at {} already", application.id(), owner.source.name());
      return;
    }
    Window window = history.add(snapshot);
    ThresholdValues thresholds = context.thresholds().forApplication(application.name());
    context.tell(
        new Observation.Judged(snapshot, HealthChecks.evaluate(window, thresholds), thresholds));
  }

  private void blind(String why) {
    Application known = last == null ? listed : last;
    if (known != null && known.id().equals(endedId)) {
      complaint.expected(why); // its driver went with it, and the master will say so too
      return;
    }
    complaint.failed(why);
    if (known != null) {
      context.owners().remove(known.id(), this);
      Watch owner = context.owners().get(known.id());
      if (owner != null) {
        known = null; // another address still tells of it
      }
    }
    context.tell(new Observation.Blind(source.name(), known, why, context.now()));
  }

  private void ended(Application application) {
    endedId = application.id();
    last = null;
    if (context.owners().remove(application.id(), this)
        || !context.owners().containsKey(application.id())) {
      log.info("{} ({}) has ended", application.id(), application.name());
      context.tell(new Observation.Ended(application, context.now()));
    }
  }
}
