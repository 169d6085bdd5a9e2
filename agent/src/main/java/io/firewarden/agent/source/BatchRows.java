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
package io.firewarden.agent.source;

import io.firewarden.agent.source.RestJson.StreamingBatch;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batches of one answer: what they add to those that were counted, and which are open. */
final class BatchRows implements Items<StreamingBatch> {
  /** Nothing is counted yet. */
  static final Counted NONE = new Counted(Long.MIN_VALUE, List.of());

  /**
   * Which completed batches were counted: those up to a time, except some. Batches are handed in by
   * their times, and started in that order; but with {@code spark.streaming.concurrentJobs} one may
   * be completed before an earlier one. Spark's list at one moment has all that are open, so that
   * what is neither newer than all that had been started nor was open then had been completed.
   *
   * @param until the time of the latest batch that had been started
   * @param except those up to there that were open: a handful, as they run at the same time
   */
  record Counted(long until, List<Long> except) {
    private boolean has(long time) {
      return time <= until && !except.contains(time);
    }
  }

  /**
   * What batches sum up to.
   *
   * @param batches how many they are
   * @param schedulingMillis for how long they had waited
   * @param processingMillis for how long they were processed
   * @param succeeded their output operations that succeeded
   * @param failed those that failed
   */
  record Sums(
      long batches, long schedulingMillis, long processingMillis, long succeeded, long failed) {
    static final Sums NONE = new Sums(0, 0, 0, 0, 0);

    Sums plus(Sums other) {
      return new Sums(
          batches + other.batches,
          schedulingMillis + other.schedulingMillis,
          processingMillis + other.processingMillis,
          succeeded + other.succeeded,
          failed + other.failed);
    }
  }

  /**
   * A completed batch.
   *
   * @param schedulingMillis for how long it had waited; null when Spark does not tell
   * @param processingMillis for how long it was processed; null when Spark does not tell
   */
  record Last(long time, @Nullable Long schedulingMillis, @Nullable Long processingMillis) {}

  private final Counted before;
  private final List<Long> openTimes = new ArrayList<>();
  private Sums added = Sums.NONE;
  private Sums running = Sums.NONE;
  private long waiting;
  private long waitingRecords;
  private long until;
  private @Nullable Last last;

  BatchRows(Counted before) {
    this.before = before;
    this.until = before.until();
  }

  @Override
  public void take(StreamingBatch batch) throws UnreadableException {
    long time = there(batch.batchId(), "batchId");
    switch (there(batch.status(), "status")) {
      case "COMPLETED" -> {
        until = Math.max(until, time);
        if (last == null || time > last.time()) {
          last = new Last(time, batch.schedulingDelay(), batch.processingTime());
        }
        added = before.has(time) ? added : added.plus(sums(batch));
      }
      case "PROCESSING" -> {
        until = Math.max(until, time);
        openTimes.add(time);
        running = running.plus(sums(batch));
      }
      case "QUEUED" -> {
        openTimes.add(time);
        waiting++;
        waitingRecords += there(batch.inputSize(), "inputSize");
      }
      default -> {
        // A state that no version of Spark has had, and that says nothing of a batch's end.
      }
    }
  }

  private static Sums sums(StreamingBatch batch) throws UnreadableException {
    Long scheduling = batch.schedulingDelay();
    Long processing = batch.processingTime();
    return new Sums(
        1,
        scheduling == null ? 0 : scheduling,
        processing == null ? 0 : processing,
        there(batch.numCompletedOutputOps(), "numCompletedOutputOps"),
        there(batch.numFailedOutputOps(), "numFailedOutputOps"));
  }

  private static <T> T there(@Nullable T value, String name) throws UnreadableException {
    if (value == null) {
      throw new UnreadableException(
          Kind.NOT_JSON, "a batch in the answer of streaming/batches has no " + name);
    }
    return value;
  }

  /** The completed batches that had not been counted. */
  Sums added() {
    return added;
  }

  /** Which are counted, once the added are. */
  Counted counted() {
    return new Counted(until, openTimes.stream().filter(time -> time <= until).toList());
  }

  /** Those that are processed now, with their output operations that have ended. */
  Sums running() {
    return running;
  }

  /** Those that wait. */
  long waiting() {
    return waiting;
  }

  /** The records in those that wait. */
  long waitingRecords() {
    return waitingRecords;
  }

  /** The newest that is completed; null when none is in the answer. */
  @Nullable Last last() {
    return last;
  }
}
