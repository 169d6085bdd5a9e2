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

import io.firewarden.agent.discovery.Facts;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.executor.RemovedExecutor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the lists of applications say now: which applications there are, and what is told of each
 * that its driver does not tell. What a list said holds while it cannot be read. Thread-safe.
 */
final class Listings {
  private final Map<String, Map<String, Listing>> byId = new HashMap<>();
  private final Map<String, Removals> removals = new ConcurrentHashMap<>();
  private final Set<String> unread = ConcurrentHashMap.newKeySet();

  /** What one list says of one application; its labels are in the application. */
  private record Listing(Application application, Facts facts) {}

  /**
   * Takes in that a list has an application.
   *
   * @param source the list's name
   * @return the application with its labels when that is news, otherwise null
   */
  synchronized @Nullable Application put(String source, Application application, Facts facts) {
    Application labelled =
        application.filledIn(application.name(), application.user(), facts.labels());
    Listing before =
        byId.computeIfAbsent(application.id(), id -> new LinkedHashMap<>())
            .put(source, new Listing(labelled, facts));
    return before != null && before.application().equals(labelled) ? null : labelled;
  }

  /**
   * Takes in that a list has an application no more.
   *
   * @return whether it had
   */
  synchronized boolean remove(String source, String id) {
    Map<String, Listing> sources = byId.get(id);
    boolean had = sources != null && sources.remove(source) != null;
    if (sources != null && sources.isEmpty()) {
      byId.remove(id);
    }
    return had;
  }

  /** The ids of the applications that a list has. */
  synchronized List<String> listedBy(String source) {
    return byId.entrySet().stream()
        .filter(entry -> entry.getValue().containsKey(source))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Takes in whether a list could be read. */
  void read(String source, boolean success) {
    if (success) {
      unread.remove(source);
    } else {
      unread.add(source);
    }
  }

  /** Whether a list has an application, as far as was read. */
  synchronized boolean has(String id) {
    return byId.containsKey(id);
  }

  /** Whether another list has an application. */
  synchronized boolean hasOther(String source, String id) {
    return byId.getOrDefault(id, Map.of()).keySet().stream().anyMatch(each -> !each.equals(source));
  }

  /** Whether a list has an application, or may have it and cannot be read now. */
  boolean mayHave(String id) {
    return !unread.isEmpty() || has(id);
  }

  /** Forgets what was joined to an application that is over. */
  void forget(String id) {
    removals.remove(id);
  }

  /** The application with what lists say of it where it says nothing itself. */
  Application joined(Application application) {
    Application joined = application;
    for (Listing listing : of(application.id())) {
      Application other = listing.application();
      joined = joined.filledIn(other.name(), other.user(), other.labels());
    }
    return joined;
  }

  /**
   * The reading with what lists say of it where it says nothing itself, and with the reasons for
   * which its executors went as their containers tell.
   *
   * @param more what else is known of what is at the driver's address
   */
  ApplicationSnapshot joined(ApplicationSnapshot snapshot, Facts more) {
    Application own = snapshot.application();
    List<RemovedExecutor> gone = new ArrayList<>(more.removedExecutors());
    of(own.id()).forEach(listing -> gone.addAll(listing.facts().removedExecutors()));
    Application joined = joined(own.filledIn(own.name(), own.user(), more.labels()));
    if (gone.isEmpty() && !removals.containsKey(own.id())) {
      return joined.equals(own) ? snapshot : snapshot.with(joined, snapshot.losses());
    }
    Removals known = removals.computeIfAbsent(own.id(), id -> new Removals());
    return snapshot.with(joined, known.joined(snapshot.losses(), gone));
  }

  private synchronized Collection<Listing> of(String id) {
    Map<String, Listing> sources = byId.get(id);
    return sources == null ? List.of() : List.copyOf(sources.values());
  }
}
