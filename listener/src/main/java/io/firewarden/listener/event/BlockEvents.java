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
package io.firewarden.listener.event;

import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.event.BlockUpdate;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.RDDBlockId;

/** Blocks of RDDs and broadcasts; the kinds that Spark's own storage figures count. */
final class BlockEvents {
  private static final int NONE = -1;

  private final ApplicationState state;

  BlockEvents(ApplicationState state) {
    this.state = state;
  }

  void updated(SparkListenerBlockUpdated event) {
    BlockUpdatedInfo info = event.blockUpdatedInfo();
    BlockId block = info.blockId();
    if (block instanceof RDDBlockId rdd) {
      tell(info, rdd.rddId(), rdd.splitIndex());
    } else if (block.isBroadcast()) {
      tell(info, NONE, NONE);
    }
  }

  void unpersisted(SparkListenerUnpersistRDD event) {
    state.rddUnpersisted(event.rddId());
  }

  private void tell(BlockUpdatedInfo info, int rddId, int partition) {
    state.blockUpdated(
        new BlockUpdate(
            info.blockManagerId().executorId(),
            rddId,
            partition,
            info.storageLevel().useMemory(),
            info.storageLevel().useDisk(),
            info.storageLevel().useOffHeap(),
            info.memSize(),
            info.diskSize()));
  }
}
