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

/**
 * What is known of the bus by which the events come. Nothing, until the queue was seen by which
 * they come: who cannot see what it drops must not say that it drops nothing.
 */
final class BusState {
  private static final long NONE = -1;

  private @Nullable String ownQueue;
  private List<BusQueue> queues = List.of();
  private long handled;
  private long dropped;

  /** The event with which all are handled that waited when a drop was seen, or none. */
  private long backlogEnd = NONE;

  /**
   * Takes in a reading; says whether what seems to run is to be doubted: events of ours were
   * dropped since the last one, or those are handled now that waited when that was seen. They are
   * of before the drop, so that what they tell is no sign of life after it.
   */
  boolean read(String queue, long handledEvents, List<BusQueue> allQueues) {
    handled = Math.max(handled, handledEvents);
    queues = allQueues.isEmpty() ? withoutSizes(queues) : List.copyOf(allQueues);
    boolean doubt = backlogEnd != NONE && handled >= backlogEnd;
    if (doubt) {
      backlogEnd = NONE;
    }
    for (BusQueue each : queues) {
      if (each.name().equals(queue)) {
        ownQueue = queue;
        if (each.dropped() > dropped) {
          dropped = each.dropped();
          backlogEnd = handled + (each.size() == null ? 0 : each.size());
          doubt = true;
        }
      }
    }
    return doubt;
  }

  /** What is left to know when the context is gone. */
  private static List<BusQueue> withoutSizes(List<BusQueue> last) {
    return last.stream().map(BusQueue::withoutSize).toList();
  }

  /** Null when the queue by which the events come was never seen. */
  @Nullable EventBus snapshot(boolean complete, long failed) {
    return ownQueue == null
        ? null
        : new EventBus(complete, handled, dropped, ownQueue, queues, failed);
  }
}
