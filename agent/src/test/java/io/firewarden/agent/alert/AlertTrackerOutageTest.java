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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.poll.Observation;
import io.firewarden.model.Application;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many sources that cannot be read at once. */
class AlertTrackerOutageTest extends AlertTrackerKit {
  private static final int MANY = 1500;

  private void blindAll(long seconds, int count) {
    for (int i = 0; i < count; i++) {
      String source = "http://10.0.0." + i + ":4040";
      tracker.accept(
          new Observation.Blind(source, null, source + " did not answer", at(seconds)),
          at(seconds));
    }
    tracker.tick(at(seconds));
  }

  private void readAgain(long seconds, int from, int to) {
    for (int i = from; i < to; i++) {
      tracker.accept(
          new Observation.SourceRead("http://10.0.0." + i + ":4040", at(seconds)), at(seconds));
    }
    tracker.tick(at(seconds));
  }

  private List<String> sources(AlertState state) {
    return tracker.alerts().stream()
        .filter(alert -> alert.state() == state)
        .map(alert -> alert.label(Alert.SOURCE))
        .toList();
  }

  @Test
  void isToldOfInAFewAlertsAndNoneIsPushedOut() {
    fire();

    blindAll(60, MANY);
    blindAll(120, MANY);
    assertThat(sources(AlertState.FIRING)).containsExactly(""); // the one that fires already
    blindAll(180, MANY);

    assertThat(sources(AlertState.FIRING)).hasSize(1 + Outage.ALONE + 1).contains(Outage.SOURCE);
    assertThat(states()).contains("SparkGcTimeHigh critical firing");
    assertThat(tracker.dropped()).isZero();
    assertThat(tracker.alerts())
        .filteredOn(alert -> alert.label(Alert.SOURCE).equals(Outage.SOURCE))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(alert.annotations().get("summary"))
                    .startsWith("1490 more sources cannot be read"));
  }

  @Test
  void tellsWhyMostOfThemCannotBeReadAndWhoseTheyAreWhenTheyAreOfOneTeam() {
    for (long second : new long[] {0, 120}) {
      for (int i = 0; i < 30; i++) {
        String source = "http://10.0.0." + i + ":4040";
        String why = source + "/api/v1" + (i % 3 == 0 ? " broke off" : " answered 401");
        tracker.accept(
            new Observation.Blind(source, ofTeam(i, "payments"), why, at(second)), at(second));
      }
      tracker.tick(at(second));
    }
    assertThat(shared().annotations().get("description"))
        .contains("\n14 of 20 as this one: http://10.0.0.")
        .contains("/api/v1 answered 401\n");
    assertThat(shared().team()).isEqualTo("payments");

    tracker.accept(
        new Observation.Blind("http://10.0.0.29:4040", ofTeam(29, "other"), "gone", at(125)),
        at(125));
    tracker.tick(at(125));
    assertThat(shared().team()).isEmpty();
  }

  @Test
  void doesNotTakeTheSharedAlertForOneOfTheFirst() {
    blindAll(0, 30);
    blindAll(120, 30);
    readAgain(121, 0, 1);
    tracker.accept(new Observation.Blind("http://new:4040", null, "refused", at(122)), at(122));

    assertThat(tracker.alerts())
        .anyMatch(alert -> alert.label(Alert.SOURCE).equals("http://new:4040"));
  }

  private Alert shared() {
    return tracker.alerts().stream()
        .filter(alert -> alert.label(Alert.SOURCE).equals(Outage.SOURCE))
        .findFirst()
        .orElseThrow();
  }

  private static Application ofTeam(int number, String team) {
    return new Application(
        "app-" + number,
        "nightly",
        "ada",
        "3.5.9",
        false,
        null,
        at(0),
        null,
        null,
        Map.of("team", team));
  }

  @Test
  void isOverForThoseThatShareAnAlertWhenTheLastOfThemIsReadAgain() {
    blindAll(0, 30);
    blindAll(120, 30);
    readAgain(135, 0, 29);
    assertThat(sources(AlertState.FIRING)).containsExactly(Outage.SOURCE);

    readAgain(150, 29, 30);

    assertThat(sources(AlertState.FIRING)).isEmpty();
    assertThat(sources(AlertState.RESOLVED)).hasSize(11);
  }

  @Test
  void isNotToldOfForThoseThatWereBlindForAMoment() {
    blindAll(0, 30);
    readAgain(60, 0, 30);
    blindAll(130, 30);

    assertThat(sources(AlertState.FIRING)).isEmpty();
  }

  @Test
  void isOverWhenNobodyTriesThemAnyMore() {
    blindAll(0, 30);
    blindAll(120, 30);

    tracker.tick(at(120 + GRACE.toSeconds() + 1));

    assertThat(sources(AlertState.FIRING)).isEmpty();
  }

  @Test
  void isNotOverBecauseTheClockWasSet() {
    blindAll(0, 30);
    blindAll(120, 30);

    tracker.clockWasSet(at(7320));
    tracker.tick(at(7320));

    assertThat(sources(AlertState.FIRING)).hasSize(11);
    assertThat(sources(AlertState.RESOLVED)).isEmpty();
  }
}
