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
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
   * @param sourceChangedAt when another kind of source took over, or it was counted anew after a
   *     restart, or null when neither was: the two count differently, so that the difference of
   *     their figures means nothing
   * @param sources who gives which of it; the one of the figures first
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
      @Nullable Instant sourceChangedAt,
      List<SourceShare> sources) {

    public ApplicationView {
      Objects.requireNonNull(application, "application");
      Objects.requireNonNull(source, "source");
      sources = List.copyOf(sources);
    }

    /** Whether it was read lately and the last attempt went well, so that its report holds. */
    public boolean isCurrent() {
      return error == null && report != null;
    }

    /** This view as it is at a later time: with an error if no poll came back for too long. */
    ApplicationView at(Instant now, Duration staleAfter) {
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
      return failed(source, why, staleAt);
    }

    /** This view with an error, and where that was met. */
    ApplicationView failed(String where, String why, Instant since) {
      return new ApplicationView(
          application,
          where,
          readAt,
          snapshot,
          report,
          thresholds,
          why,
          since,
          sourceChangedAt,
          sources);
    }

    ApplicationView from(List<SourceShare> shares) {
      return new ApplicationView(
          application,
          source,
          readAt,
          snapshot,
          report,
          thresholds,
          error,
          errorSince,
          sourceChangedAt,
          shares);
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
   * An application that waits for its driver.
   *
   * @param application who it is, by what the source says
   * @param source the discovery that says so
   * @param page where people can look it up
   * @param why what it waits for; empty when that is not told
   * @param since when it was submitted
   * @param sources all that list it
   */
  public record PendingView(
      Application application,
      String source,
      String page,
      String why,
      Instant since,
      List<SourceShare> sources) {

    public PendingView {
      Objects.requireNonNull(application, "application");
      sources = List.copyOf(sources);
    }
  }

  /**
   * An application that ended.
   *
   * @param snapshot its last, without executors, stages and whatever else it had parts of, by the
   *     agent's clock; of {@link SourceKind#LISTED} when it was never read. Its application bears
   *     the end.
   * @param ending how it ended, by the best that the sources say together; its time is known
   * @param toldAt when the end was told first
   * @param sources who gave which of it
   */
  public record EndedView(
      ApplicationSnapshot snapshot, Ending ending, Instant toldAt, List<SourceShare> sources) {

    public EndedView {
      Objects.requireNonNull(snapshot, "snapshot");
      Objects.requireNonNull(ending, "ending");
      Objects.requireNonNull(toldAt, "toldAt");
      sources = List.copyOf(sources);
    }

    /** Who it was, with its end. */
    public Application application() {
      return snapshot.application();
    }

    /** When it ended; when that was told, if no source knows better. */
    public Instant endedAt() {
      return Objects.requireNonNullElse(ending.at(), toldAt);
    }

    /** How long it ran. */
    public Duration duration() {
      return Duration.between(application().startedAt(), endedAt());
    }
  }

  private final Endings endings;
  private final Shares shares = new Shares();
  private final Waiting waiting = new Waiting(shares);
  private final Running running;
  private final TreeMap<String, SourceView> sources = new TreeMap<>();
  private final InstantSource clock;

  /**
   * @param staleAfter how old a reading may be to tell of now
   * @param push how old what was pushed may be
   * @param kept how many applications that ended are kept, and for how long
   */
  public Fleet(
      Duration staleAfter,
      AgentConfig.Push push,
      AgentConfig.Applications kept,
      InstantSource clock) {
    this.running = new Running(shares, new Freshness(staleAfter, push.expire()));
    this.endings = new Endings(kept);
    this.clock = clock;
  }

  /** Changes how old a reading may be to tell of now. */
  public synchronized void staleAfter(Duration age) {
    running.freshness().others(age);
  }

  @Override
  public synchronized void accept(Observation observation) {
    if (observation instanceof Observation.Judged judged) {
      judged(judged);
    } else if (observation instanceof Observation.Blind blind) {
      blind(blind);
    } else if (observation instanceof Observation.Ended ended) {
      ended(ended);
    } else if (observation instanceof Observation.Vanished vanished) {
      end(vanished.application(), vanished.ending(), vanished.at());
    } else if (observation instanceof Observation.Concluded concluded) {
      endings.concluded(concluded.snapshot(), concluded.at());
    } else if (observation instanceof Observation.SourceRead read) {
      sources.put(read.source(), new SourceView(read.source(), read.at(), null, null));
    } else if (observation instanceof Observation.Paced paced) {
      running.freshness().paced(paced);
    } else if (observation instanceof Observation.Unwatched unwatched) {
      running.remove(unwatched.application().id());
    } else if (observation instanceof Observation.Gone gone) {
      sources.remove(gone.source());
      running.freshness().forget(gone.source());
    } else {
      listed(observation);
    }
  }

  private void listed(Observation observation) {
    if (observation instanceof Observation.Listed listed) {
      shares.listed(listed.source(), listed.application());
    } else if (observation instanceof Observation.Unlisted unlisted) {
      shares.unlisted(unlisted.source(), unlisted.applicationId());
      waiting.unlisted(unlisted.source(), unlisted.applicationId());
    } else if (observation instanceof Observation.Pending waits) {
      pending(waits);
    }
  }

  /** The known applications, by name and id. */
  public synchronized List<ApplicationView> applications() {
    return running.views(clock.instant());
  }

  /** The sources that were tried, by URL. */
  public synchronized List<SourceView> sources() {
    return List.copyOf(sources.values());
  }

  /** The applications that wait for their drivers, the longest first. */
  public synchronized List<PendingView> pending() {
    return waiting.views();
  }

  /** The applications that ended lately, the last to do so first. */
  public synchronized List<EndedView> ended() {
    return endings.views(clock.instant());
  }

  /** Takes up what an earlier run has left; before anything is observed. */
  synchronized void restore(Memory memory) {
    running.restore(memory.known());
    endings.restore(memory.ended());
  }

  /** What a restart must not forget. */
  synchronized Memory memory() {
    Instant now = clock.instant();
    endings.views(now); // forgets what has been kept for long enough
    List<Memory.Known> known = new ArrayList<>(running.all(now));
    known.addAll(waiting.all(now));
    return new Memory(known, endings.all());
  }

  /** A number that grows when an application comes, goes or ends, so that it is worth writing. */
  synchronized long changes() {
    return running.changes() + waiting.changes() + endings.changes();
  }

  /** What is read, or is known to run, waits no more; who says otherwise has not heard yet. */
  private void pending(Observation.Pending waits) {
    String id = waits.pending().application().id();
    ApplicationView view = running.get(id);
    if (view != null && view.error() != null && !sources.containsKey(view.source())) {
      running.remove(id); // its driver is not asked any more: it waits for another
    }
    if (running.get(id) == null && !endings.isTold(id)) {
      endings.remove(id);
      running.remove(id); // as an earlier run knew it
      waiting.put(waits);
    }
  }

  private void judged(Observation.Judged judged) {
    String id = judged.snapshot().application().id();
    running.judged(judged, endings.last(id), clock.instant());
    endings.remove(id);
    waiting.remove(id);
  }

  private void blind(Observation.Blind blind) {
    SourceView source = sources.get(blind.source());
    Instant since =
        source == null ? blind.at() : Objects.requireNonNullElse(source.errorSince(), blind.at());
    Instant readAt = source == null ? null : source.readAt();
    sources.put(blind.source(), new SourceView(blind.source(), readAt, blind.why(), since));
    Application application = blind.application();
    if (application == null || endings.isTold(application.id())) {
      return;
    }
    endings.remove(application.id());
    waiting.remove(application.id());
    running.blind(application, blind, since);
  }

  private void ended(Observation.Ended ended) {
    ApplicationView view = end(ended.application(), ended.ending(), ended.at());
    if (view != null) {
      sources.remove(view.source());
    }
  }

  /** Tells as what it was shown until now. */
  private @Nullable ApplicationView end(Application application, Ending ending, Instant at) {
    String id = application.id();
    ApplicationView view = running.remove(id);
    boolean waited = waiting.remove(id);
    endings.told(application, ending, view, view != null || waited, at);
    return view;
  }
}
