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

import io.firewarden.model.event.ApplicationState;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of Spark's other modules, told apart by the names of their classes: an application without
 * {@code spark-sql} has none of these classes, so what names them is loaded with the first such
 * event. When it cannot be, as on a Spark that is not one of the supported, that module is not
 * watched and the rest is.
 */
final class OtherEvents {
  private static final Logger logger = LoggerFactory.getLogger(OtherEvents.class);
  private static final String SQL = "org.apache.spark.sql.execution.ui.SparkListener";
  private static final String STREAMING =
      "org.apache.spark.sql.streaming.StreamingQueryListener$Query";
  private static final String DSTREAMS =
      "org.apache.spark.streaming.scheduler.StreamingListenerBus$Wrapped";

  private final Reader sql;
  private final Reader streaming;
  private final Reader dstreams;

  OtherEvents(ApplicationState state) {
    sql = new Reader(state, () -> new SqlEvents(state.sql()));
    streaming = new Reader(state, () -> new StreamingEvents(state.streaming()));
    dstreams = new Reader(state, () -> new DStreamEvents(state.streaming().dstreams()));
  }

  void accept(Object event) {
    String name = event.getClass().getName();
    if (name.startsWith(SQL)) {
      sql.read(name.substring(SQL.length()), event);
    } else if (name.startsWith(STREAMING)) {
      streaming.read(name.substring(STREAMING.length()), event);
    } else if (name.startsWith(DSTREAMS)) {
      dstreams.read(name.substring(DSTREAMS.length()), event);
    }
  }

  /** Who reads the events of one module, made when the first comes. */
  private static final class Reader {
    private final ApplicationState state;
    private final Supplier<BiConsumer<String, Object>> maker;
    private @Nullable BiConsumer<String, Object> made;
    private boolean failed;

    Reader(ApplicationState state, Supplier<BiConsumer<String, Object>> maker) {
      this.state = state;
      this.maker = maker;
    }

    void read(String name, Object event) {
      if (failed) {
        return;
      }
      try {
        if (made == null) {
          made = maker.get();
        }
        made.accept(name, event);
      } catch (LinkageError e) {
        failed = true;
        logger.warn("Firewarden stops watching such events: {} failed", name, e);
        state.queriesUnread();
      }
    }
  }
}
