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

import io.firewarden.agent.source.BatchRows.Counted;
import io.firewarden.agent.source.BatchRows.Last;
import io.firewarden.agent.source.BatchRows.Sums;
import io.firewarden.model.streaming.DStreamActivity;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the DStreams of an application that has had some: the present streaming context,
 * and totals over all contexts that were seen. A handful of numbers, however many batches there
 * are.
 */
final class DStreamTotals {
  private @Nullable StreamingContext latest;

  /** Whether the latest context is still there. */
  private boolean present;

  private Counted counted = BatchRows.NONE;

  /** Batches of the latest context that were counted. */
  private long seen;

  /** How many it had completed when all its batches were read last. */
  private long completedAtWhole;

  private boolean missed;
  private Sums sums = Sums.NONE;
  private @Nullable Last last;
  private long waiting;
  private long running;

  /** Of the contexts before the latest. */
  private long earlierCompleted;

  private long earlierReceived;
  private long earlierProcessed;

  /** What was told: it includes open batches, which cannot be told of at all times. */
  private long received;

  private long succeeded;
  private long failed;

  /** To read batches of that context into. */
  BatchRows rows(StreamingContext now) {
    return new BatchRows(isNew(now) ? BatchRows.NONE : counted);
  }

  /** Whether batches were completed since all were read. */
  boolean lacks(StreamingContext now) {
    return now.completedBatches() > (isNew(now) ? 0 : completedAtWhole);
  }

  /**
   * Takes in what one poll says.
   *
   * @param whole whether the completed batches were read
   * @param listed whether those that wait were read
   */
  void take(StreamingContext now, BatchRows rows, boolean whole, boolean listed) {
    if (isNew(now)) {
      begin();
    }
    latest = now;
    present = true;
    running = rows.running().batches();
    waiting = listed ? rows.waiting() : Math.max(0, now.openBatches() - running);
    if (whole) {
      counted = rows.counted();
      sums = sums.plus(rows.added());
      seen += rows.added().batches();
      completedAtWhole = now.completedBatches();
      missed |= seen < completedAtWhole;
      last = rows.last() == null ? last : rows.last();
    }
    received = Math.max(received, earlierReceived + now.receivedRecords() + rows.waitingRecords());
    succeeded = Math.max(succeeded, sums.succeeded() + rows.running().succeeded());
    failed = Math.max(failed, sums.failed() + rows.running().failed());
  }

  /** The context has gone, unless it is told of again. */
  void leave() {
    present = false;
    waiting = 0;
    running = 0;
  }

  private void begin() {
    if (latest != null) {
      missed = true; // what it did between the last poll and its end
      earlierCompleted += latest.completedBatches();
      earlierProcessed += latest.processedRecords();
      // What its open batches had brought was told, and they will never be told of again.
      earlierReceived = received;
      sums =
          new Sums(
              sums.batches(), sums.schedulingMillis(), sums.processingMillis(), succeeded, failed);
    }
    counted = BatchRows.NONE;
    seen = 0;
    completedAtWhole = 0;
  }

  private boolean isNew(StreamingContext now) {
    return latest == null || !now.continues(latest);
  }

  /** Whether batches were, or may have been, completed without having been seen. */
  boolean missedSome() {
    return missed || !present;
  }

  /** What is known now; null before the first poll that told of a context. */
  @Nullable DStreamActivity activity() {
    StreamingContext context = latest;
    if (context == null) {
      return null;
    }
    Last now = present ? last : null;
    int active = present ? context.activeReceivers() : 0;
    int all = context.activeReceivers() + context.inactiveReceivers();
    return new DStreamActivity(
        context.startedAt(),
        context.batchMillis(),
        new DStreamActivity.Receivers(active, all - active, null),
        null,
        waiting,
        running,
        earlierCompleted + context.completedBatches(),
        received,
        earlierProcessed + context.processedRecords(),
        sums.schedulingMillis(),
        sums.processingMillis(),
        now == null ? null : now.schedulingMillis(),
        now == null ? null : now.processingMillis(),
        succeeded,
        failed);
  }
}
