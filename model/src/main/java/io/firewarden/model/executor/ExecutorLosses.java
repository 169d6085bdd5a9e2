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
package io.firewarden.model.executor;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The executors that went since the application's start.
 *
 * @param byReason how many, by reason; every reason has a value; monotone
 * @param latest the last of them, oldest first; at most {@value #MAX_LATEST}
 */
public record ExecutorLosses(Map<RemovalReason, Long> byReason, List<RemovedExecutor> latest) {
  /** How many are kept one by one. */
  public static final int MAX_LATEST = 20;

  public ExecutorLosses {
    Map<RemovalReason, Long> all = new EnumMap<>(RemovalReason.class);
    for (RemovalReason reason : RemovalReason.values()) {
      all.put(reason, byReason.getOrDefault(reason, 0L));
    }
    byReason = Collections.unmodifiableMap(all);
    latest = List.copyOf(latest);
  }
}
