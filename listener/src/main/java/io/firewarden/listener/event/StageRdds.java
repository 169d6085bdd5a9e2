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

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.storage.RDDInfo;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.collection.Iterator;

/**
 * The RDDs that a stage computes. The result type of their accessor differs between Scala versions
 * and {@link StageInfo} is no product, so the accessor is found by its name; without it nothing is
 * told.
 */
final class StageRdds {
  private static final @Nullable MethodHandle RDD_INFOS = find();

  private StageRdds() {}

  private static @Nullable MethodHandle find() {
    try {
      return MethodHandles.publicLookup().unreflect(StageInfo.class.getMethod("rddInfos"));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Tells of each RDD that is marked to be cached. */
  static void cached(StageInfo stage, Sink sink) {
    if (rddInfos(stage) instanceof Iterable<?> rdds) {
      for (Iterator<?> each = rdds.iterator(); each.hasNext(); ) {
        if (each.next() instanceof RDDInfo rdd && rdd.storageLevel().isValid()) {
          sink.seen(rdd.id(), rdd.name(), rdd.numPartitions());
        }
      }
    }
  }

  private static @Nullable Object rddInfos(StageInfo stage) {
    if (RDD_INFOS == null) {
      return null;
    }
    try {
      return RDD_INFOS.invoke(stage);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("StageInfo.rddInfos failed", e);
    }
  }

  /** Who is told. */
  @FunctionalInterface
  interface Sink {
    void seen(int rddId, String name, int partitions);
  }
}
