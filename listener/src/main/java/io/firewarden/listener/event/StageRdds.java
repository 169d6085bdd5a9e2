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

import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.storage.RDDInfo;
import scala.collection.Iterable;
import scala.collection.Iterator;

/** The RDDs that a stage computes. */
final class StageRdds {
  /** Its result type differs between Scala versions, and {@code StageInfo} is no product. */
  private static final Accessor RDD_INFOS = Accessor.of(StageInfo.class, "rddInfos");

  private StageRdds() {}

  /** Tells of each RDD that is marked to be cached. */
  static void cached(StageInfo stage, Sink sink) {
    if (RDD_INFOS.get(stage) instanceof Iterable<?> rdds) {
      for (Iterator<?> each = rdds.iterator(); each.hasNext(); ) {
        if (each.next() instanceof RDDInfo rdd && rdd.storageLevel().isValid()) {
          sink.seen(rdd.id(), rdd.name(), rdd.numPartitions());
        }
      }
    }
  }

  /** Who is told. */
  @FunctionalInterface
  interface Sink {
    void seen(int rddId, String name, int partitions);
  }
}
