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
package io.firewarden.listener;

import io.firewarden.listener.event.Lifecycle;
import io.firewarden.listener.event.RunningSpark;
import io.firewarden.listener.event.SparkEvents;
import io.firewarden.listener.event.SparkSettings;
import io.firewarden.listener.push.PushTarget;
import io.firewarden.listener.push.SnapshotPush;
import io.firewarden.model.SourceKind;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.executor.ProcessFigures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real listener, which the entry class makes by reflection: it takes Spark's events on Spark's
 * thread, folds them, and starts and ends the {@link Watch} that does all else.
 */
public final class ListenerDelegate implements Consumer<Object>, AutoCloseable, Lifecycle {
  private static final Logger logger = LoggerFactory.getLogger(ListenerDelegate.class);

  /** Where the events of SQL executions and streaming queries are declared. */
  private static final String QUERIES = "org.apache.spark.sql.";

  private final ListenerSettings settings;
  private final LongAdder events = new LongAdder();
  private final LongAdder errors;
  private final ApplicationState state;
  private final SparkEvents sparkEvents;
  private final @Nullable DriverExit exit;
  private volatile String queue;
  private volatile boolean over;
  private volatile @Nullable Watch watch;
  private volatile @Nullable LastWord lastWord;

  /**
   * Made by {@link Attachment}.
   *
   * @param sparkConf the driver's Spark configuration
   * @param errors counts what the entry class and we keep from Spark
   * @param queue the queue of Spark's bus by which events come
   */
  ListenerDelegate(Object sparkConf, LongAdder errors, String queue) {
    this.errors = errors;
    this.queue = queue;
    this.settings = SettingsReader.read(SparkSettings.of(sparkConf));
    settings.faults().forEach(fault -> logger.warn("Firewarden: {}", fault));
    this.state = new ApplicationState(SourceKind.LISTENER);
    this.sparkEvents = new SparkEvents(state, this);
    this.exit = settings.push() == null ? null : watchExit();
    state.labels(settings.labels());
    state.environment(RunningSpark.version(), settings.memoryFraction(), settings.localMode());
  }

  /** On the thread that makes the context, as Spark makes its listeners there. */
  private static DriverExit watchExit() {
    JvmEnd.OF_THIS_JVM.settle();
    DriverExit exit = DriverExit.watch();
    JvmEnd.OF_THIS_JVM.begun(exit);
    return exit;
  }

  /** Events come by this queue and not by the one that was meant; said before any has come. */
  public void comesBy(String other) {
    queue = other;
  }

  @Override
  public void accept(Object event) {
    events.increment();
    try {
      sparkEvents.accept(event);
    } catch (RuntimeException e) {
      state.eventFailed(event.getClass().getName().startsWith(QUERIES));
      throw e;
    }
  }

  @Override
  public void started(String appId, String appName) {
    if (watch == null) {
      Watched watched = new Watched(state, appId, queue, InstantSource.system());
      startPush(watched);
      watch = Watch.start(settings, watched, events, errors, this::lostEnd);
    }
  }

  /** The application has ended, and the event that says so was lost. */
  private void lostEnd() {
    over = true;
    if (exit != null) {
      exit.contextStopped(null);
    }
    sayLastWord();
  }

  private void sayLastWord() {
    LastWord word = lastWord;
    if (word != null) {
      word.contextStopped();
      JvmEnd.OF_THIS_JVM.ended(word);
    }
  }

  private void startPush(Watched watched) {
    PushTarget target = settings.push();
    if (target != null && exit != null) {
      SnapshotPush push = SnapshotPush.start(target, watched::recent, errors);
      lastWord = new LastWord(watched, push, exit);
      JvmEnd.OF_THIS_JVM.add(lastWord);
    }
  }

  /** What the process of an executor, or the driver, measured of itself. */
  public void executorMeasured(String executorId, ProcessFigures figures) {
    state.executorMeasured(executorId, figures);
  }

  /** How often executors and the driver are to measure themselves. */
  public Duration executorInterval() {
    return settings.executorInterval();
  }

  /** Counts the events that came. */
  public LongAdder events() {
    return events;
  }

  /**
   * Waits a little for the last verdicts to be logged and for the end to be pushed; Spark's stop
   * waits for this.
   */
  @Override
  public void ended(@Nullable Integer exitCode, Runnable forget) {
    over = true;
    LastWord word = lastWord;
    if (exit != null) {
      exit.contextStopped(exitCode);
      if (word == null) {
        exit.release(); // the context could not be made
      }
    }
    Patience patience = word == null ? new Patience(LastWord.ALL) : word.patience();
    patience.begin();
    try {
      try {
        if (word != null) {
          word.stopping();
        }
        if (watch != null) {
          watch.finish(Watch.PATIENCE);
        }
      } finally {
        forget.run();
      }
      sayLastWord();
    } finally {
      patience.end();
    }
  }

  /** Closes it if its application has never started: then nobody else will. */
  public void closeIfIdle() {
    if (watch == null) {
      close();
    }
  }

  /** Whether its application has ended, or it was closed. */
  boolean isOver() {
    return over;
  }

  /** Ends the watch without waiting for it; its figures are not to be trusted any more. */
  @Override
  public void close() {
    over = true;
    Watch current = watch;
    if (current != null) {
      current.abandon();
    }
    LastWord word = lastWord;
    if (word != null) {
      JvmEnd.OF_THIS_JVM.remove(word);
      word.abandon();
    } else if (exit != null) {
      exit.release();
    }
  }
}
