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

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repeated look for applications in one place. */
final class Look {
  private static final Logger log = LoggerFactory.getLogger(Look.class);

  private final PollContext context;
  private final Discovery discovery;
  private final Roster roster;
  private final Complaint complaint = new Complaint(log, 0);

  /** The drivers that the first look found, until all of them were tried; null before it. */
  private volatile @Nullable List<Watch> first;

  private volatile boolean everRead;

  private boolean running;
  private boolean stopped;

  Look(PollContext context, Discovery discovery, Function<URI, SnapshotSource> sources) {
    this.context = context;
    this.discovery = discovery;
    this.roster = new Roster(context, discovery, sources);
  }

  /** Looks once, and sees to the next time, whatever was thrown. */
  void run() {
    Instant start = context.now();
    if (!begin()) {
      return;
    }
    try {
      Discovered discovered = discovery.discover();
      if (discovered instanceof Discovered.Found found) {
        found(ours(found));
      } else if (discovered instanceof Discovered.Unavailable unavailable) {
        blind(unavailable.why());
      }
    } catch (Throwable e) { // an Error ends one look, not all
      log.error("a look for applications at {} failed", discovery.name(), e);
      blind("a fault of Firewarden: " + e);
    } finally {
      tried();
      finish(start);
    }
  }

  private synchronized boolean begin() {
    running = !stopped;
    return running;
  }

  private synchronized void finish(Instant start) {
    running = false;
    if (stopped) {
      release();
    } else {
      context.again(complaint.failures(), start, this::run);
    }
  }

  /** Ends the look and its watches because the configuration has changed. Does not wait. */
  synchronized void retire() {
    stopped = true;
    if (!running) {
      release();
    }
  }

  private void release() {
    context.leftBehind().add(new LeftBehind(discovery.name(), null));
    roster.retire();
    context.listings().read(discovery.name(), true);
    close();
  }

  /** Whether it looks where somebody has looked. */
  boolean looksFor(LeftBehind left) {
    return discovery.name().equals(left.source());
  }

  /** Lets go of what the discovery holds. */
  void close() {
    try {
      discovery.close();
    } catch (Exception e) {
      log.warn("the discovery at {} could not be closed", discovery.name(), e);
    }
  }

  /** Whether it has looked once, with whatever result, and tried each driver that it found. */
  boolean isTried() {
    List<Watch> found = first;
    return found != null && found.stream().allMatch(Watch::isTried);
  }

  /** Whether a look ever went well. */
  boolean isEverRead() {
    return everRead;
  }

  private void tried() {
    List<Watch> found = first;
    if (found == null) {
      first = roster.watches();
    } else if (found.stream().allMatch(Watch::isTried)) {
      first = List.of(); // what they have read must not be kept for ever
    }
  }

  private void blind(String why) {
    if (Thread.currentThread().isInterrupted()) {
      return; // the agent ends, and what it could not read for that reason means nothing
    }
    complaint.failed(why);
    context.listings().read(discovery.name(), false);
    context.tell(new Observation.Blind(discovery.name(), null, why, context.now()));
  }

  /** What is in this agent's part of all applications. */
  private Discovered.Found ours(Discovered.Found all) {
    return new Discovered.Found(
        all.drivers().stream()
            .filter(one -> one.application() == null || isOurs(one.application()))
            .toList(),
        all.unlocated().stream().filter(one -> isOurs(one.application())).toList(),
        all.pending().stream().filter(one -> isOurs(one.application())).toList(),
        all.ended().stream().filter(one -> isOurs(one.application())).toList(),
        all.complete());
  }

  /** One without an id is of the driver at an address, which each shard watches. */
  private boolean isOurs(Application application) {
    return application.id().isEmpty() || context.isOurs(application.id());
  }

  private void found(Discovered.Found found) {
    context.listings().read(discovery.name(), true);
    if (!discovery.name().isEmpty()) {
      complaint.worked(discovery.name());
      context.tell(new Observation.SourceRead(discovery.name(), context.now()));
    }
    everRead = true;
    roster.found(found);
  }
}
