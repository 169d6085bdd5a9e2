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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications whose listeners push. A snapshot that comes in is judged as one that was polled
 * is, and while pushes keep coming nobody else tells of the application. When none has come for too
 * long, a poll that reads the application takes over; when there is none, nothing is known of it,
 * and that is told until it pushes again, ends, or is given up.
 */
public final class Pushes implements ObservationSink {
  private static final Logger log = LoggerFactory.getLogger(Pushes.class);
  private static final int CHECKS = 4;

  private final PollContext context;
  private final AgentConfig.Push limits;
  private final Duration keep;
  private final Map<String, PushedWatch> byId = new ConcurrentHashMap<>();
  private final AtomicLong held = new AtomicLong();
  private boolean open;
  private boolean toldFull;
  private volatile boolean toldTooMuch;

  /**
   * @param keep how long one is remembered that has ended or fell silent
   */
  Pushes(PollContext context, AgentConfig.Push limits, Duration keep) {
    this.context = context;
    this.limits = limits;
    this.keep = keep;
  }

  /** Begins to take pushes in. */
  synchronized void start() {
    open = true;
    again();
  }

  /** Takes none in any more. */
  synchronized void stop() {
    open = false;
  }

  /** Takes in a snapshot. */
  public PushOutcome push(PushedSnapshot pushed) {
    String id = pushed.snapshot().application().id();
    PushedWatch watch;
    synchronized (this) {
      if (!open) {
        return PushOutcome.CLOSED;
      }
      watch = byId.get(id);
      if (watch == null) {
        if (byId.size() >= limits.maxApplications() && !makeRoom()) {
          return full();
        }
        watch = new PushedWatch(context, limits, keep, id);
        byId.put(id, watch);
      }
    }
    // An end is not held: it is always taken.
    long bytes = pushed.snapshot().application().endedAt() == null ? pushed.bytes() : 0;
    if (bytes > 0 && held.get() - watch.bytes() + bytes > limits.maxMemory()) {
      return tooMuch(id);
    }
    PushOutcome outcome = watch.take(pushed.snapshot());
    if (outcome == PushOutcome.ACCEPTED) {
      toldTooMuch = false;
      held.addAndGet(bytes - watch.hold(bytes));
    }
    return outcome;
  }

  private synchronized PushOutcome tooMuch(String id) {
    if (!toldTooMuch) {
      log.warn(
          "snapshots that are pushed take more than push.max-memory = {} bytes together; that of {}"
              + " is refused, perhaps others",
          limits.maxMemory(),
          id);
    }
    toldTooMuch = true;
    return PushOutcome.TOO_MUCH;
  }

  /** Learns of ends that others tell of: a master may know that a silent application is over. */
  @Override
  public void accept(Observation observation) {
    if (observation instanceof Observation.Ended ended
        && !ended.ending().source().startsWith(PushedSnapshot.PREFIX)) {
      PushedWatch watch = byId.get(ended.application().id());
      if (watch != null) {
        watch.endedElsewhere(ended.ending());
      }
    }
  }

  /** Of those that have ended the one that did so first goes, for one that runs. */
  private boolean makeRoom() {
    @Nullable String oldest = null;
    Instant oldestAt = Instant.MAX;
    for (Map.Entry<String, PushedWatch> entry : byId.entrySet()) {
      Instant at = entry.getValue().endedAt();
      if (at != null && at.isBefore(oldestAt)) {
        oldest = entry.getKey();
        oldestAt = at;
      }
    }
    PushedWatch gone = oldest == null ? null : byId.remove(oldest);
    if (gone != null) {
      held.addAndGet(-gone.hold(0));
    }
    return gone != null;
  }

  private PushOutcome full() {
    if (!toldFull) {
      log.warn(
          "more than push.max-applications = {} applications push; the others are refused",
          limits.maxApplications());
    }
    toldFull = true;
    return PushOutcome.FULL;
  }

  private synchronized void remove(PushedWatch watch) {
    byId.remove(watch.id(), watch);
    held.addAndGet(-watch.hold(0));
    toldFull = false;
  }

  private void again() {
    Duration often = limits.expire().dividedBy(CHECKS);
    Duration wait = often.compareTo(Listening.ASKED) > 0 ? Listening.ASKED : often;
    context.timer().after(wait, this::check);
  }

  /** Looks for applications that have fallen silent, and forgets those of which enough was told. */
  private void check() {
    try {
      context.listening().now(); // also when nobody pushes
      for (PushedWatch watch : byId.values()) {
        if (watch.check()) {
          remove(watch);
        } else if (watch.isLean()) {
          held.addAndGet(-watch.hold(0));
        }
      }
    } catch (Throwable e) { // an Error ends one check, not all
      log.error("the applications that push could not be checked", e);
    } finally {
      again();
    }
  }
}
