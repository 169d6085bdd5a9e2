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
package io.firewarden.model.event.query;

import io.firewarden.model.streaming.DStreamActivity;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The DStreams of an application: batches that wait or run, receivers, and what adds up. A batch is
 * told apart by its time, which grows from batch to batch.
 *
 * <p>Thread-safe.
 */
public final class DStreams {
  /** Open batches that are followed; those that come when it is reached are left out. */
  static final int MAX_BATCHES = 10_000;

  /** Receivers that are followed. */
  static final int MAX_RECEIVERS = 1_000;

  /** Whether each open batch is processed now, by its time. */
  private final NavigableMap<Long, Boolean> open = new TreeMap<>();

  private final Map<Integer, ReceiverState> receivers = new HashMap<>();
  private boolean seen;
  private @Nullable Instant startedAt;
  private @Nullable Long interval;
  private @Nullable Long previous;
  private long newest = Long.MIN_VALUE;
  private long doubtedUntil = Long.MIN_VALUE;
  private int leftOut;
  private boolean over;

  private long receiverErrors;
  private long completed;
  private long received;
  private long processed;
  private long schedulingMillis;
  private long processingMillis;
  private @Nullable Long lastScheduling;
  private @Nullable Long lastProcessing;
  private long succeededOutputs;
  private long failedOutputs;

  /** A streaming context was started. An earlier one is gone, and what it had left with it. */
  public synchronized void started(Instant at) {
    if (startedAt != null) {
      forgetOpen();
    }
    seen = true;
    startedAt = at;
    previous = null;
    interval = null;
  }

  /** A batch was handed in to be processed. */
  public synchronized void submitted(DStreamBatch batch) {
    note(batch);
    follow(batch.time(), false);
  }

  /** The processing of a batch has started. */
  public synchronized void started(DStreamBatch batch) {
    note(batch);
    follow(batch.time(), true);
  }

  /** The processing of a batch has ended, whether its output operations succeeded or not. */
  public synchronized void completed(DStreamBatch batch) {
    note(batch);
    if (open.remove(batch.time()) == null && leftOut > 0) {
      leftOut--;
    }
    if (batch.time() > doubtedUntil) {
      open.headMap(doubtedUntil, true).clear();
    }
    completed++;
    processed += batch.records();
    lastScheduling = batch.schedulingMillis();
    lastProcessing = batch.processingMillis();
    schedulingMillis += lastScheduling == null ? 0 : lastScheduling;
    processingMillis += lastProcessing == null ? 0 : lastProcessing;
  }

  /** An output operation of a batch has ended. */
  public synchronized void outputEnded(boolean succeeded) {
    seen = true;
    if (succeeded) {
      succeededOutputs++;
    } else {
      failedOutputs++;
    }
  }

  /**
   * What a receiver is now.
   *
   * @param stream Spark's number of its stream
   * @param active whether it runs
   * @param error whether it tells of an error, or was stopped by one
   */
  public synchronized void receiver(int stream, boolean active, boolean error) {
    seen = true;
    if (error) {
      receiverErrors++;
    }
    if (!over && (receivers.size() < MAX_RECEIVERS || receivers.containsKey(stream))) {
      ReceiverState stopped = error ? ReceiverState.FAILED : ReceiverState.INACTIVE;
      receivers.put(stream, active ? ReceiverState.ACTIVE : stopped);
    }
  }

  /** Nothing runs any more. */
  synchronized void applicationEnded() {
    over = true;
    forgetOpen();
  }

  /** Spark has dropped events: open batches may have ended unseen, until a later one ends. */
  synchronized void eventsDropped() {
    doubtedUntil = newest;
  }

  /** What is known now; null when there are no DStreams. */
  public synchronized @Nullable DStreamActivity snapshot() {
    if (!seen) {
      return null;
    }
    Collection<Boolean> batches = open.values();
    int running = Collections.frequency(batches, true);
    return new DStreamActivity(
        startedAt,
        interval,
        new DStreamActivity.Receivers(
            count(ReceiverState.ACTIVE),
            count(ReceiverState.INACTIVE),
            count(ReceiverState.FAILED)),
        receiverErrors,
        batches.size() - running,
        running,
        completed,
        received,
        processed,
        schedulingMillis,
        processingMillis,
        lastScheduling,
        lastProcessing,
        succeededOutputs,
        failedOutputs);
  }

  /** Whether all open batches are followed. */
  synchronized boolean isComplete() {
    return leftOut == 0;
  }

  /** The first word of a batch tells how many records came in it. */
  private void note(DStreamBatch batch) {
    seen = true;
    if (batch.time() <= newest) {
      return;
    }
    if (previous != null) {
      long since = batch.time() - previous;
      interval = interval == null ? since : Math.min(interval, since);
    }
    previous = batch.time();
    newest = batch.time();
    received += batch.records();
  }

  private void follow(long time, boolean running) {
    if (over) {
      return;
    }
    boolean known = open.containsKey(time);
    if (known || open.size() < MAX_BATCHES) {
      open.put(time, running);
      leftOut -= running && !known && leftOut > 0 ? 1 : 0;
    } else if (!running) {
      leftOut++;
    }
  }

  private void forgetOpen() {
    open.clear();
    receivers.clear();
    leftOut = 0;
  }

  private int count(ReceiverState state) {
    return Collections.frequency(receivers.values(), state);
  }

  private enum ReceiverState {
    ACTIVE,
    INACTIVE,
    FAILED
  }
}
