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
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications that one discovery has listed, with the watches over their drivers. Only the
 * look that it belongs to may call it.
 */
final class Roster {
  /** Looks in a row in which a silent application must be missing to be held for ended. */
  private static final int MISSING_LOOKS = 2;

  /** By how much the clocks of a node and of its cluster manager may differ. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Roster.class);

  private final PollContext context;
  private final Discovery discovery;
  private final Function<URI, SnapshotSource> sources;
  private final Map<String, Watch> watches = new HashMap<>();
  private final Map<String, URI> addresses = new HashMap<>();
  private final Sought sought;
  private final Map<String, Application> pending = new HashMap<>();
  private final Map<String, Integer> missing = new HashMap<>();

  private final ToldEndings told = new ToldEndings();

  /**
   * @param sources makes the source that reads the driver at an address
   */
  Roster(PollContext context, Discovery discovery, Function<URI, SnapshotSource> sources) {
    this.context = context;
    this.discovery = discovery;
    this.sources = sources;
    this.sought = new Sought(context);
  }

  /** Takes in what a look has found. */
  void found(Discovered.Found found) {
    Set<String> listed = new HashSet<>();
    for (Discovered.Driver driver : found.drivers()) {
      listed.add(watch(driver));
    }
    for (Discovered.Unlocated unlocated : found.unlocated()) {
      listed.add(unlocated.application().id());
      lose(unlocated);
    }
    for (Discovered.Pending waits : found.pending()) {
      listed.add(waits.application().id());
      await(waits);
    }
    for (Discovered.Ended ended : found.ended()) {
      Application application = ended.application();
      if (application.id().isEmpty()) {
        endAt(ended, listed);
      } else if (listed.add(application.id())) {
        end(application, ended.ending());
      }
    }
    if (found.complete()) {
      told.retain(listed);
      endMissing(listed);
    }
    told.forgetUnlisted(context.now());
  }

  /** The watches over the drivers that are known now. */
  List<Watch> watches() {
    return List.copyOf(watches.values());
  }

  /** Gives all of it up because the configuration has changed; leaves behind what it was about. */
  void retire() {
    watches.values().forEach(watch -> context.leftBehind().add(watch.retire()));
    context.leftBehind().addAll(sought.retire());
    pending.values().forEach(one -> context.leftBehind().add(new LeftBehind("", one)));
    watches.clear();
    pending.clear();
    context.listings().listedBy(discovery.name()).forEach(this::unlist);
  }

  /** Sees to it that a driver is watched, and tells by what it is known here. */
  private String watch(Discovered.Driver driver) {
    Application application = driver.application();
    String key = application == null ? driver.address().toString() : application.id();
    if (application != null) {
      list(application, driver.facts());
      pending.remove(key);
    }
    sought.found(key);
    Watch known = watches.get(key);
    if (known != null && driver.address().equals(addresses.get(key))) {
      known.facts(driver.facts());
      return key;
    }
    if (known != null) {
      known.stop(); // it has moved
    }
    Watch watch = new Watch(context, sources.apply(driver.address()), application, driver.facts());
    watches.put(key, watch);
    addresses.put(key, driver.address());
    context.watches().add(watch);
    context.timer().after(Duration.ZERO, watch.server(), watch::run);
    return key;
  }

  private void list(Application application, Facts facts) {
    told.forget(application.id());
    Application news = context.listings().put(discovery.name(), application, facts);
    if (news != null && !discovery.name().isEmpty()) {
      context.tell(new Observation.Listed(discovery.name(), news, context.now()));
    }
  }

  private void unlist(String id) {
    if (context.listings().remove(discovery.name(), id) && !discovery.name().isEmpty()) {
      context.tell(new Observation.Unlisted(discovery.name(), id, context.now()));
    }
  }

  private void lose(Discovered.Unlocated unlocated) {
    list(unlocated.application(), Facts.NONE);
    pending.remove(unlocated.application().id());
    sought.missing(unlocated);
  }

  /** An application may wait again, for another attempt; the driver of the earlier one is gone. */
  private void await(Discovered.Pending waits) {
    String id = waits.application().id();
    list(waits.application(), Facts.NONE);
    sought.found(id);
    Watch earlier = watches.get(id);
    if (earlier != null && earlier.isFailing()) {
      watches.remove(id);
      earlier.stop();
    }
    pending.put(id, waits.application());
    context.tell(new Observation.Pending(discovery.name(), waits, context.now()));
  }

  /**
   * Tells also of applications that were never watched: before a restart they may have been, and
   * there may still be alerts about them.
   */
  private void end(Application application, Ending ending) {
    String id = application.id();
    Watch watch = drop(id);
    if (told.isNews(id, ending, context.now())) {
      tellEnded(application, ending);
    }
    unlist(id);
    stop(watch);
  }

  /**
   * The driver at an address is over: so is what was last read there, unless that was another one.
   * Addresses are used again, and what has ended may be listed for long.
   */
  private void endAt(Discovered.Ended ended, Set<String> listed) {
    String address = Objects.requireNonNullElse(ended.application().uiUrl(), "");
    Watch known = watches.get(address);
    Application last = known == null ? null : known.last();
    if (listed.contains(address) || (last != null && !mayBeOf(last, ended))) {
      return;
    }
    Application over = last == null ? unheardAt(address, ended) : last;
    Watch watch = drop(address);
    if (over != null) {
      tellEnded(over, ended.ending());
    }
    stop(watch);
  }

  /** What an earlier run of the agent read at an address, if that may be over by now. */
  private @Nullable Application unheardAt(String address, Discovered.Ended ended) {
    return context.unheard().values().stream()
        .map(Earlier::application)
        .filter(one -> address.equals(one.uiUrl()) && mayBeOf(one, ended))
        .findFirst()
        .orElse(null);
  }

  /** Whether an application can have run in a driver whose id is not told. */
  private static boolean mayBeOf(Application application, Discovered.Ended ended) {
    Instant startedAt = application.startedAt();
    Instant end = ended.ending().at();
    return (end == null || !end.isBefore(startedAt.truncatedTo(ChronoUnit.SECONDS)))
        && !startedAt.plus(SKEW).isBefore(ended.application().startedAt());
  }

  /**
   * Forgets what is kept here of an application.
   *
   * @return the watch over it, which is still to be stopped, or null
   */
  private @Nullable Watch drop(String id) {
    missing.remove(id);
    pending.remove(id);
    addresses.remove(id);
    sought.drop(id);
    return watches.remove(id);
  }

  private static void stop(@Nullable Watch watch) {
    if (watch != null) {
      watch.stop();
    }
  }

  /** Tells an end that somebody knows of. What still answers somewhere is watched no more. */
  private void tellEnded(Application application, Ending ending) {
    tellEnded(application, ending, watch -> watch.over(application.id()));
  }

  /** Tells an end that is only concluded: what answers again runs again. */
  private void tellLost(Application application, Ending ending) {
    Instant now = context.now();
    tellEnded(application, ending, watch -> watch.saidToBeOver(application.id(), now));
  }

  /**
   * Tells an end of the application as best as it is known: an address that was given may have it
   * as well. While its listener pushes it is left to that, which may say more.
   */
  private void tellEnded(
      Application application, Ending ending, Function<Watch, @Nullable Application> end) {
    Application best = application;
    for (Watch watch : context.watches()) {
      Application known = end.apply(watch);
      if (known != null && (best.equals(application) || known.uiUrl() != null)) {
        best = known;
      }
    }
    Teller owner = context.owners().get(application.id());
    if (owner == null) {
      context.tellEnded(best, ending);
    } else {
      owner.endedElsewhere(ending);
    }
  }

  /** What is missing in two complete answers is not known any more. */
  private void endMissing(Set<String> listed) {
    Map<String, Application> known = new HashMap<>(pending);
    known.putAll(sought.all());
    watches.forEach((key, watch) -> known.put(key, watch.listed()));
    missing.keySet().retainAll(known.keySet());
    known.forEach(
        (key, application) -> {
          if (listed.contains(key)) {
            missing.remove(key);
          } else if (missing.merge(key, 1, Integer::sum) >= MISSING_LOOKS) {
            if (application == null) {
              leave(key);
            } else {
              vanish(application);
            }
          }
        });
  }

  /** An address is not given any more, which says nothing about what is there. */
  private void leave(String address) {
    Watch watch = drop(address);
    Application last = watch == null ? null : watch.last();
    stop(watch);
    if (last != null
        && !context.owners().containsKey(last.id())
        && context.watches().stream().noneMatch(other -> other.reads(last.id()))) {
      log.info("{} is not given any more: {} is watched no longer", address, last.id());
      context.tellUnwatched(last);
    }
  }

  /**
   * An application that the master has never heard of, as after its restart, is watched on as long
   * as its driver answers. It is lost if that is silent, and no other list has it.
   */
  private void vanish(Application application) {
    String id = application.id();
    Watch watch = watches.get(id);
    if ((watch != null && !watch.isFailing())
        || context.watches().stream().anyMatch(other -> other.reads(id))) {
      unlist(id);
      return;
    }
    boolean waited = pending.containsKey(id);
    Instant seen = context.sightings().lastSeen(id);
    drop(id);
    if (!context.listings().hasOther(discovery.name(), id)) {
      String why =
          discovery.name()
              + " does not list it any more, and "
              + (waited ? "it has not run" : "its driver does not answer");
      tellLost(application, new Ending(FinalStatus.LOST, seen, why, Ending.AGENT));
    }
    unlist(id);
    stop(watch);
  }
}
