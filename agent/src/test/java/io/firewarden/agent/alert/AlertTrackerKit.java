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

import static io.firewarden.agent.alert.Observations.DRIVER;
import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A tracker with a clock that starts at 0 s, and the words of its tests. */
abstract class AlertTrackerKit {
  static final Duration GRACE = Duration.ofMinutes(15);

  final AlertTracker tracker = newTracker();

  static AlertTracker newTracker() {
    return new AlertTracker(
        "prod", GRACE, URI.create("http://warden.example/"), URI.create("http://grafana.example"));
  }

  /** The time so many seconds after the start. */
  static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  void gc(long seconds, Verdict verdict) {
    tracker.accept(judged(app(), at(seconds), CheckId.GC_TIME, verdict), at(seconds));
  }

  /** The condition ends, and the time for which the alert fires on passes. */
  void over(long seconds) {
    gc(seconds, healthy());
    tracker.tick(at(seconds + 120));
  }

  void blind(long seconds) {
    blind(seconds, app());
  }

  void blind(long seconds, Application application) {
    tracker.accept(
        new Observation.Blind(DRIVER, application, DRIVER + " refused", at(seconds)), at(seconds));
  }

  void ended(long seconds) {
    Ending ending = new Ending(FinalStatus.KILLED, null, "by its owner", "http://master:8080");
    tracker.accept(new Observation.Ended(app(), ending, at(seconds)), at(seconds));
  }

  List<String> states() {
    return tracker.alerts().stream()
        .map(a -> a.name() + " " + a.severity().label() + " " + a.state().label())
        .toList();
  }

  Alert only() {
    assertThat(tracker.alerts()).hasSize(1);
    return tracker.alerts().get(0);
  }

  void fire() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(60, unhealthy(GC_CRITICAL));
    assertThat(states()).contains("SparkGcTimeHigh critical firing");
  }
}
