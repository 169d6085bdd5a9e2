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
package io.firewarden.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  private static final List<String> IDS =
      IntStream.range(0, 10_000)
          .mapToObj(i -> String.format("app-20261122101500-%04d", i))
          .toList();

  @Test
  void givesEachApplicationToExactlyOneShard() {
    for (String id : IDS) {
      assertThat(IntStream.rangeClosed(1, 5).filter(i -> new Shard(i, 5).owns(id)).count())
          .isEqualTo(1);
    }
  }

  @Test
  void givesEachShardItsShare() {
    for (int i = 1; i <= 5; i++) {
      Shard shard = new Shard(i, 5);
      assertThat(IDS.stream().filter(shard::owns).count()).isBetween(1850L, 2150L);
    }
  }

  @Test
  void movesApplicationsOnlyToAShardThatIsAdded() {
    Shard five = new Shard(1, 5);
    Shard six = new Shard(1, 6);
    List<String> moved =
        IDS.stream().filter(id -> six.shardOf(id).number() != five.shardOf(id).number()).toList();

    assertThat(moved).allMatch(id -> six.shardOf(id).number() == 6);
    assertThat(moved).hasSizeBetween(1450, 1900);
  }

  @Test
  void isTheSameInEachRelease() {
    assertThat(new Shard(1, 5).shardOf("app-20261122101500-0001").number()).isEqualTo(2);
    assertThat(new Shard(1, 5).shardOf("application_1700000000000_0042").number()).isEqualTo(1);
  }

  @Test
  void ownsEverythingWhenThereIsOne() {
    assertThat(IDS).allMatch(Shard.ALL::owns);
  }

  @Test
  void readsWhatItWrites() {
    assertThat(Shard.parse(new Shard(2, 5).toString())).contains(new Shard(2, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2", "0/5", "6/5", "2/0", "-1/5", "2/5/6", "1/1001", "a/b", "2/99999"})
  void refusesWhatIsNoPart(String text) {
    assertThat(Shard.parse(text)).isEmpty();
  }
}
