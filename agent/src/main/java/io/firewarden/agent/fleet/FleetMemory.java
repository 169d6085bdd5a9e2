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
package io.firewarden.agent.fleet;

import io.firewarden.agent.poll.Earlier;
import io.firewarden.agent.state.DurableFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread and the file by which it is not forgotten which applications ran and have ended, when
 * the agent is stopped or killed. Whoever observes never waits for the disk; while that is full,
 * gone or hangs, only what happens meanwhile would be forgotten.
 */
public final class FleetMemory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetMemory.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How old the file may be while applications are only read on. */
  private static final Duration SAVE_AT_LEAST = Duration.ofMinutes(1);

  private static final Duration SAVE_AGAIN = Duration.ofSeconds(15);

  /** How long applications may come and go until that is written. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** Of this many times, one is spent on writing, unless the disk is very slow. */
  private static final int SHARE = 20;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final DurableFile<Memory> file;
  private final Fleet fleet;
  private final Supplier<List<String>> places;
  private final Consumer<Boolean> wrote;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "application-history");
            daemon.setDaemon(true);
            return daemon;
          });
  private long written = -1;
  private Instant triedAt = Instant.MIN;
  private Duration pause = Duration.ZERO;

  /**
   * @param fleet what is written of; given back to it at the next start
   * @param places where applications are looked for now
   * @param wrote is told of each write whether it went well
   */
  public FleetMemory(
      Path file,
      Fleet fleet,
      Supplier<List<String>> places,
      Consumer<Boolean> wrote,
      InstantSource clock) {
    this.file = new DurableFile<>(file, new MemoryJson());
    this.fleet = fleet;
    this.places = places;
    this.wrote = wrote;
    this.clock = clock;
  }

  /**
   * Gives the fleet back what an earlier run has left. Must come before anything is observed.
   *
   * @param ours which applications are watched here, and not by the agent of another shard
   * @return the applications that ran or waited, if they are still looked for in all places where
   *     they were; otherwise none: that one is not found does not mean then that it has ended
   */
  public List<Earlier> restore(Predicate<String> ours) {
    Memory left = load();
    if (left == null) {
      return List.of();
    }
    Memory mine = left.of(ours);
    List<String> gone = new ArrayList<>(mine.places());
    gone.removeAll(places.get());
    if (!gone.isEmpty() && !mine.known().isEmpty()) {
      log.info("{} is not looked at any more: what ran is not taken for ended if not found", gone);
      mine = new Memory(mine.places(), List.of(), mine.ended());
    }
    fleet.restore(mine);
    return mine.known().stream()
        .map(known -> new Earlier(known.application(), known.seenAt()))
        .toList();
  }

  private @Nullable Memory load() {
    try {
      return file.load();
    } catch (UncheckedIOException e) {
      log.warn(
          "{}. The agent goes on without what ran before, and leaves the file as it is: start it"
              + " again once it can be read",
          e.getMessage());
      return null;
    }
  }

  /** Begins to write. */
  @SuppressWarnings("FutureReturnValueIgnored") // tick lets nothing out
  public void start() {
    thread.scheduleWithFixedDelay(
        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Writes if that is due. The schedule would end for ever with the first exception or error. */
  void tick() {
    try {
      Instant now = clock.instant();
      long changes = fleet.changes();
      if (isDue(changes, now)) {
        save(changes, now);
      }
    } catch (Throwable e) {
      log.error("The application history could not be written; trying again", e);
      pause = SAVE_AGAIN;
    }
  }

  /** A time in the future was taken before the clock was set back. */
  private boolean isDue(long changes, Instant now) {
    Duration since = Duration.between(triedAt, now);
    if (!triedAt.equals(Instant.MIN) && !since.isNegative() && since.compareTo(pause) < 0) {
      return false;
    }
    return changes != written || since.isNegative() || since.compareTo(SAVE_AT_LEAST) >= 0;
  }

  private void save(long changes, Instant now) {
    triedAt = now;
    long start = System.nanoTime();
    Memory memory = fleet.memory(places.get());
    if (changes == written && memory.known().isEmpty()) {
      return; // nothing grows old
    }
    boolean success = file.save(memory, now);
    Duration share = Duration.ofNanos((System.nanoTime() - start) * SHARE);
    Duration bounded = share.compareTo(LONGEST_PAUSE) < 0 ? share : LONGEST_PAUSE;
    Duration after = bounded.compareTo(PAUSE) > 0 ? bounded : PAUSE;
    pause = success ? after : SAVE_AGAIN;
    if (success) {
      written = changes;
    }
    wrote.accept(success);
  }

  /** Writes what is not yet written, as far as the disk lets it within a short time. */
  @Override
  public void close() {
    thread.execute(
        () -> {
          pause = Duration.ZERO;
          triedAt = Instant.MIN;
          tick();
        });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn(
            "The application history must be written within {} s, but is not: a restart goes on"
                + " from the one before",
            STOP_WITHIN.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
