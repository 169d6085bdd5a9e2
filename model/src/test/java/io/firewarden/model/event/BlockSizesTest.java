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
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSizesTest {
  private final BlockSizes sizes = new BlockSizes();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isAMapOfSizes(long seed) {
    Map<Long, Long> expected = new HashMap<>();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long key = ((long) random.nextInt(20) << Integer.SIZE) | (random.nextInt(40) - 1);
      if (random.nextInt(100) < (i / 2_000 % 2 == 0 ? 70 : 30)) {
        sizes.put(key, i, 2L * i);
        expected.put(key, (long) i);
      } else {
        assertThat(sizes.remove(key)).isEqualTo(expected.remove(key) != null);
      }
      assertThat(sizes.size()).isEqualTo(expected.size());
      assertThat(sizes.contains(key)).isEqualTo(expected.containsKey(key));
      assertThat(sizes.memory(key)).isEqualTo(expected.getOrDefault(key, 0L));
      assertThat(sizes.disk(key)).isEqualTo(2 * expected.getOrDefault(key, 0L));
    }
    Map<Long, Long> found = new HashMap<>();
    sizes.forEach((key, memory, disk) -> found.put(key, memory));
    assertThat(found).isEqualTo(expected).isNotEmpty();
  }
}
