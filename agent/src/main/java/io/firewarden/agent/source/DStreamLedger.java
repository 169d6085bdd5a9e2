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
import io.firewarden.agent.source.RestJson.StreamingStatistics;
import io.firewarden.model.streaming.DStreamActivity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DStreams of one application. Spark tells of the present streaming context, which an
 * application may stop and start another, and forgets completed batches ({@code
 * spark.streaming.ui.retainedBatches}); {@link DStreamTotals} keeps what adds up.
 */
final class DStreamLedger {
  /** With more open batches than that, those that wait are counted and not listed. */
  static final int MAX_LISTED = 1000;

  private static final Logger log = LoggerFactory.getLogger(DStreamLedger.class);

  private final Seldom seldom = new Seldom();
  private final Rhythm rhythm = new Rhythm();
  private @Nullable DStreamTotals totals;
  private boolean unread;

  /**
   * Reads the figures of the streaming context if there is one, and its batches that wait or run;
   * now and then, and while that is a short list, all that Spark retains. Nothing counts before it
   * is committed.
   *
   * @throws UnreadableException if the driver is out of reach; what is wrong with these answers
   *     alone is a gap
   */
  Update read(PollRequests requests, String path) throws UnreadableException {
    if (!seldom.isDue()) {
      return () -> {}; // nothing is new
    }
    try {
      return there(requests, path + "/streaming");
    } catch (UnreadableException e) {
      if (!e.isOfOneAnswer()) {
        throw e;
      }
      if (e.isNotFound()) {
        return this::none;
      }
      log.debug("Its DStreams are not known now: {}", e.why());
      return () -> {
        unread = true;
        seldom.failed(e);
      };
    }
  }

  private Update there(PollRequests requests, String path) throws UnreadableException {
    StreamingContext context =
        StreamingContext.of(requests.get(path + "/statistics", StreamingStatistics.class));
    DStreamTotals before = totals == null ? new DStreamTotals() : totals;
    BatchRows rows = before.rows(context);
    boolean listed = context.openBatches() <= MAX_LISTED;
    boolean whole = rhythm.isWholeDue() && before.lacks(context);
    long bytes = 0;
    if (whole || context.openBatches() > 0) {
      bytes = requests.each(path + "/batches" + which(whole, listed), StreamingBatch.class, rows);
    }
    long length = bytes;
    return () -> {
      unread = false;
      before.take(context, rows, whole, listed);
      totals = before;
      seldom.asked(true);
      if (whole) {
        rhythm.readWhole(length);
      } else {
        rhythm.readPart();
      }
    };
  }

  private static String which(boolean whole, boolean listed) {
    if (whole) {
      return listed ? "" : "?status=completed&status=processing";
    }
    return listed ? "?status=queued&status=processing" : "?status=processing";
  }

  private void none() {
    unread = false;
    seldom.asked(totals != null); // another context may come
    if (totals != null) {
      totals.leave();
    }
  }

  /** What one poll says of the DStreams. */
  @FunctionalInterface
  interface Update {
    /** Takes it in. */
    void commit();
  }

  /**
   * What is known now; null when the application has had no DStreams, as far as was seen, or when
   * they cannot be read now.
   */
  @Nullable DStreamActivity activity() {
    return totals == null || unread ? null : totals.activity();
  }

  /** Whether batches are, or may be, unknown: not read yet, or completed and forgotten unseen. */
  boolean missedSome() {
    return unread || (totals != null && totals.missedSome());
  }
}
