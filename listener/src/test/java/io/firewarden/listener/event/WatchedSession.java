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

import static org.awaitility.Awaitility.await;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;

/** A real SparkSession whose events are told to a fold, for tests. */
final class WatchedSession implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);
  private final SparkSession spark;

  /** Spark makes it by its name. */
  public static final class Tap extends SparkFirehoseListener {
    private static final AtomicReference<SparkEvents> EVENTS = new AtomicReference<>();
    private static final AtomicReference<RuntimeException> FAILURE = new AtomicReference<>();

    @Override
    public void onEvent(SparkListenerEvent event) {
      try {
        EVENTS.get().accept(event);
      } catch (RuntimeException e) {
        FAILURE.compareAndSet(null, e);
        throw e;
      }
    }
  }

  private WatchedSession(SparkConf conf) {
    Tap.FAILURE.set(null);
    Tap.EVENTS.set(new SparkEvents(state, new Nobody()));
    spark = SparkSession.builder().config(conf).getOrCreate();
  }

  static WatchedSession start(SparkConf conf) {
    return new WatchedSession(conf);
  }

  static SparkConf conf(Path directory) {
    return new SparkConf(false)
        .setMaster("local[2]")
        .setAppName("queries")
        .set("spark.extraListeners", Tap.class.getName())
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.local.dir", directory.resolve("local").toString())
        .set("spark.sql.warehouse.dir", directory.resolve("warehouse").toString())
        .set("spark.sql.shuffle.partitions", "4");
  }

  SparkSession spark() {
    return spark;
  }

  ApplicationState state() {
    return state;
  }

  ApplicationSnapshot snapshot() {
    RuntimeException failure = Tap.FAILURE.get();
    if (failure != null) {
      throw failure;
    }
    return state.snapshot(Instant.now());
  }

  SqlActivity sql() {
    return snapshot().sql();
  }

  StreamingActivity streaming() {
    return snapshot().streaming();
  }

  /** Runs a query and gives the one execution that it made. */
  SqlExecution execution(Runnable query) throws Exception {
    long before = ended();
    query.run();
    long made = ended() - before;
    if (made != 1) {
      throw new AssertionError("expected one execution, but there were " + made);
    }
    SqlActivity after = sql();
    return after.latest().get(after.latest().size() - 1);
  }

  private long ended() throws Exception {
    flush();
    SqlActivity activity = sql();
    return activity.succeeded() + activity.failed() + activity.unknown();
  }

  /** Waits until all events so far were told. */
  void flush() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
  }

  StreamingQuery onlyQuery() {
    return streaming().queries().get(0);
  }

  void waitFor(Callable<Boolean> condition) {
    await().atMost(LIMIT).until(condition);
  }

  @Override
  public void close() {
    spark.stop();
  }
}
