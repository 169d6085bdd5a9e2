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
package io.firewarden.agent.page;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has changed lately for each application: verdicts, whether it can be read, its end. Bounded
 * for each application and in total, and forgotten with the application. Thread-safe.
 */
public final class Timeline implements ObservationSink {
  /** Entries that one application may have, as long as the total allows it. */
  static final int EACH = 50;

  /** Entries that one application may have in any case. */
  static final int LEAST = 4;

  /** Entries of all applications together, up to which each may have {@link #EACH}. */
  static final int TOTAL = 20_000;

  /** Ways to end that are told of one application. */
  private static final int MOST_TOLD = 8;

  private static final String APPLICATION = "application";

  private final Map<String, History> histories = new HashMap<>();
  private final ArrayDeque<String> endedIds = new ArrayDeque<>();
  private final AgentConfig.Applications kept;
  private final InstantSource clock;

  private static final class History {
    private final ArrayDeque<TimelineEntry> entries = new ArrayDeque<>();
    private final Map<CheckId, Tone> tones = new EnumMap<>(CheckId.class);
    private @Nullable SourceKind source;
    private @Nullable Instant blindSince;
    private @Nullable Instant endedAt;
    private final Set<String> told = new HashSet<>();
  }

  /**
   * @param kept how many applications that ended are remembered, and for how long
   */
  public Timeline(AgentConfig.Applications kept, InstantSource clock) {
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public synchronized void accept(Observation observation) {
    Instant now = clock.instant();
    if (observation instanceof Observation.Judged judged) {
      judged(judged, now);
    } else if (observation instanceof Observation.Blind blind) {
      blind(blind, now);
    } else if (observation instanceof Observation.Ended ended) {
      ended(ended.application().id(), ended.ending(), now);
    } else if (observation instanceof Observation.Vanished vanished) {
      ended(vanished.application().id(), vanished.ending(), now);
    } else if (observation instanceof Observation.Concluded concluded) {
      concluded(concluded.snapshot(), now);
    } else if (observation instanceof Observation.Unwatched unwatched) {
      forget(unwatched.application().id());
    }
    forgetEnded(now);
  }

  /** What has changed for the application, the latest first. */
  synchronized List<TimelineEntry> of(String applicationId) {
    History history = histories.get(applicationId);
    if (history == null) {
      return List.of();
    }
    List<TimelineEntry> entries = new ArrayList<>(history.entries);
    Collections.reverse(entries);
    return entries;
  }

  /** How many applications have entries. */
  synchronized int size() {
    return histories.size();
  }

  private void judged(Observation.Judged judged, Instant now) {
    ApplicationSnapshot snapshot = judged.snapshot();
    String id = snapshot.application().id();
    boolean known = histories.containsKey(id);
    History history = history(id);
    if (history.endedAt != null) {
      history.endedAt = null;
      history.told.clear();
      endedIds.remove(id);
      add(history, new TimelineEntry(now, Tone.IDLE, APPLICATION, "runs again"));
    }
    if (!known) {
      add(history, new TimelineEntry(now, Tone.IDLE, APPLICATION, "was read for the first time"));
    }
    Instant blindSince = history.blindSince;
    if (blindSince != null) {
      history.blindSince = null;
      String lost = Elements.lasting(Duration.between(blindSince, now));
      add(history, new TimelineEntry(now, Tone.GOOD, APPLICATION, "is read again, after " + lost));
    }
    if (history.source != null && history.source != snapshot.source()) {
      String text = "is now read " + Elements.source(snapshot.source());
      add(history, new TimelineEntry(now, Tone.IDLE, APPLICATION, text));
    }
    history.source = snapshot.source();
    verdicts(history, judged.report(), now);
  }

  private void verdicts(History history, HealthReport report, Instant now) {
    report
        .verdicts()
        .forEach(
            (check, verdict) -> {
              Tone tone = tone(verdict);
              Tone before = Objects.requireNonNullElse(history.tones.put(check, tone), Tone.GOOD);
              if (isChange(before, tone)) {
                add(history, new TimelineEntry(now, tone, check.id(), text(verdict)));
              }
            });
  }

  /** Nothing to judge yet is not the blindness that people must hear of. */
  private static Tone tone(Verdict verdict) {
    return verdict instanceof Verdict.Inconclusive inconclusive
            && inconclusive.reason() == Verdict.Reason.NO_WINDOW
        ? Tone.IDLE
        : Tone.of(verdict);
  }

  /** That there was enough to judge, or too little, comes and goes and says nothing. */
  private static boolean isChange(Tone before, Tone now) {
    boolean bothQuiet =
        (before == Tone.GOOD || before == Tone.IDLE) && (now == Tone.GOOD || now == Tone.IDLE);
    return before != now && !bothQuiet;
  }

  private static String text(Verdict verdict) {
    if (verdict instanceof Verdict.Unhealthy unhealthy) {
      return unhealthy.findings().get(0).summary();
    }
    return verdict instanceof Verdict.Inconclusive inconclusive
        ? "not judged: " + inconclusive.detail()
        : ((Verdict.Healthy) verdict).summary();
  }

  private void blind(Observation.Blind blind, Instant now) {
    if (blind.application() == null) {
      return;
    }
    History history = history(blind.application().id());
    if (history.blindSince == null && history.endedAt == null) {
      history.blindSince = now;
      add(
          history,
          new TimelineEntry(now, Tone.UNKNOWN, APPLICATION, "cannot be read: " + blind.why()));
    }
  }

  /** Of an application that was never seen there is nothing to add an end to. */
  private void ended(String id, Ending ending, Instant now) {
    History history = histories.get(id);
    if (history == null) {
      return;
    }
    if (history.endedAt == null) {
      end(id, history, now);
      add(history, new TimelineEntry(now, Tone.IDLE, APPLICATION, "has ended"));
    }
    tell(history, ending, now);
  }

  private void concluded(ApplicationSnapshot snapshot, Instant now) {
    String id = snapshot.application().id();
    History history = history(id);
    if (history.endedAt == null) {
      end(id, history, now);
    }
    FinalStatus status =
        Objects.requireNonNullElse(snapshot.application().finalStatus(), FinalStatus.UNKNOWN);
    tell(history, new Ending(status, null, "", "its listener"), now);
  }

  /** What each source says of the end, once. */
  private static String told(Ending ending) {
    return "ended as "
        + Elements.word(ending.status())
        + ", told by "
        + ending.source()
        + (ending.reason().isEmpty() ? "" : ": " + ending.reason());
  }

  private void tell(History history, Ending ending, Instant now) {
    boolean news =
        ending.status() != FinalStatus.UNKNOWN
            && history.told.size() < MOST_TOLD
            && history.told.add(ending.status() + " " + ending.source());
    if (news) {
      add(history, new TimelineEntry(now, Tone.of(ending.status()), APPLICATION, told(ending)));
    }
  }

  private void end(String id, History history, Instant now) {
    history.endedAt = now;
    history.blindSince = null;
    endedIds.add(id);
  }

  private History history(String id) {
    return histories.computeIfAbsent(id, key -> new History());
  }

  private void add(History history, TimelineEntry entry) {
    history.entries.add(entry);
    int most = Math.max(LEAST, Math.min(EACH, TOTAL / histories.size()));
    while (history.entries.size() > most) {
      history.entries.poll();
    }
  }

  /** How it goes on will not be told. */
  private void forget(String id) {
    histories.remove(id);
    endedIds.remove(id);
  }

  private void forgetEnded(Instant now) {
    Iterator<String> ids = endedIds.iterator();
    while (ids.hasNext()) {
      String id = ids.next();
      History history = histories.get(id);
      Instant endedAt = history == null ? null : history.endedAt;
      if (endedAt != null
          && endedIds.size() <= kept.maxEnded()
          && endedAt.plus(kept.keep()).isAfter(now)) {
        return;
      }
      histories.remove(id);
      ids.remove();
    }
  }
}
