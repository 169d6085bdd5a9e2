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

import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.healthy;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that is set, which fires no alert and ends none. */
class AlertTrackerClockTest extends AlertTrackerKit {

  @Test
  void goesOnAsOfNowWhenTheClockIsSet() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(40, unhealthy(GC_CRITICAL));
    tracker.clockWasSet(at(-7200));
    gc(-7190, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical pending");
    gc(-7180, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");

    tracker.clockWasSet(at(1_000_000));
    tracker.tick(at(1_000_000));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
  }

  @Test
  void keepsWhatAPendingAlertHasHeldWhenTheClockIsSetForward() {
    gc(0, unhealthy(GC_CRITICAL));
    gc(40, unhealthy(GC_CRITICAL));
    tracker.clockWasSet(at(100_000));
    tracker.tick(at(100_000));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical pending");

    gc(100_019, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical pending");
    gc(100_020, unhealthy(GC_CRITICAL));
    assertThat(states()).containsExactly("SparkGcTimeHigh critical firing");
  }

  @Test
  void keepsAnAlertFiringForAsLongWhenTheClockIsSet() {
    fire();
    gc(90, healthy());
    tracker.tick(at(100));
    for (long set : new long[] {100_000, -100_000}) {
      tracker.clockWasSet(at(set));
      tracker.tick(at(set));
      assertThat(only().isKept()).isTrue();
      assertThat(only().annotations()).containsEntry("not_seen_since", at(set - 10).toString());
    }
    tracker.tick(at(-100_000 + 109));
    assertThat(only().isKept()).isTrue();
    tracker.tick(at(-100_000 + 110));
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
    assertThat(only().firedAt()).as("what people were told").isEqualTo(at(60));
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600})
  void endsNoKeptAlertBecauseTheClockIsSet(long seconds) {
    fire();
    gc(90, healthy());
    gc(120, healthy());
    for (int times = 1; times <= 2; times++) {
      Instant now = at(120 + times * seconds);
      tracker.clockWasSet(now);
      tracker.tick(now.plusSeconds(40));
      assertThat(only().isKept()).isTrue();
    }
    tracker.tick(at(120 + 2 * seconds + 120));
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void endsNoKeptAlertBecauseTheClockIsSetBackALittle() {
    fire();
    gc(90, healthy());
    tracker.tick(at(87));
    assertThat(only().isKept()).isTrue();
  }

  @Test
  void doesNotTellOfMissingDataWhenTheClockIsSetForward() {
    fire();
    tracker.clockWasSet(at(100_000));
    tracker.tick(at(100_000));
    assertThat(only().annotations()).doesNotContainKey("data_missing_since");

    tracker.tick(at(100_001 + GRACE.toSeconds()));
    assertThat(only().annotations()).containsEntry("data_missing_since", at(100_000).toString());
  }

  @Test
  void doesNotEndTheAlertAboutASourceWhenTheClockIsSetForward() {
    blind(0);
    blind(120);
    tracker.clockWasSet(at(100_000));
    tracker.tick(at(100_001));
    assertThat(only().state()).isEqualTo(AlertState.FIRING);

    tracker.tick(at(100_000 + GRACE.toSeconds() + 1));
    assertThat(only().state()).isEqualTo(AlertState.RESOLVED);
  }
}
