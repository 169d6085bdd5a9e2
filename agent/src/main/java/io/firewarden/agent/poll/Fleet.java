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

import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about the watched applications and sources at the moment, folded from
 * observations. Thread-safe; what it hands out is immutable. An application that ended leaves it.
 */
public final class Fleet implements ObservationSink {

  /**
   * An application as it was last seen.
   *
   * @param application its identity
   * @param source the driver's URL
   * @param snapshot the last reading, or null when it is known but was never read
   * @param report the judgement of that reading, or null like it
   * @param thresholds the limits that held, or null like it
   * @param error why nothing is known of it now, or null when it was read lately; while there is an
   *     error, snapshot and report are of the past and tell nothing about now
   * @param errorSince when the error began, or null without one
   */
  public record ApplicationView(
      Application application,
      String source,
      @Nullable ApplicationSnapshot snapshot,
      @Nullable HealthReport report,
      @Nullable ThresholdValues thresholds,
      @Nullable String error,
      @Nullable Instant errorSince) {

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
      if (error != null || snapshot == null) {
        return this;
      }
      Instant staleAt = snapshot.takenAt().plus(staleAfter);
      if (!staleAt.isBefore(now)) {
        return this;
      }
      String why =
          source
              + " was last read at "
              + snapshot.takenAt()
              + "; expected a reading no older than "
              + staleAfter.toSeconds()
              + " s";
      return new ApplicationView(application, source, snapshot, report, thresholds, why, staleAt);
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

  private final TreeMap<String, ApplicationView> applications = new TreeMap<>();
  private final TreeMap<String, SourceView> sources = new TreeMap<>();
  private final Duration staleAfter;
  private final InstantSource clock;

  /**
   * @param staleAfter how old a reading may be to tell of now
   */
  public Fleet(Duration staleAfter, InstantSource clock) {
    this.staleAfter = staleAfter;
    this.clock = clock;
  }

  @Override
  public synchronized void accept(Observation observation) {
    if (observation instanceof Observation.Judged judged) {
      judged(judged);
    } else if (observation instanceof Observation.Blind blind) {
      blind(blind);
    } else if (observation instanceof Observation.Ended ended) {
      ended(ended);
    } else if (observation instanceof Observation.SourceRead read) {
      sources.put(read.source(), new SourceView(read.source(), read.at(), null, null));
    } else if (observation instanceof Observation.Gone gone) {
      sources.remove(gone.source());
    }
  }

  /** The known applications, by name and id. */
  public synchronized List<ApplicationView> applications() {
    Instant now = clock.instant();
    return applications.values().stream()
        .map(view -> view.at(now, staleAfter))
        .sorted(
            Comparator.comparing((ApplicationView view) -> view.application().name())
                .thenComparing(view -> view.application().id()))
        .toList();
  }

  /** The sources that were tried, by URL. */
  public synchronized List<SourceView> sources() {
    return List.copyOf(sources.values());
  }

  private void judged(Observation.Judged judged) {
    Application application = judged.snapshot().application();
    String source = Objects.requireNonNullElse(application.uiUrl(), "");
    applications.put(
        application.id(),
        new ApplicationView(
            application,
            source,
            judged.snapshot(),
            judged.report(),
            judged.thresholds(),
            null,
            null));
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
              view == null ? null : view.snapshot(),
              view == null ? null : view.report(),
              view == null ? null : view.thresholds(),
              blind.why(),
              since));
    }
  }

  private void ended(Observation.Ended ended) {
    ApplicationView view = applications.remove(ended.application().id());
    if (view != null) {
      sources.remove(view.source());
    }
  }
}
