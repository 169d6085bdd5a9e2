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
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about the watched applications and sources at the moment, folded from
 * observations. Thread-safe; what it hands out is immutable. An application that ended leaves it;
 * if it said itself how it ended, that is kept for a while.
 */
public final class Fleet implements ObservationSink {

  /**
   * An application as it was last seen.
   *
   * @param application its identity
   * @param source the driver's URL, or {@code push:} and its id when it pushes
   * @param readAt when it was last read, by the agent's clock, or null like the snapshot
   * @param snapshot the last reading, or null when it is known but was never read
   * @param report the judgement of that reading, or null like it
   * @param thresholds the limits that held, or null like it
   * @param error why nothing is known of it now, or null when it was read lately; while there is an
   *     error, snapshot and report are of the past and tell nothing about now
   * @param errorSince when the error began, or null without one
   * @param sourceChangedAt when another kind of source took over, or null when none has: the two
   *     count differently, so that the difference of their figures means nothing
   */
  public record ApplicationView(
      Application application,
      String source,
      @Nullable Instant readAt,
      @Nullable ApplicationSnapshot snapshot,
      @Nullable HealthReport report,
      @Nullable ThresholdValues thresholds,
      @Nullable String error,
      @Nullable Instant errorSince,
      @Nullable Instant sourceChangedAt) {

    public ApplicationView {
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(source, "source");
    }

    /** Whether it was read lately and the last attempt went well, so that its report holds. */
    public boolean isCurrent() {
      return error == null && report != null;
    }

    /** This view as it is at a later time: with an error if no poll came back for too long. */
    private ApplicationView at(Instant now, Duration staleAfter) {
      if (error != null || readAt == null) {
        return this;
      }
      Instant staleAt = readAt.plus(staleAfter);
      if (!staleAt.isBefore(now)) {
        return this;
      }
      String why =
          source
              + " was last read at "
              + readAt
              + "; expected a reading no older than "
              + staleAfter.toSeconds()
              + " s";
      return new ApplicationView(
          application, source, readAt, snapshot, report, thresholds, why, staleAt, sourceChangedAt);
    }
  }

  /**
   * A source: a master, or a driver.
   *
   * @param source its URL
   * @param readAt when it was last read, or null if never
   * @param error why it cannot be read now, or null when the last attempt went well
   * @param errorSince when the error began, or null without one
   */
  public record SourceView(
      String source,
      @Nullable Instant readAt,
      @Nullable String error,
      @Nullable Instant errorSince) {

    public SourceView {
      Objects.requireNonNull(source, "source");
    }
  }

  /**
   * An application that said how it ended.
   *
   * @param snapshot its last, without executors, stages and whatever else it had parts of
   * @param toldAt when it said so
   */
  public record EndedView(ApplicationSnapshot snapshot, Instant toldAt) {}

  private static final int MAX_ENDED = 1000;

  /** It is the poller's task to tell of silence; this is for when it does not come to it. */
  private static final Duration PUSH_SLACK = Duration.ofSeconds(30);

  private final LinkedHashMap<String, EndedView> ended = new LinkedHashMap<>();
  private final TreeMap<String, ApplicationView> applications = new TreeMap<>();
  private final TreeMap<String, SourceView> sources = new TreeMap<>();
  private Duration staleAfter;
  private final AgentConfig.Push push;
  private final InstantSource clock;

  /**
   * @param staleAfter how old a reading may be to tell of now
   * @param push how old what was pushed may be, and how long an end is kept
   */
  public Fleet(Duration staleAfter, AgentConfig.Push push, InstantSource clock) {
    this.staleAfter = staleAfter;
    this.push = push;
    this.clock = clock;
  }

  /** Changes how old a reading may be to tell of now. */
  public synchronized void staleAfter(Duration age) {
    staleAfter = age;
  }

  @Override
  public synchronized void accept(Observation observation) {
    if (observation instanceof Observation.Judged judged) {
      judged(judged);
    } else if (observation instanceof Observation.Blind blind) {
      blind(blind);
    } else if (observation instanceof Observation.Ended ended) {
      ended(ended);
    } else if (observation instanceof Observation.Concluded concluded) {
      concluded(concluded);
    } else if (observation instanceof Observation.SourceRead read) {
      sources.put(read.source(), new SourceView(read.source(), read.at(), null, null));
    } else if (observation instanceof Observation.Unwatched unwatched) {
      applications.remove(unwatched.application().id());
    } else if (observation instanceof Observation.Gone gone) {
      sources.remove(gone.source());
    }
  }

  /** The known applications, by name and id. */
  public synchronized List<ApplicationView> applications() {
    Instant now = clock.instant();
    return applications.values().stream()
        .map(
            view ->
                view.at(
                    now, isPushed(view.snapshot()) ? PUSH_SLACK.plus(push.expire()) : staleAfter))
        .sorted(
            Comparator.comparing((ApplicationView view) -> view.application().name())
                .thenComparing(view -> view.application().id()))
        .toList();
  }

  /** The sources that were tried, by URL. */
  public synchronized List<SourceView> sources() {
    return List.copyOf(sources.values());
  }

  /** The applications that lately said how they ended, the last to do so first. */
  public synchronized List<EndedView> ended() {
    forgetEnded();
    List<EndedView> views = new ArrayList<>(ended.values());
    Collections.reverse(views);
    return views;
  }

  private void forgetEnded() {
    Instant since = clock.instant().minus(push.keep());
    Iterator<EndedView> views = ended.values().iterator();
    while (views.hasNext()) {
      boolean tooMany = ended.size() > MAX_ENDED;
      if (!views.next().toldAt().isBefore(since) && !tooMany) {
        return;
      }
      views.remove();
    }
  }

  private void concluded(Observation.Concluded concluded) {
    String id = concluded.snapshot().application().id();
    ended.remove(id); // to the end of the list
    ended.put(id, new EndedView(concluded.snapshot().withoutParts(), concluded.at()));
    forgetEnded();
  }

  private static boolean isPushed(@Nullable ApplicationSnapshot snapshot) {
    return snapshot != null && snapshot.source() == SourceKind.LISTENER;
  }

  private void judged(Observation.Judged judged) {
    Application application = judged.snapshot().application();
    boolean pushed = isPushed(judged.snapshot());
    String source =
        pushed ? "push:" + application.id() : Objects.requireNonNullElse(application.uiUrl(), "");
    Instant changedAt = sourceChangedAt(judged.snapshot());
    ended.remove(application.id());
    applications.put(
        application.id(),
        new ApplicationView(
            application,
            source,
            pushed ? clock.instant() : judged.snapshot().takenAt(),
            judged.snapshot(),
            judged.report(),
            judged.thresholds(),
            null,
            null,
            changedAt));
  }

  private @Nullable Instant sourceChangedAt(ApplicationSnapshot now) {
    String id = now.application().id();
    ApplicationView view = applications.get(id);
    EndedView end = ended.get(id);
    ApplicationSnapshot before = view == null ? null : view.snapshot();
    if (view == null && end != null) {
      before = end.snapshot(); // it was taken for ended
    }
    if (before != null && before.source() != now.source()) {
      return clock.instant();
    }
    return view == null ? null : view.sourceChangedAt();
  }

  private void blind(Observation.Blind blind) {
    SourceView source = sources.get(blind.source());
    Instant since =
        source == null ? blind.at() : Objects.requireNonNullElse(source.errorSince(), blind.at());
    Instant readAt = source == null ? null : source.readAt();
    sources.put(blind.source(), new SourceView(blind.source(), readAt, blind.why(), since));
    Application application = blind.application();
    if (application != null) {
      ApplicationView view = applications.get(application.id());
      applications.put(
          application.id(),
          new ApplicationView(
              application,
              blind.source(),
              view == null ? null : view.readAt(),
              view == null ? null : view.snapshot(),
              view == null ? null : view.report(),
              view == null ? null : view.thresholds(),
              blind.why(),
              since,
              view == null ? null : view.sourceChangedAt()));
    }
  }

  private void ended(Observation.Ended ended) {
    ApplicationView view = applications.remove(ended.application().id());
    if (view != null) {
      sources.remove(view.source());
    }
  }
}
