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
import java.util.List;
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
