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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.alert.AlertStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes the alert state down, and then lets it be told. One write at a time; what
 * changes meanwhile is written after it, and only the latest state.
 *
 * <p>What people are told is on the disk first, so that whoever was told of an alert is also told
 * of its end, also when the process is killed right after. That it was told is written after: a
 * process that is killed in between tells it once more, as the same alert with the same beginning,
 * and never loses it. A disk that is full, gone or hangs keeps nobody from being told.
 */
final class StateWriter implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(StateWriter.class);

  /** How old the file may be while alerts are only confirmed and none changes its state. */
  private static final Duration SAVE_AT_LEAST = Duration.ofMinutes(1);

  private static final Duration SAVE_AGAIN = Duration.ofSeconds(15);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  /** How often a state is handed in during one write before it is told without being written. */
  private static final int PATIENCE = 3;

  private record Version(AlertStateFile.State state, long changes, Instant at, long number) {}

  private final AlertStore file;
  private final Consumer<Boolean> wrote;
  private final Consumer<AlertStateFile.State> safe;
  private final Duration pause;
  private final ExecutorService thread;
  private @Nullable Version latest;
  private boolean writing;
  private int waited;
  private long handedIn;
  private long told;
  private long written = -1;
  private Instant writtenAt = Instant.MIN;
  private @Nullable Instant failedAt;

  /**
   * @param wrote is told of each write whether it went well
   * @param safe is given each state that may be told: it is written, or cannot be for now
   * @param pause how much is between two writes at least
   * @param thread writes; it is shut down in the end
   */
  StateWriter(
      AlertStore file,
      Consumer<Boolean> wrote,
      Consumer<AlertStateFile.State> safe,
      Duration pause,
      ExecutorService thread) {
    this.file = file;
    this.wrote = wrote;
    this.safe = safe;
    this.pause = pause;
    this.thread = thread;
  }

  static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread daemon = new Thread(task, "alert-state");
          daemon.setDaemon(true);
          return daemon;
        });
  }

  /**
   * Has the state written when that is due; never waits.
   *
   * @param changes a number that differs when the state has changed
   */
  synchronized void keep(AlertStateFile.State state, long changes, Instant now) {
    latest = new Version(state, changes, now, ++handedIn);
    if (writing) {
      waited++;
      if (waited >= PATIENCE) {
        tell(latest);
      }
    } else if (!thread.isShutdown() && isDue(latest, now)) {
      writing = true;
      waited = 0;
      thread.execute(this::write);
    } else {
      tell(latest);
    }
  }

  /** What is older than what was told is not told any more, or the past would begin again. */
  private synchronized void tell(Version version) {
    if (version.number() > told) {
      told = version.number();
      safe.accept(version.state());
    }
  }

  /** Times in the future were taken before the clock was set back. */
  private boolean isDue(Version version, Instant now) {
    if (failedAt != null && !failedAt.isAfter(now) && now.isBefore(failedAt.plus(SAVE_AGAIN))) {
      return false;
    }
    if (!writtenAt.isAfter(now) && now.isBefore(writtenAt.plus(pause))) {
      return false;
    }
    boolean old = writtenAt.isAfter(now) || !now.isBefore(writtenAt.plus(SAVE_AT_LEAST));
    return version.changes() != written || (old && !version.state().alerts().isEmpty());
  }

  private void write() {
    Version version = latest();
    if (version == null) {
      return;
    }
    boolean success = false;
    try {
      success = file.save(version.state(), version.at());
    } catch (Throwable e) {
      logger.error("The alert state could not be written; trying again", e);
    }
    wrote(version, success);
    wrote.accept(success);
    tell(version);
  }

  private synchronized @Nullable Version latest() {
    return latest;
  }

  private synchronized void wrote(Version version, boolean success) {
    writing = false;
    failedAt = success ? null : version.at();
    if (success) {
      written = version.changes();
      writtenAt = version.at();
    }
  }

  /** Ends without writing what is not yet written. */
  void abandon() {
    synchronized (this) {
      latest = null;
    }
    close();
  }

  /** Writes what is not yet written, as far as the disk lets it within a short time. */
  @Override
  public void close() {
    synchronized (this) {
      if (latest != null && !thread.isShutdown() && (writing || latest.changes() != written)) {
        thread.execute(this::write);
      }
      thread.shutdown();
    }
    try {
      if (!thread.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn(
            "The alert state must be written within {} s, but is not: a restart goes on from the"
                + " one before",
            STOP_WITHIN.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
