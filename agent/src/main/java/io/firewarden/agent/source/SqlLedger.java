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

import io.firewarden.agent.source.RestJson.ExecutionData;
import io.firewarden.agent.source.UnreadableException.Kind;
import io.firewarden.model.Gap;
import io.firewarden.model.SnapshotLimits;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.sql.SqlOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQL executions of one application. Spark lists them by id; each poll reads those that came in
 * addition, and looks up of the running ones those that were not looked up for longest. Plans are
 * not asked for. Spark forgets ended executions ({@code spark.sql.ui.retainedExecutions}); each is
 * counted once, when it is first seen to have ended, so that the totals never go back.
 */
final class SqlLedger {
  /** Executions in one answer. */
  static final int PAGE = 100;

  /** Of the list so many pages are read in one poll. */
  static final int MAX_PAGES = 10;

  /** So many running executions are looked up one by one in a poll. */
  static final int MAX_BY_ID = 8;

  /** So far before the end of the list it is no more work to read it than to look them up. */
  private static final int NEAR = PAGE / 2;

  private static final Logger log = LoggerFactory.getLogger(SqlLedger.class);
  private static final String BRIEFLY = "details=false&planDescription=false";

  /** Running ones, those first that were not looked up for longest. */
  private final Map<Long, SqlExecution> running = new LinkedHashMap<>();

  private final List<SqlExecution> latest = new ArrayList<>();
  private final Map<SqlOutcome, Long> ended = new EnumMap<>(SqlOutcome.class);
  private final Instant notBefore;
  private long millis;

  private long highestId = -1;
  private long seen;

  /** Where in the list the highest id was. */
  private int position;

  /** Whether the list has lost executions at its head, as it will from then on. */
  private boolean shrinks;

  private boolean readOnce;
  private boolean behind;
  private boolean unread;
  private boolean crowded;
  private boolean skipped;
  private boolean nested;
  private final Seldom seldom = new Seldom();

  /**
   * @param notBefore executions that ended earlier are counted by the first poll only; later they
   *     would seem to have ended just then
   */
  SqlLedger(Instant notBefore) {
    this.notBefore = notBefore;
  }

  /**
   * Reads on, as far as the time of a poll lasts. An application without SQL is asked now and then
   * only.
   *
   * @throws UnreadableException if the driver is out of reach; what is wrong with these answers
   *     alone is a gap
   */
  void read(PollRequests requests, String path) throws UnreadableException {
    if (!seldom.isDue()) {
      return;
    }
    try {
      Set<Long> told = new HashSet<>();
      behind = !readNew(requests, path, told);
      behind |= !readRunning(requests, path, told);
      readOnce = true;
      unread = false;
    } catch (UnreadableException e) {
      if (!e.isOfOneAnswer()) {
        throw e;
      }
      unread = readOnce || !e.isNotFound(); // Spark without SQL has no such list
      log.debug("Its SQL executions are not known now: {}", e.why());
    }
    seldom.asked(highestId >= 0 || unread);
  }

  /** What is known now; null when Spark has not told of any, or they cannot be read now. */
  @Nullable SqlActivity activity() {
    if (highestId < 0 || unread) {
      return null;
    }
    return new SqlActivity(
        ended.getOrDefault(SqlOutcome.SUCCEEDED, 0L),
        ended.getOrDefault(SqlOutcome.FAILED, 0L),
        ended.getOrDefault(SqlOutcome.UNKNOWN, 0L),
        millis,
        null,
        null,
        List.copyOf(running.values()),
        List.copyOf(latest));
  }

  /** What is not known of them. */
  Set<Gap> gaps() {
    Set<Gap> gaps = EnumSet.noneOf(Gap.class);
    if (behind || crowded || unread) {
      gaps.add(Gap.SQL_EXECUTIONS);
    }
    if (skipped || seen < highestId + 1) { // ids are given without gaps, from 0
      gaps.add(Gap.SQL_TOTALS_PARTIAL);
    }
    if (nested) {
      gaps.add(Gap.SQL_NESTED);
    }
    return gaps;
  }

  /**
   * Where to read on: where the highest id was, or somewhat before, so that those which run and
   * came shortly before are told of too.
   */
  private int start() {
    long back = shrinks ? NEAR : 0;
    for (long id : running.keySet()) {
      if (highestId - id <= NEAR) {
        back = Math.max(back, highestId - id); // there may be fewer between them, never more
      }
    }
    return (int) Math.max(0, position - back);
  }

  /** Reads from there to the end; says whether that was reached. */
  private boolean readNew(PollRequests requests, String path, Set<Long> told)
      throws UnreadableException {
    int offset = start();
    int step = PAGE;
    for (int page = 0; page < MAX_PAGES; page++) {
      Page rows = new Page(offset, told);
      String query = "/sql?" + BRIEFLY + "&offset=" + offset + "&length=" + PAGE;
      requests.each(path + query, ExecutionData.class, rows);
      if (rows.isBeyond()) {
        shrinks = true;
        offset = Math.max(0, offset - step);
        step *= 2;
        continue;
      }
      offset += Math.max(0, rows.count - 1); // the last one again, to see that none was lost
      position = offset;
      if (rows.count < PAGE) {
        return true;
      }
    }
    return false;
  }

  /** Looks up running ones that the list did not tell of; says whether that was all of them. */
  private boolean readRunning(PollRequests requests, String path, Set<Long> told)
      throws UnreadableException {
    int left = MAX_BY_ID;
    for (Long id : List.copyOf(running.keySet())) {
      if (told.contains(id)) {
        continue;
      }
      if (left-- <= 0) {
        return false;
      }
      try {
        take(requests.get(path + "/sql/" + id + "?" + BRIEFLY, ExecutionData.class));
      } catch (UnreadableException e) {
        if (!e.isNotFound()) {
          throw e;
        }
        running.remove(id); // Spark has forgotten it, and forgets none that runs
        ended.merge(SqlOutcome.UNKNOWN, 1L, Long::sum);
      }
    }
    return true;
  }

  /** Takes in one that is new or was running. */
  private void take(ExecutionData row) throws UnreadableException {
    Instant startedAt = SparkTime.parse(row.submissionTime());
    if (startedAt == null || row.status() == null) {
      throw new UnreadableException(
          Kind.NOT_JSON, "a SQL execution in the answer lacks its submissionTime or status");
    }
    running.remove(row.id());
    if (row.isRunning()) {
      crowded |= running.size() >= SnapshotLimits.SQL_EXECUTIONS;
      if (running.size() < SnapshotLimits.SQL_EXECUTIONS) {
        running.put(row.id(), new SqlExecution(row.id(), startedAt, null, null, null, null));
      }
      return;
    }
    Instant endedAt = startedAt.plusMillis(Math.max(0, row.duration()));
    if (readOnce && endedAt.isBefore(notBefore)) {
      skipped = true;
      return;
    }
    ended.merge(row.outcome(), 1L, Long::sum);
    millis += Math.max(0, row.duration());
    latest.add(new SqlExecution(row.id(), startedAt, endedAt, row.outcome(), null, null));
    latest.sort(Comparator.comparing(SqlExecution::endedAt));
    if (latest.size() > SqlActivity.MAX_LATEST) {
      latest.remove(0);
    }
  }

  /** A part of Spark's list. */
  private final class Page implements Items<ExecutionData> {
    private final Set<Long> told;
    private boolean beyond;
    private int count;

    /**
     * @param offset where in the list it starts
     * @param told takes the ids of those that are taken in
     */
    Page(int offset, Set<Long> told) {
      this.told = told;
      this.beyond = offset > 0;
    }

    /**
     * Whether the list has shrunk, so that others may lie between what was known and this part, of
     * which nothing was taken in then.
     */
    boolean isBeyond() {
      return beyond;
    }

    @Override
    public void take(ExecutionData row) throws UnreadableException {
      boolean isNew = row.id() > highestId;
      if (count++ == 0) {
        beyond &= isNew;
      }
      if (beyond || (!isNew && !running.containsKey(row.id()))) {
        return;
      }
      if (!row.isWithinAnother()) {
        SqlLedger.this.take(row);
        told.add(row.id());
      }
      nested |= row.rootExecutionId() == null;
      if (isNew) {
        highestId = row.id();
        seen++;
      }
    }
  }
}
