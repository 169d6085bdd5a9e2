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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.AlertDefinition;
import io.firewarden.alerts.check.Scope;
import io.firewarden.alerts.check.Severity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the agent sees of its own work: whom it cannot tell, and what it cannot write. It says so by
 * the alerts for which there are Prometheus rules too, so that people hear of it without a
 * Prometheus. Passes all that is counted on. Thread-safe.
 */
final class SelfWatch implements PipelineMetrics {
  /** The alert about a notifier that nothing reaches. */
  static final AlertDefinition NOTIFICATIONS_FAILING =
      new AlertDefinition(
          "FirewardenNotificationsFailing", Severity.CRITICAL, Scope.AGENT, Duration.ofMinutes(5));

  /** The alert about a state that is not written. */
  static final AlertDefinition STATE_NOT_WRITTEN =
      new AlertDefinition(
          "FirewardenStateNotWritten", Severity.WARNING, Scope.AGENT, Duration.ofMinutes(5));

  static final String NOTIFIER = "notifier";
  static final String INSTANCE = "instance";

  /**
   * What failed is tried again sooner, by far; when it is not, there is nothing to tell or to write
   * any more, and whether it would work now is not known.
   */
  private static final Duration TRIED_WITHIN = Duration.ofMinutes(15);

  /**
   * @param goodAt when it worked last, or null
   * @param failingSince when it first failed after that, or null
   * @param triedAt when it was tried last, or null
   * @param why it failed last, or empty
   */
  private record Work(
      @Nullable Instant goodAt,
      @Nullable Instant failingSince,
      @Nullable Instant triedAt,
      String why) {
    static final Work NONE = new Work(null, null, null, "");

    Work good(Instant at) {
      return new Work(at, null, at, "");
    }

    Work failed(String because, Instant at) {
      return new Work(goodAt, failingSince == null ? at : failingSince, at, because);
    }

    boolean isFailing(Instant now) {
      return failingSince != null && triedAt != null && now.isBefore(triedAt.plus(TRIED_WITHIN));
    }

    String told() {
      return failingSince == null
          ? ""
          : "since "
              + failingSince.truncatedTo(ChronoUnit.SECONDS)
              + (why.isEmpty() ? "" : ": " + why);
    }
  }

  private final PipelineMetrics metrics;
  private final InstantSource clock;
  private final String instance;
  private final SortedMap<String, Work> notifiers = new TreeMap<>();
  private final SortedMap<String, Work> states = new TreeMap<>();

  /** When the alerts were moved along last; what was written then is of that time. */
  private @Nullable Instant seen;

  /**
   * @param metrics counts the same
   * @param externalUrl where people reach the agent: by its host and port Prometheus is taken to
   *     know it, too
   */
  SelfWatch(PipelineMetrics metrics, InstantSource clock, URI externalUrl) {
    this.metrics = metrics;
    this.clock = clock;
    int fallback = "https".equalsIgnoreCase(externalUrl.getScheme()) ? 443 : 80;
    int port = externalUrl.getPort() < 0 ? fallback : externalUrl.getPort();
    String host = externalUrl.getHost(); // null for a name that is none of the Internet's
    this.instance = host == null ? externalUrl.getRawAuthority() : host + ":" + port;
  }

  /** Whether an alert tells that this notifier cannot be told. */
  static boolean isAbout(Alert alert, String notifier) {
    return alert.name().equals(NOTIFICATIONS_FAILING.name())
        && alert.label(NOTIFIER).equals(notifier);
  }

  /** What is to be said of it now. */
  synchronized List<Observation> told(Instant now) {
    seen = now;
    List<Observation> told = new ArrayList<>();
    notifiers.forEach((name, work) -> told(name, work, now, told));
    if (states.values().stream().anyMatch(work -> work.isFailing(now))) {
      told.add(
          new Observation.Fault(
              STATE_NOT_WRITTEN,
              Map.of(INSTANCE, instance),
              "The agent " + instance + " cannot write its state",
              failingStates(now)
                  + "\nThe agent works on, but a restart would forget what is in them, and the"
                  + " agent that leads next would tell alerts once more. Its log tells why.",
              now));
    } else if (!states.isEmpty()) {
      told.add(new Observation.Mended(STATE_NOT_WRITTEN, Map.of(INSTANCE, instance), now));
    }
    return told;
  }

  private void told(String name, Work work, Instant now, List<Observation> told) {
    Map<String, String> about = Map.of(INSTANCE, instance, NOTIFIER, name);
    if (work.isFailing(now)) {
      told.add(
          new Observation.Fault(
              NOTIFICATIONS_FAILING,
              about,
              "The agent " + instance + " cannot deliver alerts to " + name,
              "Nobody is told through this notifier " + work.told(),
              now));
    } else if (work.triedAt() != null) {
      told.add(new Observation.Mended(NOTIFICATIONS_FAILING, about, now));
    }
  }

  private String failingStates(Instant now) {
    return states.entrySet().stream()
        .filter(state -> state.getValue().isFailing(now))
        .map(
            state ->
                "Every write of the state of "
                    + state.getKey()
                    + " failed "
                    + state.getValue().told())
        .collect(Collectors.joining("\n"));
  }

  /** All notifiers, by name. */
  synchronized List<NotifierView> notifiers() {
    return notifiers.entrySet().stream()
        .map(
            one ->
                new NotifierView(
                    one.getKey(),
                    one.getValue().goodAt(),
                    one.getValue().failingSince(),
                    one.getValue().why()))
        .toList();
  }

  /** There are no others any more. */
  synchronized void retain(Collection<String> names) {
    notifiers.keySet().retainAll(names);
  }

  /** A state was written, or could not be. */
  synchronized void wrote(String what, boolean success) {
    Instant now = seen == null ? clock.instant() : seen;
    states.compute(
        what,
        (name, known) -> {
          Work work = known == null ? Work.NONE : known;
          return success ? work.good(now) : work.failed("", now);
        });
  }

  @Override
  public void notifier(String name) {
    synchronized (this) {
      notifiers.putIfAbsent(name, Work.NONE);
    }
    metrics.notifier(name);
  }

  @Override
  public void notified(String notifier, Delivery what) {
    synchronized (this) {
      Instant now = clock.instant();
      notifiers.computeIfPresent(notifier, (name, work) -> after(work, what, now));
    }
    metrics.notified(notifier, what);
  }

  private static Work after(Work work, Delivery what, Instant now) {
    if (what instanceof Delivery.Retry retry) {
      return work.failed(retry.why(), now);
    }
    return what instanceof Delivery.Rejected rejected
        ? work.failed(rejected.why(), now)
        : work.good(now);
  }

  @Override
  public void stateWritten(boolean success) {
    wrote("alerts", success);
    metrics.stateWritten(success);
  }

  @Override
  public void handedOver(boolean success) {
    wrote("handover", success);
    metrics.handedOver(success);
  }

  @Override
  public void alertsDropped(long more) {
    metrics.alertsDropped(more);
  }
}
