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

import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The executors that went: how many by reason, and the last of them. */
final class Losses {
  private final Map<RemovalReason, Long> byReason = new EnumMap<>(RemovalReason.class);
  private final Deque<RemovedExecutor> latest = new ArrayDeque<>();

  void add(RemovedExecutor executor) {
    byReason.merge(executor.reason(), 1L, Long::sum);
    if (latest.size() >= ExecutorLosses.MAX_LATEST) {
      latest.remove();
    }
    latest.add(executor);
  }

  ExecutorLosses snapshot() {
    List<RemovedExecutor> oldestFirst = new ArrayList<>(latest);
    return new ExecutorLosses(byReason, oldestFirst);
  }
}
