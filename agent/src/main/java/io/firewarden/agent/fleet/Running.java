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
package io.firewarden.agent.fleet;

import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The applications that run, each as it was last seen; and those that ran when the agent was last
 * stopped, until they are read again or it is told how they go on. Not thread-safe.
 */
final class Running {
  private final Shares shares;
  private final Freshness freshness;
  private final Map<String, Fleet.ApplicationView> byId = new HashMap<>();
  private final Map<String, Memory.Known> former = new HashMap<>();
  private long changes;

  Running(Shares shares, Freshness freshness) {
    this.shares = shares;
    this.freshness = freshness;
  }

  /** How old a reading may be to tell of now. */
  Freshness freshness() {
    return freshness;
  }

  Fleet.@Nullable ApplicationView get(String id) {
    return byId.get(id);
  }

  /** Forgets an application; tells as what it was shown last, maybe by an earlier run. */
  Fleet.@Nullable ApplicationView remove(String id) {
    Fleet.ApplicationView view = byId.remove(id);
    Memory.Known earlier = former.remove(id);
    if (view != null || earlier != null) {
      changes++;
    }
    if (earlier != null && (view == null || view.snapshot() == null)) {
      return earlier.view(view == null ? earlier.source() : view.source());
    }
    return view == null ? null : view.from(shares.of(view));
  }

  /** A number that grows when an application comes or goes, so that it is worth writing. */
  long changes() {
    return changes;
  }

  /** Takes over what an earlier run knew. */
  void restore(List<Memory.Known> earlier) {
    earlier.forEach(known -> former.put(known.application().id(), known));
  }

  /** All of them, to be written down. */
  List<Memory.Known> all(Instant now) {
    Map<String, Memory.Known> all = new HashMap<>(former);
    byId.forEach(
        (id, view) -> {
          if (view.snapshot() != null || !former.containsKey(id)) {
            all.put(id, known(view, now));
          }
        });
    return List.copyOf(all.values());
  }

  private Memory.Known known(Fleet.ApplicationView view, Instant now) {
    ApplicationSnapshot snapshot = view.snapshot();
    Instant readAt = view.readAt();
    if (snapshot == null || readAt == null) {
      ApplicationSnapshot listed = ApplicationSnapshot.listed(view.application(), now);
      return new Memory.Known(listed, view.source(), now, shares.of(view));
    }
    ApplicationSnapshot last = Endings.lean(snapshot, readAt);
    return new Memory.Known(last, view.source(), readAt, shares.of(view));
  }

  /** All of them as they are now, by name and id. */
  List<Fleet.ApplicationView> views(Instant now) {
    return byId.values().stream()
        .map(view -> view.at(now, staleAfter(view)))
        .map(view -> view.from(shares.of(view)))
        .sorted(
            Comparator.comparing((Fleet.ApplicationView view) -> view.application().name())
                .thenComparing(view -> view.application().id()))
        .toList();
  }

  private Duration staleAfter(Fleet.ApplicationView view) {
    return isPushed(view.snapshot()) ? freshness.ofPushed() : freshness.of(view.source());
  }

  private static boolean isPushed(@Nullable ApplicationSnapshot snapshot) {
    return snapshot != null && snapshot.source() == SourceKind.LISTENER;
  }

  /**
   * Takes in a reading.
   *
   * @param ended the last one before the application was held for ended, or null
   */
  void judged(Observation.Judged judged, @Nullable ApplicationSnapshot ended, Instant now) {
    ApplicationSnapshot snapshot = judged.snapshot();
    Application application = snapshot.application();
    boolean pushed = isPushed(snapshot);
    Memory.Known known = former.remove(application.id());
    ApplicationSnapshot earlier = known == null ? ended : known.snapshot();
    put(
        application.id(),
        new Fleet.ApplicationView(
            application,
            pushed
                ? PushedSnapshot.PREFIX + application.id()
                : Objects.requireNonNullElse(application.uiUrl(), ""),
            pushed ? now : snapshot.takenAt(),
            snapshot,
            judged.report(),
            judged.thresholds(),
            null,
            null,
            sourceChangedAt(snapshot, earlier, now),
            List.of()));
  }

  private @Nullable Instant sourceChangedAt(
      ApplicationSnapshot read, @Nullable ApplicationSnapshot earlier, Instant now) {
    Fleet.ApplicationView view = byId.get(read.application().id());
    ApplicationSnapshot last = view == null ? null : view.snapshot();
    if (view != null && last != null) {
      return last.source() == read.source() ? view.sourceChangedAt() : now;
    }
    return earlier == null || goesOn(earlier, read) ? null : now;
  }

  /**
   * Whether figures go on from earlier ones. Spark forgets what was long ago, so that who begins to
   * read anew may count less; Prometheus would take that for so many new tasks.
   */
  private static boolean goesOn(ApplicationSnapshot earlier, ApplicationSnapshot read) {
    if (earlier.source() == SourceKind.LISTED) {
      return true;
    }
    boolean anew = !earlier.application().startedAt().equals(read.application().startedAt());
    return earlier.source() == read.source()
        && (anew
            || (read.tasks().succeeded() >= earlier.tasks().succeeded()
                && read.tasks().failed() >= earlier.tasks().failed()
                && read.jobTotals().succeeded() >= earlier.jobTotals().succeeded()
                && read.jobTotals().failed() >= earlier.jobTotals().failed()
                && read.executorsRemoved() >= earlier.executorsRemoved()));
  }

  private void put(String id, Fleet.ApplicationView view) {
    if (byId.put(id, view) == null) {
      changes++;
    }
  }

  /**
   * Takes in that an application could not be read.
   *
   * @param since when that began
   */
  void blind(Application application, Observation.Blind blind, Instant since) {
    Fleet.ApplicationView view = byId.get(application.id());
    if (view == null) {
      view =
          new Fleet.ApplicationView(
              application, blind.source(), null, null, null, null, null, null, null, List.of());
    }
    put(application.id(), view.failed(blind.source(), blind.why(), since));
  }
}
