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
package io.firewarden.alerts.check;

import io.firewarden.model.Executor;
import java.util.Comparator;
import java.util.List;

/**
 * How full the storage memory of one executor is. This is memory of cached and broadcast blocks,
 * not heap: an executor can run out of heap while it is 0.
 */
record StorageUse(Executor executor, double share) {
  private static final Comparator<StorageUse> WORST_FIRST =
      Comparator.comparingDouble(StorageUse::share)
          .reversed()
          .thenComparing(use -> use.executor().id());

  /** Those of which the maximum is known, the fullest first. */
  static List<StorageUse> of(List<Executor> executors) {
    return executors.stream()
        .filter(executor -> executor.storageMaxBytes() > 0)
        .map(StorageUse::of)
        .sorted(WORST_FIRST)
        .toList();
  }

  private static StorageUse of(Executor executor) {
    double used = Math.max(0, executor.storageUsedBytes());
    return new StorageUse(executor, used / executor.storageMaxBytes());
  }
}
