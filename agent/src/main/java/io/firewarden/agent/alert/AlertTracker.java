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

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Finding;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle of all alerts, driven by observations and by the time that is handed in. No I/O, no
 * clock; not thread-safe.
 *
 * <p>Only a conclusive verdict moves an alert of a check. An unhealthy one starts its clock or,
 * when the condition has been seen for {@link AlertDefinition#holdFor()}, makes it fire; a healthy
 * one, or one that no longer has the finding, ends it. An inconclusive verdict and a source that
 * cannot be read leave it as it is: what is not known is neither well nor ill. The one exception is
 * an application that has had too little to do for as long as the grace, see {@link QuietSpells}.
 *
 * <p>A firing alert whose condition is over, or whose application has ended, fires on for {@link
 * AlertDefinition#keepFiringFor()}, as the Prometheus rule does: what comes and goes is one alert.
 *
 * <p>When a condition changes its severity, the old alert resolves and the new one starts its own
 * clock, as the two Prometheus rules do: a moment above the critical limit does not page because a
 * warning had been there for long.
 *
 * <p>Data that stays away for longer than the grace is told in an annotation, and a pending alert
 * that was not confirmed for as long is dropped. A firing one is given up only when its application
 * is known to have ended; when after a restart, for the length of the grace, every source answers
 * and none of them knows the application; or after {@link #FORGET_AFTER}, when nobody can be
 * expected to come back to it. That it is held for lost, because nothing was heard of it and nobody
 * says that it ended, is none of these.
 */
public final class AlertTracker {
  /** How long a firing alert stays without any reading that confirms or ends it. */
  public static final Duration FORGET_AFTER = Duration.ofHours(24);

  /** How long a resolved alert is kept and told again; the same as in Prometheus. */
  public static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

  /** How many active and how many resolved alerts are kept. */
  public static final int MAX_ALERTS = 1000;

  /** The alert about a source that cannot be read. */
  public static final AlertDefinition SOURCE_UNAVAILABLE =
      new AlertDefinition(
          "FirewardenSourceUnavailable", Severity.CRITICAL, Scope.AGENT, Duration.ofMinutes(2));

  private final Identity identity;
  private final Duration grace;
  private final Annotations annotations;
  private final AlertBook book;
  private final Set<String> unheardOf = new HashSet<>();
  private final QuietSpells quiet;
  private final Outage outage = new Outage();
  private Instant restoredAt = Instant.MIN;

  /** The time that was handed in last. */
  private @Nullable Instant latest;

  private boolean reported;

  /**
   * @param cluster the {@code cluster} label
   * @param missingDataGrace how long data may stay away before an alert says so
   * @param externalUrl where people reach the agent's pages
   * @param grafanaUrl where people reach Grafana, or null
   */
  public AlertTracker(
      String cluster, Duration missingDataGrace, URI externalUrl, @Nullable URI grafanaUrl) {
    this.identity = new Identity(cluster);
    this.grace = missingDataGrace;
    this.quiet = new QuietSpells(missingDataGrace);
    this.book = new AlertBook(MAX_ALERTS, quiet::forget);
    this.annotations = new Annotations(externalUrl, grafanaUrl);
  }

  /**
   * Takes over the alerts of an earlier run. What a pending one was seen to hold counts; the time
   * without an agent does not, and it fires only when it is seen again. Nor does that time count
   * for one that is kept firing.
   */
  public void restore(Collection<Alert> earlier, Instant now) {
    latest = now;
    restoredAt = now;
    for (Alert alert : earlier) {
      book.restore(alert, now);
      unheardOf.add(alert.label(Alert.APP_ID));
    }
  }

  /**
   * The clock was set, or nobody has looked for a while: time that has not passed, or in which
   * nothing was seen, is to fire no alert, and to end none.
   */
  public void clockWasSet(Instant now) {
    Duration by = latest == null ? Duration.ZERO : Duration.between(latest, now);
    latest = now;
    restoredAt = now;
    book.replaceActive(alert -> alert.moved(by));
    quiet.forgetAll();
    outage.takeUp(now);
  }

  /**
   * Takes over alerts of another agent that are not known here, and those that fire there and are
   * only pending here: people may have been told, and the time to hold has passed there.
   */
  public void adopt(Collection<Alert> others, Instant now) {
    List<Alert> news = others.stream().filter(book::isNews).toList();
    if (!news.isEmpty()) {
      restore(news, now);
      book.changed();
    }
  }

  /** Takes in one observation. */
  public void accept(Observation observation, Instant now) {
    latest = now;
    if (observation instanceof Observation.Judged judged) {
      judged(judged, now);
    } else if (observation instanceof Observation.Blind blind) {
      blind(blind, now);
    } else if (observation instanceof Observation.Ended ended) {
      ended(ended.application(), ended.ending().sentence(), now);
    } else if (observation instanceof Observation.Fault fault) {
      SortedMap<String, String> labels = identity.labelsAbout(fault.alert(), fault.about());
      book.see(
          labels,
          annotations.ofFault(fault.summary(), fault.why(), labels, fault.at()),
          null,
          fault.alert().holdFor(),
          now);
    } else if (observation instanceof Observation.Mended mended) {
      SortedMap<String, String> labels = identity.labelsAbout(mended.alert(), mended.about());
      book.end(alert -> alert.labels().equals(labels), "it is mended", now);
    } else if (observation instanceof Observation.Unwatched unwatched) {
      outage.forget(ui(unwatched.application()));
      book.end(
          alert -> identity.isOf(alert, unwatched.application()),
          "the application is not watched any more",
          now);
    } else if (observation instanceof Observation.SourceRead read) {
      endSource(read.source(), "it was read again", now);
    } else if (observation instanceof Observation.Gone gone) {
      endSource(gone.source(), "it is not read any more", now);
    }
  }

  private void endSource(String url, String because, Instant now) {
    String source = Identity.withoutUserInfo(url);
    book.end(alert -> alert.check() == null && Identity.isAbout(alert, source), because, now);
    outage.forget(source);
  }

  /** Does what the passing of time alone brings. */
  public void tick(Instant now) {
    latest = now;
    endUnheardOf(now);
    outage.forgetUnseen(grace, now);
    tellOutage(now);
    for (Alert alert : book.active()) {
      Instant confirmed = Collections.max(List.of(alert.confirmedAt(), restoredAt));
      if (alert.isKept()) {
        book.endKept(alert, now);
      } else if (alert.check() == null) {
        if (confirmed.plus(grace).isBefore(now)) {
          book.end(alert, "it is no longer watched", now);
        } else if (alert.isRipe(now) && alert.confirmedAt().isAfter(restoredAt)) {
          book.fire(alert, now);
        }
      } else if (alert.state() == AlertState.PENDING) {
        if (alert.confirmedAt().plus(grace).isBefore(now)) {
          book.end(alert, "it was not seen again", now);
        }
      } else if (confirmed.plus(FORGET_AFTER).isBefore(now)) {
        book.end(alert, "it was not seen again for " + FORGET_AFTER.toHours() + " h", now);
      } else if (alert.readAt().plus(grace).isBefore(now)
          && !alert.annotations().containsKey(Annotations.DATA_MISSING_SINCE)) {
        SortedMap<String, String> told =
            Annotations.withMissingData(alert.annotations(), alert.readAt());
        book.annotate(alert.withAnnotations(told, alert.readAt()));
      }
    }
  }

  /** Ends the alerts of applications that ended while the agent was not running. */
  private void endUnheardOf(Instant now) {
    if (unheardOf.isEmpty() || !restoredAt.plus(grace).isBefore(now)) {
      return;
    }
    if (outage.isEmpty() && book.active().stream().noneMatch(Identity::isOfWholeSource)) {
      book.end(
          alert -> alert.check() != null && unheardOf.contains(alert.label(Alert.APP_ID)),
          "no source knows the application any more",
          now);
      unheardOf.clear();
    }
  }

  /**
   * Drops resolved alerts that were kept for long enough.
   *
   * @param owed whether somebody was told that the alert fires and not yet that it is over; such an
   *     alert is kept for up to {@link #FORGET_AFTER}
   */
  public void forgetResolved(Predicate<Alert> owed, Instant now) {
    book.forgetResolved(owed, now);
  }

  /** Pending and firing alerts, and resolved ones that are still told; the worst first. */
  public List<Alert> alerts() {
    return book.alerts();
  }

  /** The identities of all alerts that are kept. */
  public Set<SortedMap<String, String>> identities() {
    return book.identities();
  }

  /** How many alerts the limit has kept out since the start. */
  public long dropped() {
    return book.dropped();
  }

  /** A number that grows with each change of an alert's state, so that it is worth writing. */
  public long changes() {
    return book.changes();
  }

  private void judged(Observation.Judged judged, Instant now) {
    Application application = judged.snapshot().application();
    unheardOf.remove(application.id());
    Instant dataAt = judged.report().at();
    book.replaceActive(
        alert ->
            identity.isOf(alert, application) && alert.check() != null ? alert.read(now) : alert);
    for (Map.Entry<CheckId, Verdict> entry : judged.report().verdicts().entrySet()) {
      CheckId check = entry.getKey();
      book.end(
          alert ->
              alert.check() == check
                  && identity.isOf(alert, application)
                  && quiet.isTooLong(alert, entry.getValue(), now),
          "too little has run since to judge",
          now);
      if (entry.getValue() instanceof Verdict.Healthy) {
        book.release(
            alert -> alert.check() == check && identity.isOf(alert, application),
            KeptFiring.OVER,
            now);
      } else if (entry.getValue() instanceof Verdict.Unhealthy unhealthy) {
        unhealthy(application, check, unhealthy, dataAt, now);
      }
    }
  }

  private void unhealthy(
      Application application,
      CheckId check,
      Verdict.Unhealthy verdict,
      Instant dataAt,
      Instant now) {
    Map<SortedMap<String, String>, Finding> found = new HashMap<>();
    Map<String, String> severities = new HashMap<>();
    for (Finding finding : verdict.findings()) {
      SortedMap<String, String> labels = identity.labels(finding.alert(), application);
      found.putIfAbsent(labels, finding);
      severities.putIfAbsent(finding.alert().name(), finding.alert().severity().label());
    }
    for (Alert alert : book.active()) {
      if (alert.check() == check
          && identity.isOf(alert, application)
          && !found.containsKey(alert.labels())) {
        String severity = severities.get(alert.name());
        book.release(
            alert::equals,
            severity == null ? KeptFiring.OVER : "the severity is now " + severity,
            now);
      }
    }
    found.forEach(
        (labels, finding) ->
            book.see(
                labels,
                Annotations.withTeam(annotations.of(finding, labels, dataAt), application),
                check,
                finding.alert().holdFor(),
                now));
  }

  private void blind(Observation.Blind blind, Instant now) {
    String source = Identity.withoutUserInfo(blind.source());
    Application application = blind.application();
    if (application != null) {
      unheardOf.remove(application.id());
    }
    SortedMap<String, String> labels = identity.labels(SOURCE_UNAVAILABLE, null);
    labels.put(Alert.SOURCE, source);
    Alert known = book.active(labels);
    if (outage.has(source) || (known == null && areManyBlind())) {
      outage.see(source, Outage.Reason.of(blind.why(), Annotations.team(application)), now);
      return;
    }
    SortedMap<String, String> about = new TreeMap<>(labels); // with what is behind the source
    if (application != null) {
      about.putAll(identity.labels(SOURCE_UNAVAILABLE, application));
    } else if (known != null) {
      about.putAll(Annotations.application(known.annotations()));
      unheardOf.remove(about.getOrDefault(Alert.APP_ID, "")); // which it may still know
    }
    book.see(
        labels,
        Annotations.withTeam(
            annotations.ofUnavailable(blind.why(), about, blind.at()), application),
        null,
        SOURCE_UNAVAILABLE.holdFor(),
        now);
  }

  private boolean areManyBlind() {
    return book.active().stream()
            .filter(Identity::isOfSource)
            .filter(alert -> !alert.label(Alert.SOURCE).equals(Outage.SOURCE))
            .count()
        >= Outage.ALONE;
  }

  /** Tells of the sources that share one alert. */
  private void tellOutage(Instant now) {
    SortedMap<String, String> labels = identity.labels(SOURCE_UNAVAILABLE, null);
    labels.put(Alert.SOURCE, Outage.SOURCE);
    List<String> sources = outage.lasting(SOURCE_UNAVAILABLE.holdFor(), now);
    if (!sources.isEmpty()) {
      SortedMap<String, String> told = annotations.ofOutage(sources, outage, labels, now);
      book.see(labels, told, null, Duration.ZERO, now);
      reported = true;
    } else if (reported) {
      book.end(alert -> alert.labels().equals(labels), "they are read again, or no more", now);
      reported = false;
    }
  }

  private void ended(Application application, String how, Instant now) {
    String ui = ui(application);
    outage.forget(ui);
    book.release(
        alert ->
            identity.isOf(alert, application)
                || (alert.check() == null && Identity.isAbout(alert, ui)),
        how,
        now);
  }

  private static String ui(Application application) {
    return application.uiUrl() == null ? "" : Identity.withoutUserInfo(application.uiUrl());
  }
}
