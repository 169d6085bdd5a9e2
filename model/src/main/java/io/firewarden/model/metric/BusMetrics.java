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
package io.firewarden.model.metric;

import static io.firewarden.model.metric.Figures.known;

import io.firewarden.model.bus.BusQueue;
import io.firewarden.model.bus.EventBus;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The metrics about Spark's listener bus and its queues. */
final class BusMetrics {
  private static final Comparator<BusQueue> MOST_DROPS_FIRST =
      Comparator.comparingLong(BusQueue::dropped).reversed().thenComparing(BusQueue::name);

  static final Figures<EventBus> FIGURES =
      Figures.<EventBus>ofApplication()
          .counter(
              "spark_listener_bus_events_missed_total",
              "Events of the application that Spark dropped before they could be counted.",
              EventBus::dropped);

  static final Figures<BusQueue> QUEUES =
      Figures.<BusQueue>ofPart("queue")
          .gauge(
              "spark_listener_bus_queue_size",
              "Events that wait in a queue of the listener bus.",
              Folding.SUM,
              queue -> known(queue.size()))
          .counter(
              "spark_listener_bus_events_dropped_total",
              "Events that a queue of the listener bus dropped since it was full.",
              BusQueue::dropped)
          .counter(
              "spark_listener_bus_events_processed_total",
              "Events that the listeners of a queue of the listener bus have processed.",
              queue -> known(queue.processed()))
          .gauge(
              "spark_listener_bus_event_processing_seconds",
              "Mean time that the listeners of a queue took for a recent event, in seconds, as"
                  + " Spark measures it.",
              Folding.MAX,
              queue -> queue.meanMicros() == null ? Double.NaN : queue.meanMicros() / 1e6);

  private BusMetrics() {}

  static Iterator<Integer> worstFirst(List<BusQueue> queues) {
    return WorstFirst.of(queues, MOST_DROPS_FIRST);
  }
}
