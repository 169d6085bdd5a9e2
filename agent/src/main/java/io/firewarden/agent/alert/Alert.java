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
package io.firewarden.agent.alert;

import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An alert at one moment of its life. Immutable. Its labels are its identity; all that changes from
 * reading to reading is in the annotations.
 *
 * @param labels the identity, as Alertmanager takes it: alertname, cluster, severity, scope, and
 *     app_id with app_name, or source
 * @param annotations what people read: summary, description, links, the age of the data
 * @param check the check whose verdicts drive it, or null when it is about a source
 * @param state where it is in its life
 * @param holdFor how long the condition must hold before it fires
 * @param since when the condition was first seen; later by the time for which no agent ran
 * @param firedAt when it began to fire, or null while it is pending
 * @param resolvedAt when it was over, or null while it is not
 * @param confirmedAt when the condition was last seen
 * @param readAt when its application was last read, whatever that reading said
 */
public record Alert(
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    @Nullable CheckId check,
    AlertState state,
    Duration holdFor,
    Instant since,
    @Nullable Instant firedAt,
    @Nullable Instant resolvedAt,
    Instant confirmedAt,
    Instant readAt) {

  public static final String NAME = "alertname";
  public static final String CLUSTER = "cluster";
  public static final String SEVERITY = "severity";
  public static final String SCOPE = "scope";
  public static final String APP_ID = "app_id";
  public static final String APP_NAME = "app_name";
  public static final String SOURCE = "source";

  /** The annotation that says until when people are not told of it. */
  public static final String MUTED_UNTIL = "muted_until";

  /** The annotation that names the mute. */
  public static final String MUTED_BY = "muted_by";

  public Alert {
    labels = copy(labels);
    annotations = copy(annotations);
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(holdFor, "holdFor");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(confirmedAt, "confirmedAt");
    Objects.requireNonNull(readAt, "readAt");
    if (!labels.containsKey(NAME)) {
      throw new IllegalArgumentException("an alert needs the label alertname, but has " + labels);
    }
  }

  /** A condition that was seen for the first time. */
  static Alert pending(
      Map<String, String> labels,
      Map<String, String> annotations,
      @Nullable CheckId check,
      Duration holdFor,
      Instant now) {
    return new Alert(
        copy(labels),
        copy(annotations),
        check,
        AlertState.PENDING,
        holdFor,
        now,
        null,
        null,
        now,
        now);
  }

  /** The label {@code alertname}. */
  public String name() {
    return label(NAME);
  }

  /** The value of a label; empty when the alert has no such label, as in Prometheus. */
  public String label(String label) {
    return labels.getOrDefault(label, "");
  }

  /** The label {@code severity}; {@link Severity#INFO} when it is none of ours. */
  public Severity severity() {
    for (Severity severity : Severity.values()) {
      if (severity.label().equals(label(SEVERITY).toLowerCase(Locale.ROOT))) {
        return severity;
      }
    }
    return Severity.INFO;
  }

  /** The team that owns the application; empty when that is not known. */
  public String team() {
    return annotations.getOrDefault(Annotations.TEAM, "");
  }

  /** The application's name, also when that is no part of the identity; empty without one. */
  public String application() {
    return labels.getOrDefault(APP_NAME, annotations.getOrDefault(APP_NAME, ""));
  }

  /** Whether it fires on for a while although its condition is not seen any more. */
  public boolean isKept() {
    return state == AlertState.FIRING && annotations.containsKey(Annotations.NOT_SEEN_SINCE);
  }

  /** Whether people are not told of it for now; known of those alerts only that are shown. */
  public boolean isMuted() {
    return annotations.containsKey(MUTED_UNTIL);
  }

  /** Whether its condition has now held for long enough to fire. */
  boolean isRipe(Instant now) {
    return state == AlertState.PENDING && !now.isBefore(since.plus(holdFor));
  }

  /** The same alert, of which the condition is over since then, and which fires on. */
  Alert kept(Instant notSeenSince, Instant lastRead) {
    SortedMap<String, String> told = new TreeMap<>(annotations);
    Instant since = notSeenSince.truncatedTo(ChronoUnit.MILLIS);
    told.put(Annotations.NOT_SEEN_SINCE, since.toString());
    return withAnnotations(told, lastRead);
  }

  /** Since when it is kept. */
  Instant keptSince() {
    return Instant.parse(annotations.getOrDefault(Annotations.NOT_SEEN_SINCE, ""));
  }

  /**
   * The same alert, taken up again after a time in which nobody looked. While it is pending, that
   * time does not count as held, and nothing has confirmed the condition since. While it is kept,
   * that time does not count either: nobody could have seen the condition come back.
   */
  Alert takenUp(Instant now) {
    if (isKept()) {
      Duration kept = Duration.between(keptSince(), readAt);
      return kept(kept.isNegative() ? now : now.minus(kept), readAt.isAfter(now) ? now : readAt);
    }
    if (state != AlertState.PENDING) {
      return this;
    }
    Duration held = Duration.between(since, confirmedAt);
    return new Alert(
        labels,
        annotations,
        check,
        state,
        holdFor,
        held.isNegative() ? now : now.minus(held),
        firedAt,
        resolvedAt,
        confirmedAt.isAfter(now) ? now : confirmedAt,
        readAt);
  }

  /**
   * The same alert when the clock that showed one time shows another, and no time has passed
   * between. What people were told of it stays: when it began to fire.
   */
  Alert moved(Duration by) {
    SortedMap<String, String> told = new TreeMap<>(annotations);
    told.computeIfPresent(
        Annotations.NOT_SEEN_SINCE, (name, at) -> Instant.parse(at).plus(by).toString());
    return new Alert(
        labels,
        told,
        check,
        state,
        holdFor,
        state == AlertState.PENDING ? since.plus(by) : since,
        firedAt,
        resolvedAt,
        confirmedAt.plus(by),
        readAt.plus(by));
  }

  Alert fired(Instant now) {
    return new Alert(
        labels,
        annotations,
        check,
        AlertState.FIRING,
        holdFor,
        since,
        now,
        null,
        confirmedAt,
        readAt);
  }

  Alert resolved(Instant now, String because) {
    SortedMap<String, String> told = new TreeMap<>(annotations);
    told.put(Annotations.RESOLUTION, because);
    return new Alert(
        labels,
        told,
        check,
        AlertState.RESOLVED,
        holdFor,
        since,
        firedAt,
        now,
        confirmedAt,
        readAt);
  }

  /** The condition was seen again, with new evidence. */
  Alert confirmed(Map<String, String> evidence, Instant now) {
    return new Alert(
        labels, copy(evidence), check, state, holdFor, since, firedAt, resolvedAt, now, now);
  }

  /** The application was read, but the check came to no conclusion. */
  Alert read(Instant now) {
    return withAnnotations(Annotations.withoutMissingData(annotations), now);
  }

  /** The same alert, with other things told of it. */
  public Alert annotated(Map<String, String> changed) {
    return withAnnotations(changed, readAt);
  }

  Alert withAnnotations(Map<String, String> changed, Instant lastRead) {
    return new Alert(
        labels,
        copy(changed),
        check,
        state,
        holdFor,
        since,
        firedAt,
        resolvedAt,
        confirmedAt,
        lastRead);
  }

  private static SortedMap<String, String> copy(Map<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
