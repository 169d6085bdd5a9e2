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
import java.time.Duration;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQL executions of one application. Each poll reads of Spark's list what is new, and looks up
 * of the running ones those that were not looked up for longest. Plans are not asked for. Spark
 * forgets ended executions ({@code spark.sql.ui.retainedExecutions}); each is counted once, when it
 * is first seen to have ended, so that the totals never go back.
 */
final class SqlLedger {
  /** So many running executions are looked up one by one in a poll. */
  static final int MAX_BY_ID = 8;

  /** What ended so long before the newest end that is known did not run when that was told. */
  private static final Duration SURELY = Duration.ofSeconds(1);

  private static final Pattern VERSION = Pattern.compile("([3-9]|[1-9]\\d)\\.(\\d{1,3})(?!\\d)");

  private static final Logger log = LoggerFactory.getLogger(SqlLedger.class);

  /**
   * One that may run.
   *
   * @param told how it was told of last
   * @param runs whether it is known to
   */
  private record Open(Row told, boolean runs) {}

  /** One row of an answer, all of it readable. */
  private record Row(long id, Instant startedAt, Instant endedAt, ExecutionData data) {
    static Row of(ExecutionData data) throws UnreadableException {
      Instant startedAt = SparkTime.parse(data.submissionTime());
      if (startedAt == null || data.status() == null) {
        throw new UnreadableException(
            Kind.NOT_JSON, "a SQL execution in the answer lacks its submissionTime or status");
      }
      Instant endedAt = startedAt.plusMillis(Math.max(0, data.duration()));
      return new Row(data.id(), startedAt, endedAt, data);
    }

    SqlExecution execution(@Nullable Instant end, @Nullable SqlOutcome outcome) {
      return new SqlExecution(id, startedAt, end, outcome, null, null);
    }
  }

  private final SqlList list = new SqlList();
  private final Seldom seldom = new Seldom();

  /** Those first that were not looked up for longest. */
  private final Map<Long, Open> open = new LinkedHashMap<>();

  private final List<SqlExecution> latest = new ArrayList<>();
  private final Map<SqlOutcome, Long> ended = new EnumMap<>(SqlOutcome.class);
  private final Instant notBefore;
  private final boolean statusTold;
  private long millis;
  private Instant newestEnd = Instant.EPOCH;
  private boolean readOnce;
  private boolean behind;
  private boolean unread;
  private boolean crowded;
  private boolean skipped;
  private boolean nested;

  /**
   * @param notBefore executions that ended earlier are counted by the first poll only; later they
   *     would seem to have ended just then
   * @param statusTold whether Spark tells truly whether an execution has ended and how. Before 3.5
   *     it concludes that from its jobs: one that has none yet has "completed". Then it has ended
   *     when its duration does not grow, and how is not known.
   */
  SqlLedger(Instant notBefore, boolean statusTold) {
    this.notBefore = notBefore;
    this.statusTold = statusTold;
  }

  /** Whether that version of Spark does; not when it is none that can be understood. */
  static boolean isStatusTold(String version) {
    Matcher numbers = VERSION.matcher(version);
    return numbers.lookingAt()
        && (Integer.parseInt(numbers.group(1)) > 3 || Integer.parseInt(numbers.group(2)) > 4);
  }

  /**
   * Reads on, as far as the time of a poll lasts. An application without SQL, or whose answers are
   * bad, is asked now and then only.
   *
   * @throws UnreadableException if the driver is out of reach; what is wrong with these answers
   *     alone is a gap
   */
  void read(PollRequests requests, String path) throws UnreadableException {
    if (!seldom.isDue()) {
      return;
    }
    Set<Long> told = new HashSet<>();
    try {
      behind = !list.read(requests, path, open.keySet(), page -> takeAll(page, told));
      unread = false;
    } catch (UnreadableException e) {
      if (!e.isOfOneAnswer()) {
        throw e;
      }
      log.debug("Its SQL executions are not known now: {}", e.why());
      unread = true;
      seldom.failed(e);
      return;
    }
    behind |= !lookUp(requests, path, told);
    readOnce = true;
    seldom.asked(!list.isEmpty());
  }

  /** What is known now; null when Spark has not told of any, or they cannot be read now. */
  @Nullable SqlActivity activity() {
    if (list.isEmpty() || unread) {
      return null;
    }
    return new SqlActivity(
        ended.getOrDefault(SqlOutcome.SUCCEEDED, 0L),
        ended.getOrDefault(SqlOutcome.FAILED, 0L),
        ended.getOrDefault(SqlOutcome.UNKNOWN, 0L),
        millis,
        null,
        null,
        open.values().stream()
            .filter(Open::runs)
            .map(each -> each.told.execution(null, null))
            .toList(),
        List.copyOf(latest));
  }

  /** What is not known of them. */
  Set<Gap> gaps() {
    Set<Gap> gaps = EnumSet.noneOf(Gap.class);
    boolean allRun = open.values().stream().allMatch(Open::runs);
    if (behind || unread || crowded || list.awaitsSome() || !allRun) {
      gaps.add(Gap.SQL_EXECUTIONS);
    }
    if (skipped || list.missedSome()) {
      gaps.add(Gap.SQL_TOTALS_PARTIAL);
    }
    if (nested) {
      gaps.add(Gap.SQL_NESTED);
    }
    return gaps;
  }

  private void takeAll(List<ExecutionData> page, Set<Long> told) throws UnreadableException {
    List<Row> rows = new ArrayList<>();
    for (ExecutionData data : page) {
      rows.add(Row.of(data));
    }
    rows.forEach(row -> newestEnd = max(newestEnd, row.endedAt()));
    for (Row row : rows) {
      if ((list.isNew(row.id()) || open.containsKey(row.id())) && told.add(row.id())) {
        nested |= row.data().rootExecutionId() == null;
        if (!row.data().isWithinAnother()) {
          take(row);
        }
      }
    }
  }

  /** Looks up open ones that the list did not tell of; says whether that was all of them. */
  private boolean lookUp(PollRequests requests, String path, Set<Long> told)
      throws UnreadableException {
    boolean all = true;
    int left = MAX_BY_ID;
    for (Long id : List.copyOf(open.keySet())) {
      if (told.contains(id)) {
        continue;
      }
      if (left-- <= 0) {
        return false;
      }
      try {
        String address = path + "/sql/" + id + "?" + SqlList.BRIEFLY;
        take(Row.of(requests.get(address, ExecutionData.class)));
      } catch (UnreadableException e) {
        if (e.isOutOfTime()) {
          return false;
        }
        all &= isForgotten(id, e);
      }
    }
    return all;
  }

  /** Spark forgets none that runs; of one that cannot be read nothing new is known. */
  private boolean isForgotten(Long id, UnreadableException e) throws UnreadableException {
    if (!e.isOfOneAnswer()) {
      throw e;
    }
    Open unseen = open.remove(id);
    if (e.isNotFound()) {
      ended.merge(SqlOutcome.UNKNOWN, 1L, Long::sum);
    } else if (unseen != null) {
      open.put(id, unseen); // its turn comes again
    }
    return e.isNotFound();
  }

  /** Takes in one that is new or may have run. */
  private void take(Row row) {
    Open before = open.remove(row.id());
    newestEnd = max(newestEnd, row.endedAt());
    if (!hasEnded(row, before)) {
      if (open.size() < SnapshotLimits.SQL_EXECUTIONS) {
        open.put(row.id(), new Open(row, statusTold || before != null));
      } else {
        crowded = true;
        skipped = true;
      }
      return;
    }
    if (readOnce && row.endedAt().isBefore(notBefore)) {
      skipped = true;
      return;
    }
    SqlOutcome outcome = statusTold ? row.data().outcome() : SqlOutcome.UNKNOWN;
    ended.merge(outcome, 1L, Long::sum);
    millis += Math.max(0, row.data().duration());
    latest.add(row.execution(row.endedAt(), outcome));
    latest.sort(Comparator.comparing(SqlExecution::endedAt));
    if (latest.size() > SqlActivity.MAX_LATEST) {
      latest.remove(0);
    }
  }

  private boolean hasEnded(Row row, @Nullable Open before) {
    if (statusTold) {
      return !row.data().isRunning();
    }
    return row.endedAt().isBefore(newestEnd.minus(SURELY))
        || (before != null && before.told().endedAt().equals(row.endedAt()));
  }

  private static Instant max(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
