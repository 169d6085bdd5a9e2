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
package io.firewarden.agent.cluster;

import io.firewarden.agent.cluster.kubernetes.KubernetesLease;
import io.firewarden.agent.config.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this agent is the one that tells people. It leads from when it has the lease and has
 * taken up what the one before it told, until a margin before the lease ends without having been
 * renewed, by its own clock: a process that was stopped, or a file system that hangs, ends it by
 * itself.
 */
public final class Leadership implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  /** Renewals that one duration has room for. */
  private static final int RENEWALS = 5;

  private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

  private final @Nullable Lease lease;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "lease");
            daemon.setDaemon(true);
            return daemon;
          });
  private Runnable takeOver = () -> {};
  private boolean troubled;
  private boolean ready;

  /** Whether it has taken up what the one before it told, since it has the lease. */
  private boolean takenUp;

  /** How often it could not. */
  private int misses;

  /** Until when it leads, by {@link #nanoTime}; counts while {@link #held}. */
  private volatile long until;

  private volatile boolean held;

  /**
   * @param lease what is to be held, or null for an agent that is the only one
   * @param nanoTime a clock that never goes back
   */
  Leadership(@Nullable Lease lease, LongSupplier nanoTime) {
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  /** By the configured lease; without one this agent always leads. */
  public static Leadership of(Peers.@Nullable Lease configured) {
    return new Leadership(configured == null ? null : lease(configured), System::nanoTime);
  }

  private static Lease lease(Peers.Lease configured) {
    if (configured.place() instanceof Peers.LeaseObject object) {
      return KubernetesLease.of(object, configured);
    }
    return new FileLease(
        ((Peers.SharedFile) configured.place()).path(),
        configured.holder(),
        configured.duration(),
        System::nanoTime);
  }

  /** Whether it leads now. */
  public boolean leads() {
    return lease == null || (held && nanoTime.getAsLong() - until < 0);
  }

  /**
   * Begins to strive for the lease.
   *
   * @param uponTakeOver done each time that it has got the lease, before it leads; when it throws,
   *     it is tried again
   */
  @SuppressWarnings("FutureReturnValueIgnored") // attempt lets nothing out
  public void start(Runnable uponTakeOver) {
    if (lease != null) {
      onTakeOver(uponTakeOver);
      long every = lease.duration().toMillis() / RENEWALS;
      thread.scheduleWithFixedDelay(this::attempt, 0, every, TimeUnit.MILLISECONDS);
    }
  }

  void onTakeOver(Runnable uponTakeOver) {
    takeOver = uponTakeOver;
  }

  /** Renews the lease, or tries to get it. */
  void attempt() {
    if (lease == null) {
      return;
    }
    // From the beginning: when the others have seen the renewal is not known.
    long begun = nanoTime.getAsLong();
    boolean led = leads();
    try {
      boolean has = lease.renew();
      if (troubled) {
        log.info("the lease {} can be reached again", lease.name());
      }
      troubled = false;
      if (!has) {
        stepDown();
        return;
      }
      if (!takenUp && !takeUp() && misses < RENEWALS) {
        return;
      }
      if (!ready) {
        ready = true;
        log.info("this agent leads: it has the lease {}", lease.name());
      }
      until = begun + lease.duration().toNanos() * 2 / 3;
      held = true;
    } catch (Throwable e) { // the schedule would end for ever with the first error
      if (!troubled) {
        log.warn("the lease {} cannot be renewed or taken: {}", lease.name(), e.toString());
      }
      troubled = true;
      if (!led) {
        stepDown();
      }
    }
  }

  /**
   * Takes up what the one before it told. While that cannot be known, for as long as the lease
   * holds nobody leads, as people would be told twice; after that they would be told nothing for
   * too long.
   */
  private boolean takeUp() {
    try {
      takeOver.run();
      takenUp = true;
      return true;
    } catch (Throwable e) {
      misses++;
      if (misses == 1) {
        log.warn(
            "what the agent that led before has told cannot be read; trying again, and after {} times"
                + " leading without it, which may tell firing alerts again: {}",
            RENEWALS,
            e.toString());
      } else {
        log.debug("what the agent that led before has told still cannot be read", e);
      }
      return false;
    }
  }

  private void stepDown() {
    if (ready) {
      log.warn("this agent does not lead any more: it has lost the lease");
    }
    held = false;
    ready = false;
    takenUp = false;
    misses = 0;
  }

  /** Gives the lease back. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (lease != null && thread.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        held = false;
        lease.release();
      }
    } catch (IOException e) {
      log.info("the lease was not given back, and ends by itself: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
