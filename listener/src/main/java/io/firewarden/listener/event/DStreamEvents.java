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

import io.firewarden.model.event.query.DStreamBatch;
import io.firewarden.model.event.query.DStreams;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;

/**
 * DStreams, whose events Spark wraps to send them over its bus. All of it is read by names, since
 * an application seldom has {@code spark-streaming} on its class path. Reads no name, place or
 * message of a receiver, and no text of an output operation.
 */
final class DStreamEvents implements BiConsumer<String, Object> {
  private final Map<String, Accessor> accessors = new HashMap<>();
  private final DStreams streams;

  DStreamEvents(DStreams streams) {
    this.streams = streams;
  }

  /** Tells one event: the only field of its wrapping. */
  @Override
  public void accept(String name, Object wrapped) {
    Object event = ((Product) wrapped).productElement(0);
    switch (event.getClass().getSimpleName()) {
      case "StreamingListenerStreamingStarted" ->
          streams.started(Instant.ofEpochMilli(number(event, "time")));
      case "StreamingListenerBatchSubmitted" -> streams.submitted(batch(event));
      case "StreamingListenerBatchStarted" -> streams.started(batch(event));
      case "StreamingListenerBatchCompleted" -> streams.completed(batch(event));
      case "StreamingListenerOutputOperationCompleted" -> outputEnded(event);
      case "StreamingListenerReceiverStarted", "StreamingListenerReceiverStopped" ->
          receiver(event, false);
      case "StreamingListenerReceiverError" -> receiver(event, true);
      default -> {
        // The start of an output operation, or an event of a newer Spark.
      }
    }
  }

  private DStreamBatch batch(Object event) {
    Object batch = get(event, "batchInfo");
    return new DStreamBatch(
        number(get(batch, "batchTime"), "milliseconds"),
        number(batch, "submissionTime"),
        optional(batch, "processingStartTime"),
        optional(batch, "processingEndTime"),
        number(batch, "numRecords"));
  }

  private void outputEnded(Object event) {
    Object operation = get(event, "outputOperationInfo");
    streams.outputEnded(((Option<?>) get(operation, "failureReason")).isEmpty());
  }

  /** One that was stopped by an error has the time of it. */
  private void receiver(Object event, boolean toldOfError) {
    Object receiver = get(event, "receiverInfo");
    boolean active = (Boolean) get(receiver, "active");
    boolean stoppedByError = !active && number(receiver, "lastErrorTime") >= 0;
    streams.receiver((int) number(receiver, "streamId"), active, toldOfError || stoppedByError);
  }

  private @Nullable Long optional(Object target, String name) {
    Option<?> value = (Option<?>) get(target, name);
    return value.isDefined() ? Long.valueOf(((Number) value.get()).longValue()) : null;
  }

  private long number(Object target, String name) {
    return ((Number) get(target, name)).longValue();
  }

  /** That there is no such accessor is what a failed link is elsewhere. */
  private Object get(Object target, String name) {
    Class<?> type = target.getClass();
    Object value =
        accessors
            .computeIfAbsent(type.getName() + '.' + name, key -> Accessor.of(type, name))
            .get(target);
    if (value == null) {
      throw new NoSuchMethodError(type.getName() + '.' + name);
    }
    return value;
  }
}
