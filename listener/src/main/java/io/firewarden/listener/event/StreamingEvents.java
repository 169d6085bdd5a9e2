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

import io.firewarden.model.event.query.QueryRun;
import io.firewarden.model.event.query.StreamingQueries;
import io.firewarden.model.streaming.QueryEnd;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryProgressEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryStartedEvent;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryTerminatedEvent;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Streaming queries and their progress. Of offsets numbers only are kept; no path or message is
 * read.
 */
final class StreamingEvents implements BiConsumer<String, Object> {
  /** Since Spark 3.5. */
  private static final Accessor ERROR_CLASS =
      Accessor.of(QueryTerminatedEvent.class, "errorClassOnException");

  /** Spark's classes and subclasses of errors; what an application's own exceptions say is not. */
  private static final Pattern PLAIN_CLASS =
      Pattern.compile("[A-Z0-9_]{1,80}(\\.[A-Z0-9_]{1,80})?");

  private final StreamingQueries queries;
  private @Nullable Accessor idleRunId;

  StreamingEvents(StreamingQueries queries) {
    this.queries = queries;
  }

  /** Tells one event by the last part of its class name. */
  @Override
  public void accept(String name, Object event) {
    switch (name) {
      case "ProgressEvent" -> progressed(((QueryProgressEvent) event).progress());
      case "IdleEvent" -> idle(event);
      case "StartedEvent" -> started((QueryStartedEvent) event);
      case "TerminatedEvent" -> terminated((QueryTerminatedEvent) event);
      default -> {
        // One of a newer Spark.
      }
    }
  }

  private void started(QueryStartedEvent event) {
    queries.started(
        new QueryRun(event.id(), event.runId(), event.name()),
        ProgressReader.time(event.timestamp()));
  }

  private void progressed(StreamingQueryProgress progress) {
    queries.progressed(
        new QueryRun(progress.id(), progress.runId(), progress.name()),
        ProgressReader.read(progress));
  }

  /** Its class is one of Spark 3.5 and later, so it is not named here. */
  private void idle(Object event) {
    if (idleRunId == null) {
      idleRunId = Accessor.of(event.getClass(), "runId");
    }
    if (idleRunId.get(event) instanceof UUID runId) {
      queries.idle(runId, Instant.now());
    }
  }

  private void terminated(QueryTerminatedEvent event) {
    queries.ended(
        event.runId(),
        new QueryEnd(Instant.now(), event.exception().isDefined(), errorClass(event)));
  }

  private static @Nullable String errorClass(QueryTerminatedEvent event) {
    return ERROR_CLASS.get(event) instanceof Option<?> option
            && option.isDefined()
            && option.get() instanceof String text
            && PLAIN_CLASS.matcher(text).matches()
        ? text
        : null;
  }
}
