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
package io.firewarden.benchmark;

import ch.cern.sparkmeasure.TaskInfoRecorderListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerInterface;
import org.apache.spark.sql.execution.ui.SQLAppStatusListener;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.AppStatusStore$;
import org.apache.spark.status.ElementTrackingStore;
import scala.Option;

/** Whose cost is measured. Each is made as a live driver makes it. */
public enum Subject {
  /** Nobody: what it costs to hand an event to a listener. */
  EMPTY("a listener that does nothing") {
    @Override
    Attached attach() {
      return new Attached(List.of(new SparkListener() {}), () -> {}, () -> {});
    }
  },
  FIREWARDEN("**Firewarden**") {
    @Override
    Attached attach() throws IOException {
      Firewarden firewarden = new Firewarden(new SparkConf(false));
      return new Attached(List.of(firewarden.listener()), () -> {}, firewarden::close)
          .settling(firewarden::awaitEndpoint);
    }
  },
  SPARK_MEASURE("sparkMeasure's TaskInfoRecorderListener") {
    @Override
    Attached attach() {
      TaskInfoRecorderListener listener = new TaskInfoRecorderListener();
      return new Attached(List.of(listener), () -> listener.taskMetricsData().clear(), () -> {});
    }
  },
  APP_STATUS("Spark's AppStatusListener") {
    @Override
    Attached attach() {
      AppStatusStore store = liveStore();
      return new Attached(List.of(store.listener().get()), () -> {}, store::close);
    }
  },
  SQL_APP_STATUS("Spark's AppStatusListener and SQLAppStatusListener") {
    @Override
    Attached attach() {
      AppStatusStore store = liveStore();
      SparkConf conf = new SparkConf(false);
      SQLAppStatusListener sql =
          new SQLAppStatusListener(conf, (ElementTrackingStore) store.store(), true);
      return new Attached(List.of(store.listener().get(), sql), () -> {}, store::close);
    }
  },
  EVENT_LOG("Spark's EventLoggingListener") {
    @Override
    Attached attach() throws IOException {
      Path directory = Files.createTempDirectory("benchmark-events");
      SparkConf conf = new SparkConf(false).set("spark.eventLog.overwrite", "true");
      EventLoggingListener listener =
          new EventLoggingListener("benchmark", Option.empty(), directory.toUri(), conf);
      listener.start();
      return new Attached(
          List.of(listener),
          () -> {},
          () -> {
            listener.stop();
            delete(directory);
          });
    }
  };

  private final String title;

  Subject(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  abstract Attached attach() throws IOException;

  /**
   * Listeners and what goes with them.
   *
   * @param listeners take the events
   * @param settle waits for what they have begun to do apart
   * @param clear lets go of what they only collect
   * @param end ends them
   */
  record Attached(
      List<SparkListenerInterface> listeners, Runnable settle, Runnable clear, Step end) {
    Attached(List<SparkListenerInterface> listeners, Runnable clear, Step end) {
      this(listeners, () -> {}, clear, end);
    }

    Attached settling(Runnable wait) {
      return new Attached(listeners, wait, clear, end);
    }
  }

  /** Something that may fail. */
  interface Step {
    void run() throws IOException;
  }

  private static AppStatusStore liveStore() {
    return AppStatusStore$.MODULE$.createLiveStore(new SparkConf(false), Option.empty());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
