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

import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorageTest {
  private static final int RDD = 3;
  private static final int BROADCAST = -1;

  private final Told told = Told.application();

  @BeforeEach
  void seeTheRdd() {
    told.state().rddSeen(RDD, "MapPartitionsRDD", 4);
  }

  @Test
  void addsBlocksInMemory() {
    told.inMemory("1", RDD, 0, 100);
    told.inMemory("1", RDD, 1, 50);
    told.inMemory("2", RDD, 2, 25);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(150);
    assertThat(told.findExecutor("2").storageUsedBytes()).isEqualTo(25);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 3, 175, 0));
  }

  @Test
  void movesABlockFromMemoryToDisk() {
    told.inMemory("1", RDD, 0, 100);
    told.onDisk("1", RDD, 0, 100, 80);

    Executor executor = told.findExecutor("1");
    assertThat(executor.storageUsedBytes()).isZero();
    assertThat(executor.diskUsedBytes()).isEqualTo(80);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 0, 80));
  }

  /** Spark tells of each drop from memory, with the size on disk, but not of the reading back. */
  @Test
  void countsABlockThatIsEvictedAgainAndAgainOnce() {
    told.inMemory("1", RDD, 0, 100);
    told.inMemory("1", 4, 0, 70);

    for (int i = 0; i < 3; i++) {
      told.onDisk("1", RDD, 0, 100, 80);
    }

    assertThat(told.findExecutor("1").diskUsedBytes()).isEqualTo(80);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(70);
    assertThat(told.rdds())
        .containsExactly(
            new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 0, 80), new CachedRdd(4, "", 0, 1, 70, 0));
  }

  /** Only the executor's memory manager knows what came back from disk. */
  @Test
  void asksAnExecutorForItsMemoryOnceBlocksWentToDisk() {
    told.inMemory("1", RDD, 0, 100);
    told.state().storageSampled("1", 900, 0);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(100);

    told.onDisk("1", RDD, 0, 100, 80);
    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
    told.state().storageSampled("1", 60, 40);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(100);

    told.inMemory("1", RDD, 1, 30);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(130);
    told.gone("1", RDD, 1, 30, 0);
    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
    told.state().storageSampled("1", 70, 0);
    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(70);

    told.state().rddUnpersisted(RDD);
    told.state().storageSampled("1", 70, 0);
    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
  }

  @Test
  void takesABlockThatIsToldAgainForItsNewSize() {
    told.inMemory("1", RDD, 0, 100);
    told.inMemory("1", RDD, 0, 60);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(60);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 60, 0));
  }

  @Test
  void leavesOtherBlocksAloneWhenOneGoesThatWasNeverTold() {
    told.inMemory("1", RDD, 0, 100);
    told.gone("1", RDD, 1, 80, 0);
    told.gone("1", BROADCAST, -1, 70, 0);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(100);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 100, 0));
  }

  @Test
  void givesNoMoreBackOfBlocksThatAreNotKnownOneByOneThanTheyTook() {
    for (int i = 0; i < Rdds.MAX_BLOCKS; i++) {
      told.inMemory("2", 4, i, 0);
    }
    told.inMemory("1", 5, 0, 30);
    told.inMemory("1", RDD, 0, 100);
    told.onDisk("1", RDD, 0, 100, 80);
    told.onDisk("1", RDD, 0, 100, 80);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(30);
    assertThat(told.snapshot().gaps()).containsExactly(Gap.CACHED_BLOCKS);
  }

  @Test
  void doesNotTakeAnExecutorThatCameAgainForTheOneThatWent() {
    told.inMemory("1", RDD, 0, 100);
    told.removed("1");
    told.executor("1");
    told.inMemory("1", RDD, 1, 40);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(40);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 40, 0));
  }

  @Test
  void dropsABlockThatIsEvicted() {
    told.inMemory("1", RDD, 0, 100);
    told.inMemory("1", RDD, 1, 10);
    told.gone("1", RDD, 0, 100, 0);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(10);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 10, 0));

    told.gone("1", RDD, 1, 10, 0);
    assertThat(told.rdds()).isEmpty();
  }

  @Test
  void countsBroadcastsOnExecutorsOnly() {
    told.inMemory("driver", BROADCAST, -1, 7);
    assertThat(told.findExecutor("driver").storageUsedBytes()).isEqualTo(7);
    assertThat(told.rdds()).isEmpty();

    told.gone("driver", BROADCAST, -1, 7, 0);
    assertThat(told.findExecutor("driver").storageUsedBytes()).isZero();
  }

  @Test
  void neverGoesBelowNothing() {
    told.gone("1", RDD, 0, 100, 100);
    told.inMemory("1", RDD, 0, 10);
    told.gone("1", RDD, 0, 100, 100);

    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
    assertThat(told.findExecutor("1").diskUsedBytes()).isZero();
    assertThat(told.rdds()).isEmpty();
  }

  @Test
  void countsAPartitionWithTwoReplicasOnce() {
    told.inMemory("1", RDD, 0, 100);
    told.inMemory("2", RDD, 0, 100);
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 200, 0));

    told.removed("1");
    assertThat(told.rdds()).containsExactly(new CachedRdd(RDD, "MapPartitionsRDD", 4, 1, 100, 0));

    told.removed("2");
    assertThat(told.rdds()).isEmpty();
  }

  @Test
  void freesMemoryWhenAnRddIsUnpersisted() {
    told.inMemory("1", RDD, 0, 100);
    told.onDisk("2", RDD, 1, 0, 60);
    told.inMemory("1", 4, 0, 5);

    told.state().rddUnpersisted(RDD);

    assertThat(told.findExecutor("1").storageUsedBytes()).isEqualTo(5);
    assertThat(told.findExecutor("2").diskUsedBytes()).isZero();
    assertThat(told.rdds()).containsExactly(new CachedRdd(4, "", 0, 1, 5, 0));
  }

  @Test
  void unpersistsAfterAnExecutorWent() {
    told.inMemory("1", RDD, 0, 100);
    told.inMemory("2", RDD, 1, 100);
    told.removed("1");

    told.state().rddUnpersisted(RDD);

    assertThat(told.findExecutor("2").storageUsedBytes()).isZero();
    assertThat(told.rdds()).isEmpty();
  }

  @Test
  void losesBlocksWithTheBlockManager() {
    told.inMemory("1", RDD, 0, 100);
    told.onDisk("1", RDD, 1, 0, 60);

    told.state().blockManagerRemoved("1");

    assertThat(told.findExecutor("1").storageUsedBytes()).isZero();
    assertThat(told.findExecutor("1").diskUsedBytes()).isZero();
    assertThat(told.rdds()).isEmpty();
  }

  @Test
  void knowsAnRddThatNobodyDescribed() {
    told.inMemory("1", 9, 0, 100);

    assertThat(told.rdds()).containsExactly(new CachedRdd(9, "", 0, 1, 100, 0));
  }

  @Test
  void doesNotShowAnRddWithoutBlocks() {
    assertThat(told.rdds()).isEmpty();
  }
}
