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

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntCountsTest {
  private final IntCounts counts = new IntCounts();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isAMapOfCounts(long seed) {
    Map<Integer, Integer> expected = new HashMap<>();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      int key = random.nextInt(400) * (1 << random.nextInt(20)) - 7;
      if (random.nextInt(100) < (i / 2_000 % 2 == 0 ? 70 : 30)) {
        counts.add(key);
        expected.merge(key, 1, Integer::sum);
      } else {
        assertThat(counts.remove(key)).isEqualTo(expected.containsKey(key));
        expected.computeIfPresent(key, (k, count) -> count > 1 ? count - 1 : null);
      }
      assertThat(counts.size()).isEqualTo(expected.size());
      assertThat(counts.contains(key)).isEqualTo(expected.containsKey(key));
    }
    Set<Integer> keys = new HashSet<>();
    counts.forEach(keys::add);
    assertThat(keys).isEqualTo(expected.keySet()).isNotEmpty();
  }

  @Test
  void isEmptyWhenCleared() {
    counts.add(3);
    counts.clear();

    assertThat(counts.size()).isZero();
    assertThat(counts.contains(3)).isFalse();
    assertThat(counts.remove(3)).isFalse();
  }
}
