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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.DriverClock;
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The applications that ended, with what each source says of how, for as long as that is kept. Not
 * thread-safe.
 *
 * <p>Of several endings of one application the better wins, fact by fact. FAILED and KILLED were
 * seen by somebody; SUCCEEDED is what is also said when nobody looked closely; LOST is better than
 * nothing; and what the agent concludes from silence is worth less than what anybody tells. Among
 * equals the driver itself is believed, and then who told first.
 */
final class Endings {
  private static final List<FinalStatus> WORST_KNOWN =
      List.of(FinalStatus.FAILED, FinalStatus.KILLED);

  private static final Comparator<Ending> BEST_FIRST =
      Comparator.comparingInt(Endings::rank)
          .thenComparing(ending -> !ending.source().startsWith(PushedSnapshot.PREFIX));

  private final AgentConfig.Applications limits;
  private final Map<String, End> byId = new LinkedHashMap<>();
  private long changes;

  Endings(AgentConfig.Applications limits) {
    this.limits = limits;
  }

  /** One application. */
  private static final class End {
    private final Map<String, Ending> told = new LinkedHashMap<>();
    private final Instant toldAt;
    private final boolean seen;
    private ApplicationSnapshot last;
    private List<SourceShare> shares;
    private Ending merged = Ending.unknown(null, Ending.AGENT);

    /** What was not seen to run is old when it ended, whenever that was told. */
    private Instant keptFrom;

    End(ApplicationSnapshot last, List<SourceShare> shares, boolean seen, Instant toldAt) {
      this.last = last;
      this.shares = shares;
      this.seen = seen;
      this.toldAt = toldAt;
      this.keptFrom = toldAt;
    }

    void told(Ending ending) {
      told.put(ending.source(), ending);
      merged = merged(told.values());
      Instant at = endedAt();
      keptFrom = seen || at.isAfter(toldAt) ? toldAt : at;
    }

    Instant endedAt() {
      Instant at = Objects.requireNonNullElse(merged.at(), toldAt);
      Instant startedAt = last.application().startedAt();
      return at.isBefore(startedAt) ? startedAt : at;
    }

    Memory.Past past() {
      return new Memory.Past(last, List.copyOf(told.values()), toldAt, seen, shares);
    }

    Fleet.EndedView view() {
      Ending ending = merged;
      Instant at = endedAt();
      Application application = last.application().ended(at, ending.status());
      return new Fleet.EndedView(
          last.with(application, null),
          new Ending(ending.status(), at, ending.reason(), ending.source()),
          toldAt,
          Shares.withVerdict(shares, ending.source()));
    }
  }

  /**
   * Takes in what a source says of an end.
   *
   * @param view the application as it was shown until now, or null when it was not
   * @param seen whether it was known to wait or to run
   */
  void told(
      Application application,
      Ending ending,
      Fleet.@Nullable ApplicationView view,
      boolean seen,
      Instant now) {
    End end = byId.get(application.id());
    if (end == null) {
      if (!seen && isLongAgo(application, ending, now)) {
        return;
      }
      end =
          new End(
              ApplicationSnapshot.listed(application, now),
              view == null ? List.of() : view.sources(),
              seen,
              now);
      byId.put(application.id(), end);
    }
    ApplicationSnapshot known = view == null ? end.last : last(view, end.last);
    Application own = known.application();
    end.last =
        known.with(
            own.filledIn(application.name(), application.user(), application.labels()), null);
    if (view != null && !view.sources().isEmpty()) {
      end.shares = view.sources();
    }
    end.told(ending);
    changes++;
    bound();
  }

  private static ApplicationSnapshot last(
      Fleet.ApplicationView view, ApplicationSnapshot otherwise) {
    ApplicationSnapshot snapshot = view.snapshot();
    Instant readAt = view.readAt();
    return snapshot == null || readAt == null ? otherwise : lean(snapshot, readAt);
  }

  /** By the agent's clock, and without what only matters while it runs. */
  static ApplicationSnapshot lean(ApplicationSnapshot snapshot, Instant readAt) {
    ApplicationSnapshot lean = snapshot.withoutParts();
    return new DriverClock(lean, readAt).corrected(lean);
  }

  /** Takes in the last that an application said of itself. */
  void concluded(ApplicationSnapshot snapshot, Instant at) {
    ApplicationSnapshot last = lean(snapshot, at);
    Application application = last.application();
    FinalStatus status = Objects.requireNonNullElse(application.finalStatus(), FinalStatus.UNKNOWN);
    told(
        application,
        new Ending(status, application.endedAt(), "", PushedSnapshot.PREFIX + application.id()),
        null,
        true,
        at);
    End end = byId.get(application.id());
    if (end != null) {
      end.last = last;
      changes++;
    }
  }

  private boolean isLongAgo(Application application, Ending ending, Instant now) {
    Instant at = Objects.requireNonNullElse(ending.at(), application.startedAt());
    return at.isBefore(now.minus(limits.keep()));
  }

  /** The oldest goes first. */
  private void bound() {
    while (byId.size() > limits.maxEnded()) {
      byId.entrySet().stream()
          .min(Comparator.comparing(entry -> entry.getValue().keptFrom))
          .ifPresent(oldest -> byId.remove(oldest.getKey()));
    }
  }

  /** It runs again, or waits again. */
  void remove(String id) {
    if (byId.remove(id) != null) {
      changes++;
    }
  }

  /** A number that grows when an end is told or taken back, so that it is worth writing. */
  long changes() {
    return changes;
  }

  /** All that are kept, to be written down. */
  List<Memory.Past> all() {
    return byId.values().stream().map(End::past).toList();
  }

  /** Takes over the ends that an earlier run knew; of what has happened since this knows better. */
  void restore(List<Memory.Past> earlier) {
    for (Memory.Past past : earlier) {
      End end = new End(past.last(), past.sources(), past.seen(), past.toldAt());
      past.told().forEach(end::told);
      byId.putIfAbsent(past.last().application().id(), end);
    }
    bound();
  }

  /** Whether somebody says that it has ended; a conclusion of the agent's is nobody's word. */
  boolean isTold(String id) {
    End end = byId.get(id);
    return end != null
        && end.told.keySet().stream().anyMatch(source -> !source.equals(Ending.AGENT));
  }

  /** The last reading of an application that was held for ended, or null without one. */
  @Nullable ApplicationSnapshot last(String id) {
    End end = byId.get(id);
    return end == null || end.last.source() == SourceKind.LISTED ? null : end.last;
  }

  /** Those that are kept, the last to end first. */
  List<Fleet.EndedView> views(Instant now) {
    Instant since = now.minus(limits.keep());
    byId.values().removeIf(end -> end.keptFrom.isBefore(since));
    List<Fleet.EndedView> views = new ArrayList<>(byId.values().stream().map(End::view).toList());
    Collections.reverse(views);
    views.sort(Comparator.comparing(Fleet.EndedView::endedAt).reversed());
    return List.copyOf(views);
  }

  /** What several sources say together. */
  static Ending merged(Collection<Ending> told) {
    List<Ending> sorted = told.stream().sorted(BEST_FIRST).toList();
    Ending best = sorted.get(0);
    Instant at = null;
    String reason = "";
    for (Ending each : sorted) {
      at = at == null ? each.at() : at;
      reason = reason.isEmpty() && each.status() == best.status() ? each.reason() : reason;
    }
    return new Ending(best.status(), at, reason, best.source());
  }

  private static int rank(Ending ending) {
    if (WORST_KNOWN.contains(ending.status())) {
      return 0;
    }
    if (ending.source().equals(Ending.AGENT)) {
      return 4;
    }
    return switch (ending.status()) {
      case SUCCEEDED -> 1;
      case LOST -> 2;
      default -> 3;
    };
  }
}
