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
package io.firewarden.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firewarden.model.Distribution;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
  private final Budget fine = new Budget(1);
  private final Spread spread = new Spread(fine);

  @Test
  void knowsNothingAtFirst() {
    assertThat(spread.values().distribution()).isNull();
  }

  @Test
  void isExactForFewValues() {
    spread.add(30);
    assertThat(spread.values().distribution()).isEqualTo(new Distribution(1, 30, 30, 30, 30));

    spread.add(10);
    assertThat(spread.values().distribution()).isEqualTo(new Distribution(2, 10, 20, 29, 30));
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 100, Spread.MAX_EXACT, Spread.MAX_EXACT + 1, 300_000})
  void isNearTheTruthForAnyNumberOfValues(long count) {
    LongStream.rangeClosed(1, count).map(i -> 1 + i * 7_919 % count).forEach(spread::add);

    Distribution known = spread.values().distribution();

    assertThat(known).isNotNull();
    assertThat(known.count()).isEqualTo(count);
    assertThat(known.min()).isEqualTo(1);
    assertThat(known.max()).isEqualTo((double) count);
    assertThat(known.median()).isCloseTo(count * 0.5, within(0.02 * count + 1));
    assertThat(known.p95()).isCloseTo(count * 0.95, within(0.01 * count + 1));
  }

  @Test
  void keepsNoMoreThanTheSketchBeyondTheExactValues() {
    LongStream.range(0, Spread.MAX_EXACT).forEach(spread::add);
    assertThat(Retained.entries(spread)).isEqualTo(Spread.MAX_EXACT);

    spread.add(1);

    assertThat(Retained.entries(spread)).isZero();
  }

  @Test
  void isCoarserWhenThereAreTooManyFineOnes() {
    Spread coarse = new Spread(new Budget(0));
    LongStream.rangeClosed(1, 100_000).forEach(coarse::add);

    Distribution known = coarse.values().distribution();

    assertThat(known).isNotNull();
    assertThat(known.min()).isEqualTo(1);
    assertThat(known.max()).isEqualTo(100_000);
    assertThat(known.median()).isCloseTo(50_000, within(2_500.0));
    assertThat(known.p95()).isCloseTo(95_000, within(4_000.0));
  }

  @Test
  void givesItsFineSketchBack() {
    LongStream.rangeClosed(0, Spread.MAX_EXACT).forEach(spread::add);
    assertThat(fine.tryTake(1)).isFalse();

    spread.release();
    spread.release();

    assertThat(fine.tryTake(1)).isTrue();
    assertThat(fine.tryTake(1)).isFalse();
  }

  @Test
  void takesImpossibleValuesForTheNearestPossible() {
    LongStream.rangeClosed(0, Spread.MAX_EXACT).forEach(spread::add);
    spread.add(-5);
    spread.add(Long.MAX_VALUE);

    Distribution known = spread.values().distribution();
    assertThat(known).isNotNull();
    assertThat(known.min()).isZero();
    assertThat(known.max()).isEqualTo(Spread.MAX_VALUE);
  }

  @Test
  void handsOutValuesThatDoNotChange() {
    Spread spread = new Spread(new Budget(1));
    Spread.Values none = spread.values();
    for (int i = 1; i <= Spread.MAX_EXACT; i++) {
      spread.add(i);
    }
    Spread.Values exact = spread.values();
    spread.add(1_000_000);
    Spread.Values sketched = spread.values();
    spread.add(2_000_000);

    assertThat(none.distribution()).isNull();
    assertThat(exact.distribution())
        .extracting(Distribution::count, Distribution::max)
        .containsExactly((long) Spread.MAX_EXACT, (double) Spread.MAX_EXACT);
    assertThat(sketched.distribution())
        .extracting(Distribution::count, Distribution::max)
        .containsExactly(Spread.MAX_EXACT + 1L, 1_000_000.0);
    assertThat(spread.values().distribution())
        .extracting(Distribution::count, Distribution::max)
        .containsExactly(Spread.MAX_EXACT + 2L, 2_000_000.0);
  }
}
