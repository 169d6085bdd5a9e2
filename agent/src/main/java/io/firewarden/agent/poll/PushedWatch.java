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
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.agent.poll.Listening.Moment;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SnapshotHistory;
import io.firewarden.model.bus.EventBus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over one application that pushes. When a push came in is told by the agent's clock: the
 * driver's may go wrong. For how long none came is told by the time for which the agent listened.
 */
final class PushedWatch implements Teller {
  private static final Logger log = LoggerFactory.getLogger(PushedWatch.class);

  /** What another source told of the end. */
  private record Elsewhere(Ending ending, Moment told) {}

  private final PollContext context;
  private final AgentConfig.Push limits;
  private final Duration keep;
  private final String id;
  private final AtomicLong bytes = new AtomicLong();
  private SnapshotHistory history;
  private @Nullable ApplicationSnapshot last;
  private Moment heard;
  private volatile @Nullable Elsewhere elsewhere;
  private volatile @Nullable Moment ended;
  private boolean silent;
  private boolean blind;
  private boolean lean;
  private boolean forgotten;

  /**
   * @param keep how long it is told that it fell silent
   */
  PushedWatch(PollContext context, AgentConfig.Push limits, Duration keep, String id) {
    this.context = context;
    this.limits = limits;
    this.keep = keep;
    this.id = id;
    this.history = new SnapshotHistory(context.window());
    this.heard = context.listening().now();
  }

  String id() {
    return id;
  }

  @Override
  public String name() {
    return PushedSnapshot.PREFIX + id;
  }

  /** When it ended, or null while it runs. */
  @Nullable Instant endedAt() {
    Moment end = ended;
    return end == null ? null : end.at();
  }

  /** What is held here. */
  long bytes() {
    return bytes.get();
  }

  /** Notes what is held now, and tells what was before. */
  long hold(long now) {
    return bytes.getAndSet(now);
  }

  /** Takes a snapshot in, unless there was a newer one. */
  synchronized PushOutcome take(ApplicationSnapshot snapshot) {
    if (forgotten) {
      return PushOutcome.CLOSED; // the next one finds a new watch
    }
    PushOutcome doubt = doubt(snapshot);
    if (doubt == PushOutcome.CONFLICT) {
      return doubt;
    }
    heard = context.listening().now();
    silent = false;
    if (doubt == PushOutcome.SUPERSEDED) {
      return doubt;
    }
    if (last == null) {
      log.info("{} ({}) pushes", id, snapshot.application().name());
    }
    last = snapshot;
    lean = false;
    seen();
    if (snapshot.application().endedAt() != null) {
      ended(snapshot);
    } else {
      judge(snapshot);
    }
    return PushOutcome.ACCEPTED;
  }

  /**
   * Whether it is of another application by this id, or of before the last one. Another start is
   * another run: a later one is another attempt, an earlier one is not believed while the later one
   * is heard of. The order within a run is that of the events that were handled: the driver's clock
   * may be set back.
   */
  private PushOutcome doubt(ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    ApplicationSnapshot known = last;
    boolean fresh = known != null && !isLongAgo(heard);
    if (context.watches().stream().anyMatch(watch -> watch.contradicts(application))) {
      return PushOutcome.CONFLICT;
    }
    if (known == null) {
      return PushOutcome.ACCEPTED;
    }
    Instant knownStart = known.application().startedAt();
    if (!application.startedAt().equals(knownStart)) {
      return fresh && application.startedAt().isBefore(knownStart)
          ? PushOutcome.CONFLICT
          : PushOutcome.ACCEPTED;
    }
    if (application.endedAt() != null) {
      return PushOutcome.ACCEPTED;
    }
    Moment end = ended;
    return (end != null && !isLongAgo(end)) || isBefore(snapshot.bus(), known.bus())
        ? PushOutcome.SUPERSEDED
        : PushOutcome.ACCEPTED;
  }

  /** Whether a push must have come since; what was on its way then has come. */
  private boolean isLongAgo(Moment of) {
    return context.listening().now().since(of).compareTo(limits.expire()) > 0;
  }

  private static boolean isBefore(@Nullable EventBus bus, @Nullable EventBus known) {
    return bus != null && known != null && bus.handled() < known.handled();
  }

  private void seen() {
    if (blind) {
      log.info("{} is heard of again", name());
      context.tell(new Observation.SourceRead(name(), context.now()));
      context.tell(new Observation.Gone(name()));
    }
    blind = false;
  }

  private void judge(ApplicationSnapshot snapshot) {
    if (ended != null) {
      log.warn("{} was said to have ended at {}, but pushes: it is watched again", id, endedAt());
    }
    ended = null;
    context.owners().put(id, this);
    context.sightings().seen(id, heard);
    ApplicationSnapshot joined = context.listings().joined(snapshot, Facts.NONE);
    ThresholdValues thresholds = context.thresholds().forApplication(snapshot.application().name());
    context.tell(
        new Observation.Judged(
            joined, HealthChecks.evaluate(history.add(joined), thresholds), thresholds));
  }

  private void ended(ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    letGo(snapshot);
    ended = heard;
    context.owners().put(id, this); // so that nobody else tells of the end
    for (Watch watch : context.watches()) {
      watch.saidToBeOver(id, heard.at().plus(limits.expire())); // whatever its driver still answers
    }
    context.owners().remove(id, this);
    Elsewhere other = elsewhere;
    // Before it is told, which has the lists forget what only matters while it runs.
    ApplicationSnapshot joined = context.listings().joined(snapshot, Facts.NONE);
    context.tellEnded(application, ending(snapshot));
    if (other != null && !isLongAgo(other.told())) {
      context.tellEnded(application, other.ending()); // it was kept back for this
    }
    elsewhere = null;
    context.tell(new Observation.Concluded(joined, context.now()));
  }

  private Ending ending(ApplicationSnapshot snapshot) {
    Application told =
        new DriverClock(snapshot, context.now()).corrected(snapshot.withoutParts()).application();
    FinalStatus status = Objects.requireNonNullElse(told.finalStatus(), FinalStatus.UNKNOWN);
    return new Ending(status, told.endedAt(), "", name());
  }

  @Override
  public void endedElsewhere(Ending ending) {
    elsewhere = new Elsewhere(ending, context.listening().now());
  }

  /**
   * Sees to it that silence is told.
   *
   * @return whether enough was told of it
   */
  synchronized boolean check() {
    Moment now = context.listening().now();
    ApplicationSnapshot known = last;
    if (known == null) {
      forgotten = true; // nothing of it was taken in
      return true;
    }
    if (now.since(heard).compareTo(keep) > 0) {
      forget(known.application());
      return true;
    }
    if (ended == null && isLongAgo(heard)) {
      silent(known.application(), now);
    }
    return false;
  }

  private void silent(Application application, Moment now) {
    if (!silent) {
      silent = true;
      context.owners().remove(id, this);
    }
    Teller other = context.owners().get(id);
    boolean polled = context.watches().stream().anyMatch(watch -> watch.reads(id));
    if ((other != null && other != this) || polled) {
      seen();
      return;
    }
    Elsewhere end = elsewhere;
    if (end != null && heard.since(end.told()).compareTo(limits.expire()) <= 0) {
      ended = now;
      letGo(last);
      seen();
      context.tellEnded(application, end.ending());
      return;
    }
    boolean lost = context.givesUp(application);
    if (lost) {
      letGo(last);
    }
    String why =
        name()
            + " was last heard of at "
            + heard.at()
            + "; expected a push at least every "
            + limits.expire().toSeconds()
            + " s";
    if (!blind) {
      log.warn("{}; nothing is known about it until it pushes again", why);
      context.tell(new Observation.SourceRead(name(), heard.at()));
    }
    blind = true;
    context.tell(new Observation.Blind(name(), lost ? null : application, why, now.at()));
  }

  /** It is known for long, but not what it had parts of: others may need the room. */
  private void letGo(@Nullable ApplicationSnapshot known) {
    if (known != null && !lean) {
      last = known.withoutParts();
      history = new SnapshotHistory(context.window());
      lean = true;
    }
  }

  /** Whether nothing is held here that is worth counting. */
  synchronized boolean isLean() {
    return lean;
  }

  /** Nothing more is told of it. What was silent for that long will not come back. */
  private void forget(Application application) {
    forgotten = true;
    if (ended == null) {
      context.owners().remove(id, this);
      boolean told = context.owners().containsKey(id);
      seen();
      if (!told) {
        String why = "its listener has not been heard of for " + keep.toHours() + " h";
        context.tellEnded(application, new Ending(FinalStatus.LOST, heard.at(), why, Ending.AGENT));
      }
    }
  }
}
