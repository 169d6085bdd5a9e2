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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repeated look for applications in one place; it starts and ends their watches. */
final class Look {
  /** Looks in a row in which a silent application must be missing to be held for ended. */
  private static final int MISSING_LOOKS = 2;

  /** Looks in which an application may be on its way up, before its UI answers. */
  private static final int STARTING_LOOKS = 4;

  private static final Logger log = LoggerFactory.getLogger(Look.class);

  /** An application that is said to run but was not found. */
  private record Lost(Application application, String page, Complaint complaint) {}

  private final PollContext context;
  private final Discovery discovery;
  private final Function<URI, SnapshotSource> sources;
  private final Complaint complaint = new Complaint(log, 0);
  private final Map<String, Watch> watches = new HashMap<>();
  private final Map<String, Lost> lost = new HashMap<>();
  private final Map<String, Integer> missing = new HashMap<>();

  /** Of the applications that are listed as ended now, those that nobody needs to be told of. */
  private final Set<String> toldEnded = new HashSet<>();

  private boolean running;
  private boolean stopped;
  private volatile boolean answered;

  Look(PollContext context, Discovery discovery, Function<URI, SnapshotSource> sources) {
    this.context = context;
    this.discovery = discovery;
    this.sources = sources;
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
        found(found);
      } else if (discovered instanceof Discovered.Unavailable unavailable) {
        blind(unavailable.why());
      }
    } catch (Throwable e) { // an Error ends one look, not all
      log.error("a look for applications at {} failed", discovery.name(), e);
      blind("a fault of Firewarden: " + e);
    } finally {
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
    watches.values().forEach(watch -> context.leftBehind().add(watch.retire()));
    lost.values()
        .forEach(one -> context.leftBehind().add(new LeftBehind(one.page(), one.application())));
    watches.clear();
    lost.clear();
    close();
  }

  /** Lets the place go, at the end of everything. */
  void close() {
    try {
      discovery.close();
    } catch (RuntimeException e) {
      log.warn("the look for applications at {} could not be ended", discovery.name(), e);
    }
  }

  /** Whether it is known what is there. */
  boolean hasAnswered() {
    return answered;
  }

  /** Whether it looks where somebody has looked, or for an application that somebody looked for. */
  boolean looksFor(LeftBehind left) {
    return discovery.name().equals(left.source());
  }

  private void blind(String why) {
    complaint.failed(why);
    context.tell(new Observation.Blind(discovery.name(), null, why, context.now()));
  }

  private void found(Discovered.Found found) {
    if (!discovery.name().isEmpty()) {
      complaint.worked(discovery.name());
      context.tell(new Observation.SourceRead(discovery.name(), context.now()));
    }
    List<Application> over =
        found.ended().stream()
            .map(Discovered.Ended::application)
            .filter(application -> context.isOurs(application.id()))
            .toList();
    Set<String> ended =
        over.stream().map(Application::id).collect(Collectors.toCollection(HashSet::new));
    Set<String> listed = new HashSet<>(ended);
    for (Discovered.Driver driver : found.drivers()) {
      Application application = driver.application();
      if (application != null && !context.isOurs(application.id())) {
        continue;
      }
      String key = application == null ? driver.address().toString() : application.id();
      listed.add(key);
      locate(key);
      if (!watches.containsKey(key)) {
        Watch watch = new Watch(context, sources.apply(driver.address()), application);
        watches.put(key, watch);
        context.watches().add(watch);
        context.timer().after(Duration.ZERO, watch::run);
      }
    }
    for (Discovered.Unlocated unlocated : found.unlocated()) {
      if (!context.isOurs(unlocated.application().id())) {
        continue;
      }
      listed.add(unlocated.application().id());
      lose(unlocated);
    }
    end(over, ended);
    if (found.complete()) {
      toldEnded.retainAll(ended);
      endMissing(listed);
    }
    answered = true;
  }

  private void locate(String id) {
    Lost found = lost.remove(id);
    if (found != null && found.complaint().failures() > 0) {
      found.complaint().worked(found.page());
      forget(found.page());
    }
  }

  private void lose(Discovered.Unlocated unlocated) {
    Application application = unlocated.application();
    Lost entry =
        lost.computeIfAbsent(
            application.id(),
            id -> new Lost(application, unlocated.page(), new Complaint(log, STARTING_LOOKS)));
    if (context.owners().containsKey(application.id())) {
      locate(application.id()); // a given address tells of it
      return;
    }
    entry.complaint().failed(unlocated.why());
    context.tell(
        new Observation.Blind(unlocated.page(), application, unlocated.why(), context.now()));
  }

  /** Nobody was asked at a page, and nobody will be: only that it could not be found was told. */
  private void forget(String page) {
    context.tell(new Observation.SourceRead(page, context.now()));
    context.tell(new Observation.Gone(page));
  }

  /**
   * Tells also of applications that were never watched: before a restart they may have been, and
   * there may still be alerts about them.
   */
  private void end(List<Application> ended, Set<String> ids) {
    for (String id : ids) {
      if (watches.containsKey(id) || lost.containsKey(id)) {
        end(id);
        toldEnded.add(id);
      }
    }
    for (Watch watch : context.watches()) { // an address that was given may have it as well
      String told = watch.over(ids);
      if (told != null) {
        toldEnded.add(told);
      }
    }
    for (Application application : ended) {
      if (toldEnded.add(application.id())) {
        context.tell(new Observation.Ended(application, context.now()));
      }
    }
  }

  private void end(String id) {
    Watch watch = watches.remove(id);
    if (watch != null) {
      watch.end();
    }
    Lost gone = lost.remove(id);
    if (gone != null && gone.complaint().failures() > 0) {
      forget(gone.page());
      context.tell(new Observation.Ended(gone.application(), context.now()));
    }
    missing.remove(id);
  }

  /**
   * An application that the master has never heard of, as after its restart, is watched on as long
   * as its driver answers.
   */
  private void endMissing(Set<String> listed) {
    Set<String> known = new HashSet<>(watches.keySet());
    known.addAll(lost.keySet());
    missing.keySet().retainAll(known);
    for (String id : List.copyOf(known)) {
      if (listed.contains(id)) {
        missing.remove(id);
        continue;
      }
      Watch watch = watches.get(id);
      int looks = missing.merge(id, 1, Integer::sum);
      if (looks >= MISSING_LOOKS && (watch == null || watch.isFailing())) {
        end(id);
      }
    }
  }
}
