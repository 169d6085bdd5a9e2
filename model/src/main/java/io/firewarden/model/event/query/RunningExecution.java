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

import io.firewarden.model.sql.JoinKind;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.sql.SqlOutcome;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A SQL execution that runs now. */
final class RunningExecution {
  /** Values that are held for parts of the plan that are not known yet. */
  static final int MAX_EARLY = 2_000;

  private final long id;
  private final RunningExecution root;
  private final long startedAt;
  private final Set<RunningExecution> inner = new LinkedHashSet<>();
  private final PlanSum endedInner = new PlanSum();
  private final Set<Integer> stages = new HashSet<>();
  private final Map<Long, Long> early = new HashMap<>();
  private Map<Long, Amount> amounts = new HashMap<>();
  private PlanOutline plan = PlanOutline.EMPTY;
  private long spilledBytes;
  private boolean hadInner;
  private boolean incomplete;
  private Doubt doubt = Doubt.NONE;

  /** One that was started by itself. */
  RunningExecution(long id, long startedAt) {
    this.id = id;
    this.root = this;
    this.startedAt = startedAt;
  }

  /** One that runs within another. */
  RunningExecution(long id, long startedAt, RunningExecution root) {
    this.id = id;
    this.root = root;
    this.startedAt = startedAt;
    root.inner.add(this);
    root.hadInner = true;
  }

  /** The execution that it runs within, or itself. */
  RunningExecution root() {
    return root;
  }

  long id() {
    return id;
  }

  long startedAt() {
    return startedAt;
  }

  /** The stages that its jobs may still run. */
  Set<Integer> stages() {
    return stages;
  }

  /**
   * Takes another plan for its own. What was told of its parts stays, for those that it still has.
   *
   * @param room how many figures more may be held
   * @return how many figures more are held than before
   */
  int plan(PlanOutline latest, int room) {
    int before = held();
    Map<Long, Amount> earlier = amounts;
    plan = latest;
    amounts = new HashMap<>();
    for (Measure measure : latest.measures()) {
      Amount amount = earlier.get(measure.accumulatorId());
      follow(measure, amount == null ? new Amount(measure.kind()) : amount, before + room);
    }
    if (!latest.whole()) {
      root.incomplete = true;
    }
    return held() - before;
  }

  /** Follows measures of a part of its plan; its next plan will have them. */
  int named(List<Measure> measures, int room) {
    int before = held();
    for (Measure measure : measures) {
      follow(measure, new Amount(measure.kind()), before + room);
    }
    return held() - before;
  }

  private void follow(Measure measure, Amount amount, int limit) {
    Long told = early.remove(measure.accumulatorId());
    if (told != null) {
      amount.value = told;
    }
    if (held() < limit) {
      amounts.putIfAbsent(measure.accumulatorId(), amount);
    } else if (!amounts.containsKey(measure.accumulatorId())) {
      root.incomplete = true;
    }
  }

  /** How many figures are held. */
  int held() {
    return amounts.size() + early.size();
  }

  /**
   * The driver tells a value; the last one counts. It may belong to a part of the plan that is only
   * told later: the plans of subqueries and of cached tables change by themselves.
   */
  int measured(long accumulatorId, long value, int room) {
    int before = held();
    Amount amount = amounts.get(accumulatorId);
    if (amount != null) {
      amount.value = Math.max(0, value);
    } else if (value > 0 && room > 0 && early.size() < MAX_EARLY) {
      early.put(accumulatorId, value);
    }
    return held() - before;
  }

  void spilled(long bytes) {
    spilledBytes += bytes;
  }

  /** Those that run within this one. */
  Set<RunningExecution> inner() {
    return inner;
  }

  /** One that ran within this one has ended. */
  void absorb(RunningExecution ended) {
    if (inner.remove(ended)) {
      endedInner.add(ended.facts());
    }
  }

  /** Something of it is not followed. */
  void incomplete() {
    incomplete = true;
  }

  boolean isComplete() {
    return !incomplete;
  }

  Doubt doubt() {
    return doubt;
  }

  void doubt(Doubt value) {
    doubt = value;
  }

  /**
   * What its plan and those within it do. Some commands show the whole plan of the execution that
   * they start, others nothing of it; so of both the larger figure counts.
   */
  PlanFacts facts() {
    if (!hadInner) {
      return own();
    }
    PlanSum sum = new PlanSum();
    sum.add(endedInner.facts());
    inner.forEach(each -> sum.add(each.facts()));
    return PlanSum.max(own(), sum.facts());
  }

  private PlanFacts own() {
    long broadcast = 0;
    long largest = 0;
    long files = 0;
    long partitions = 0;
    for (Amount amount : amounts.values()) {
      switch (amount.kind) {
        case BROADCAST_BYTES -> {
          broadcast += amount.value;
          largest = Math.max(largest, amount.value);
        }
        case FILES_READ -> files += amount.value;
        case PARTITIONS_READ -> partitions += amount.value;
      }
    }
    Map<JoinKind, Long> joins = new EnumMap<>(JoinKind.class);
    plan.joins().forEach((kind, count) -> joins.put(kind, (long) count));
    return new PlanFacts(
        joins,
        broadcast,
        largest,
        files,
        partitions,
        plan.adaptive() ? 1 : 0,
        plan.coalescedReads(),
        plan.skewedReads(),
        plan.localReads());
  }

  SqlExecution snapshot(@Nullable Instant endedAt, @Nullable SqlOutcome outcome) {
    return new SqlExecution(
        id, Instant.ofEpochMilli(startedAt), endedAt, outcome, facts(), spilledBytes);
  }

  private static final class Amount {
    private final Measure.Kind kind;
    private long value;

    Amount(Measure.Kind kind) {
      this.kind = kind;
    }
  }
}
