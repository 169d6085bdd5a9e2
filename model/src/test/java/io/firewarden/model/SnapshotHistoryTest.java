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
package io.firewarden.model;

import static io.firewarden.model.Snapshots.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotHistoryTest {
  private static final Duration SPAN = Duration.ofMinutes(5);

  private final SnapshotHistory history = new SnapshotHistory(SPAN);

  @Test
  void takesAYoungApplicationFromItsStart() {
    assertThat(history.add(at(Duration.ofMinutes(1))).tasks()).contains(totals(60));
    assertThat(history.add(at(Duration.ofMinutes(2))).length()).contains(Duration.ofMinutes(2));
    assertThat(history.add(at(SPAN)).length()).contains(SPAN);
  }

  @Test
  void leavesTheStartWhenTheApplicationIsOlderThanTheSpan() {
    history.add(at(Duration.ofMinutes(2)));
    history.add(at(Duration.ofMinutes(4)));

    Window window = history.add(at(Duration.ofMinutes(6)));

    assertThat(window.length()).contains(Duration.ofMinutes(4));
    assertThat(window.tasks().orElseThrow().succeeded()).isEqualTo(240);
  }

  @Test
  void takesNoApplicationForYoungThatIsToStartLongAfterNow() {
    ApplicationSnapshot ahead =
        Snapshots.taken(SPAN.plusSeconds(1).negated(), totals(3600)); // the reader's clock is late

    assertThat(history.add(ahead).tasks()).isEmpty();
  }

  @Test
  void takesNoApplicationForYoungWhenALateClockPassesItsStart() {
    Duration age = SPAN.plusMinutes(2).negated();
    history.add(Snapshots.taken(age, totals(3600)));
    for (int minutes = 1; minutes <= 12; minutes++) {
      Window window =
          history.add(Snapshots.taken(age.plusMinutes(minutes), totals(3600 + 60L * minutes)));

      assertThat(window.tasks()).contains(totals(60L * Math.min(minutes, SPAN.toMinutes())));
    }
  }

  @Test
  void knowsNoRateAtTheFirstSightOfAnOlderApplication() {
    assertThat(history.add(at(Duration.ofHours(1))).tasks()).isEmpty();

    Window second = history.add(at(Duration.ofHours(1).plusSeconds(15)));

    assertThat(second.length()).contains(Duration.ofSeconds(15));
    assertThat(second.tasks().orElseThrow().succeeded()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 10, 15, 30, 60, 61, 119, 150})
  void honoursTheSpanAtAnyIntervalInLittleMemory(long seconds) throws Exception {
    Duration age = Duration.ofHours(1);
    Window window = history.add(at(age));
    for (int i = 0; i < 2000 / seconds; i++) {
      age = age.plusSeconds(seconds);
      window = history.add(at(age));
      assertThat(window.length().orElseThrow()).isLessThanOrEqualTo(SPAN).isPositive();
      assertThat(kept()).hasSizeLessThanOrEqualTo(7);
    }

    assertThat(window.length().orElseThrow()).isGreaterThanOrEqualTo(SPAN.dividedBy(2));
  }

  @Test
  void forgetsWhatIsOlderThanTheSpan() {
    history.add(at(Duration.ofHours(1)));

    assertThat(history.add(at(Duration.ofHours(2))).length()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void startsAnewWhenACounterHasGoneBack(int counter) {
    long[] values = {100, 10, 10, 10, 100, 10, 10};
    history.add(snapshot(60, values));
    values[counter]--;

    assertThat(history.add(snapshot(61, values)).tasks()).isEmpty();
    assertThat(history.add(snapshot(62, values)).length()).contains(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void startsAnewWhenTimeHasNotGoneOn(int minutes) {
    long[] values = {100, 10, 10, 10, 100, 10, 10};
    history.add(snapshot(60, values));

    assertThat(history.add(snapshot(60 + minutes, values)).length()).isEmpty();
  }

  @Test
  void startsAnewWhenFewerExecutorsHaveGone() {
    ApplicationSnapshot last = at(Duration.ofHours(1));
    history.add(last);
    ApplicationSnapshot current = at(Duration.ofHours(1).plusSeconds(15));
    ApplicationSnapshot fewer =
        new ApplicationSnapshot(
            current.takenAt(),
            current.source(),
            current.application(),
            current.tasks(),
            current.jobTotals(),
            current.stageTotals(),
            last.executorsRemoved() - 1,
            current.executors(),
            current.jobs(),
            current.stages(),
            current.cachedRdds(),
            Set.of());

    assertThat(history.add(fewer).length()).isEmpty();
  }

  @Test
  void startsAnewWithAnotherAttemptAtTheApplication() {
    ApplicationSnapshot one = at(Duration.ofHours(1));
    history.add(one);
    ApplicationSnapshot other =
        Snapshots.with(
            at(Duration.ofHours(1).plusSeconds(15)), Snapshots.application(START.minusSeconds(60)));

    assertThat(history.add(other).length()).isEmpty();
  }

  @Test
  void startsAnewWithAnotherSource() {
    history.add(at(Duration.ofHours(1)));
    ApplicationSnapshot listened = at(Duration.ofHours(1).plusSeconds(15));
    ApplicationSnapshot read =
        new ApplicationSnapshot(
            listened.takenAt(),
            SourceKind.REST,
            listened.application(),
            listened.tasks(),
            listened.jobTotals(),
            listened.stageTotals(),
            listened.executorsRemoved(),
            listened.executors(),
            listened.jobs(),
            listened.stages(),
            listened.cachedRdds(),
            Set.of());

    assertThat(history.add(read).length()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void refusesASpanThatIsNotPositive(long seconds) {
    assertThatThrownBy(() -> new SnapshotHistory(Duration.ofSeconds(seconds)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("span must be positive");
  }

  /** A snapshot at an age of the application; one task has succeeded in each second. */
  private static ApplicationSnapshot at(Duration age) {
    return Snapshots.taken(age, totals(age.toSeconds()));
  }

  private static TaskTotals totals(long succeeded) {
    return new TaskTotals(succeeded, 0, 0, 0, 0, 0, LocalityCounts.NONE);
  }

  private static ApplicationSnapshot snapshot(long minutes, long... values) {
    Instant time = START.plus(Duration.ofMinutes(minutes));
    return Snapshots.with(
        Snapshots.full(),
        time,
        new TaskTotals(
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            values[5],
            new LocalityCounts(values[6], 0, 0, 0, 0)),
        Set.of());
  }

  @Test
  void keepsLittleOfASnapshot() throws Exception {
    for (int seconds = 0; seconds < 600; seconds += 10) {
      history.add(at(Duration.ofHours(1).plusSeconds(seconds)));
    }

    assertThat(kept()).isNotEmpty().noneMatch(ApplicationSnapshot.class::isInstance);
  }

  private Collection<?> kept() throws ReflectiveOperationException {
    Field kept = SnapshotHistory.class.getDeclaredField("kept");
    kept.setAccessible(true);
    return (Collection<?>) kept.get(history);
  }
}
