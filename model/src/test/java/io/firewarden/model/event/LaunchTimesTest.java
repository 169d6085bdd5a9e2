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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTimesTest {
  private final LaunchTimes times = new LaunchTimes();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isALinkedMap(long seed) {
    Map<Long, Long> expected = new LinkedHashMap<>();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      // Waves, so that it grows and shrinks; ids that share a bucket, and negative ones.
      long id = (random.nextInt(300) - 5L) * (1L << random.nextInt(40));
      if (random.nextInt(100) < (i / 2_000 % 2 == 0 ? 70 : 30)) {
        assertThat(times.add(id, i)).isEqualTo(expected.putIfAbsent(id, (long) i) == null);
      } else {
        assertThat(times.remove(id)).isEqualTo(expected.remove(id) != null);
      }
      assertSame(expected);
    }
  }

  @Test
  void givesMemoryBack() {
    for (int i = 0; i < 10_000; i++) {
      times.add(i, i);
    }
    assertThat(Retained.entries(times)).isGreaterThan(20_000);

    for (int i = 0; i < 9_999; i++) {
      times.remove(i);
    }
    assertThat(times.first()).isEqualTo(9_999);
    assertThat(Retained.entries(times)).isLessThan(40);
  }

  @Test
  void isEmptyWhenCleared() {
    times.add(1, 10);
    times.add(2, 20);
    times.clear();

    assertThat(times.size()).isZero();
    assertThat(times.contains(1)).isFalse();
    times.add(3, 30);
    assertThat(times.first()).isEqualTo(30);
  }

  private void assertSame(Map<Long, Long> expected) {
    assertThat(times.size()).isEqualTo(expected.size());
    if (!expected.isEmpty()) {
      List<Map.Entry<Long, Long>> entries = new ArrayList<>(expected.entrySet());
      assertThat(times.first()).isEqualTo(entries.get(0).getValue());
      assertThat(times.contains(entries.get(entries.size() - 1).getKey())).isTrue();
    }
  }
}
