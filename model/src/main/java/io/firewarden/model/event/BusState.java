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

import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.bus.EventBus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the bus by which the events come. */
final class BusState {
  private @Nullable String ownQueue;
  private List<BusQueue> queues = List.of();
  private long handled;
  private long dropped;

  /** Takes in a reading; says whether events of ours were dropped since the last one. */
  boolean read(String queue, long handledEvents, List<BusQueue> allQueues) {
    ownQueue = queue;
    handled = Math.max(handled, handledEvents);
    queues = allQueues.isEmpty() ? withoutSizes(queues) : List.copyOf(allQueues);
    long before = dropped;
    for (BusQueue each : queues) {
      if (each.name().equals(queue)) {
        dropped = Math.max(dropped, each.dropped());
      }
    }
    return dropped > before;
  }

  /** What is left to know when the context is gone. */
  private static List<BusQueue> withoutSizes(List<BusQueue> last) {
    return last.stream().map(BusQueue::withoutSize).toList();
  }

  /** Null when the bus was never read. */
  @Nullable EventBus snapshot(boolean complete) {
    return ownQueue == null ? null : new EventBus(complete, handled, dropped, ownQueue, queues);
  }
}
