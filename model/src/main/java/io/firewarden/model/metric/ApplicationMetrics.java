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
package io.firewarden.model.metric;

import static io.firewarden.model.metric.Figures.each;
import static io.firewarden.model.metric.Figures.flag;
import static io.firewarden.model.metric.Figures.time;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The metrics about the identity and the life of an application. */
final class ApplicationMetrics {
  private static final double MILLIS_PER_SECOND = 1000;

  static final Figures<ApplicationSnapshot> FIGURES = figures();

  private ApplicationMetrics() {}

  private static Figures<ApplicationSnapshot> figures() {
    Figures<ApplicationSnapshot> figures = Figures.ofApplication();
    figures.keyed(
        figures.define(
            "spark_application_info",
            "What describes the application; always 1. Labels of its owner come in addition.",
            Folding.LEFT_OUT,
            OwnerLabels.BUILT_IN.toArray(String[]::new)),
        (Described each) -> info(each.snapshot),
        (snapshot, cells) -> cells.accept(new Described(snapshot), 1));
    addLife(figures);
    addReading(figures);
    return figures;
  }

  private static void addLife(Figures<ApplicationSnapshot> figures) {
    figures
        .gauge(
            "spark_application_start_timestamp_seconds",
            "When the application started, in seconds since the epoch.",
            Folding.LEFT_OUT,
            snapshot -> time(snapshot.application().startedAt()))
        .gauge(
            "spark_application_end_timestamp_seconds",
            "When the application ended, in seconds since the epoch; absent while it runs.",
            Folding.LEFT_OUT,
            snapshot -> time(snapshot.application().endedAt()))
        .gauge(
            "spark_application_duration_seconds",
            "How long the application ran, in seconds; absent while it runs.",
            Folding.LEFT_OUT,
            ApplicationMetrics::duration)
        .gauges(
            figures.define(
                "spark_application_final_status",
                "1 for the way in which the application ended (succeeded, failed, killed,"
                    + " lost or unknown), 0 for the others; absent while it runs.",
                Folding.LEFT_OUT,
                "status"),
            each(
                FinalStatus.values(),
                status -> status.name().toLowerCase(Locale.ROOT),
                ApplicationMetrics::ended));
  }

  private static void addReading(Figures<ApplicationSnapshot> figures) {
    figures
        .gauge(
            "spark_application_snapshot_timestamp_seconds",
            "When the figures of this application were read, in seconds since the epoch.",
            Folding.LEFT_OUT,
            ApplicationMetrics::readAt)
        .gauge(
            "spark_application_events_complete",
            "1 while every event since the application's start was counted, 0 once some were lost,"
                + " so that counters are too low.",
            Folding.LEFT_OUT,
            snapshot -> snapshot.bus() == null ? Double.NaN : flag(snapshot.bus().complete()));
  }

  /**
   * A snapshot that is equal only to itself: to hash all of it would take as long as to write it.
   */
  private static final class Described {
    final ApplicationSnapshot snapshot;

    Described(ApplicationSnapshot snapshot) {
      this.snapshot = snapshot;
    }
  }

  /** A value for each label of the catalogue, and the labels of the application's owner. */
  private static Tag info(ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    List<String> names = new ArrayList<>(OwnerLabels.BUILT_IN);
    List<String> values =
        new ArrayList<>(
            List.of(
                application.user(),
                application.sparkVersion(),
                Objects.requireNonNullElse(application.uiUrl(), ""),
                snapshot.source().name().toLowerCase(Locale.ROOT)));
    OwnerLabels.permitted(application.labels())
        .forEach(
            (name, value) -> {
              names.add(name);
              values.add(value);
            });
    return Tag.of(names, values);
  }

  private static double readAt(ApplicationSnapshot snapshot) {
    return snapshot.source() == SourceKind.LISTED ? Double.NaN : time(snapshot.takenAt());
  }

  private static double duration(ApplicationSnapshot snapshot) {
    Application application = snapshot.application();
    return application.endedAt() == null
        ? Double.NaN
        : Duration.between(application.startedAt(), application.endedAt()).toMillis()
            / MILLIS_PER_SECOND;
  }

  private static double ended(ApplicationSnapshot snapshot, FinalStatus status) {
    FinalStatus actual = snapshot.application().finalStatus();
    return actual == null ? Double.NaN : flag(actual == status);
  }
}
