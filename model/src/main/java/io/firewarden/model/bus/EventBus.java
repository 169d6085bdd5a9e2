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
package io.firewarden.model.bus;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How well the events of an application arrived.
 *
 * @param complete whether every event since the application's start has been counted
 * @param handled events that were handled; monotone
 * @param dropped events that Spark dropped before they reached us; monotone
 * @param ownQueue the name of the queue by which they come to us
 * @param queues the queues of the bus, by name
 * @param failed events that reached us and could not be taken in; monotone; null when not told
 */
public record EventBus(
    boolean complete,
    long handled,
    long dropped,
    String ownQueue,
    List<BusQueue> queues,
    @Nullable Long failed) {

  public EventBus {
    Objects.requireNonNull(ownQueue, "ownQueue");
    queues = queues.stream().sorted(Comparator.comparing(BusQueue::name)).toList();
  }

  /** Events that were not counted since the application's start, for whatever reason. */
  public long missed() {
    return dropped + (failed == null ? 0 : failed);
  }
}
