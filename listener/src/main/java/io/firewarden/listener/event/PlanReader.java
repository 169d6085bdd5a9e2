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
package io.firewarden.listener.event;

import io.firewarden.model.event.query.Measure;
import io.firewarden.model.event.query.PlanOutline;
import io.firewarden.model.sql.JoinKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.SparkPlanInfo;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.collection.Iterator;

/**
 * A reader of plans, which keeps numbers only. It counts a node once: an exchange or a subquery
 * that is reused where it is made, and the plan of a cached table in the first execution that reads
 * it.
 */
final class PlanReader {
  /** Nodes of a plan that are looked at. */
  static final int MAX_NODES = 5_000;

  /** Measures of a plan that are followed. */
  static final int MAX_MEASURES = 1_000;

  /** Cached tables whose first reader is remembered. */
  private static final int MAX_CACHED = 1_000;

  private static final Accessor CHILDREN = Accessor.of(SparkPlanInfo.class, "children");

  private final Map<Long, Long> firstReaders = new LinkedHashMap<>();

  PlanOutline read(long executionId, SparkPlanInfo plan) {
    Reading reading = new Reading();
    reading.open.add(plan);
    int nodes = 0;
    while (!reading.open.isEmpty() && nodes < MAX_NODES) {
      SparkPlanInfo node = reading.open.removeLast();
      nodes++;
      String name = node.nodeName();
      reading.look(node, name);
      if (!isReuse(name) && !(isCacheScan(name) && isReadBefore(executionId, node))) {
        reading.addChildren(node);
      }
    }
    return reading.outline();
  }

  private static boolean isReuse(String name) {
    return name.equals("ReusedExchange") || name.equals("ReusedSubquery");
  }

  /** A cached table that has a name is shown by it. */
  private static boolean isCacheScan(String name) {
    return name.equals("InMemoryTableScan") || name.startsWith("Scan In-memory table ");
  }

  private boolean isReadBefore(long executionId, SparkPlanInfo scan) {
    long cached = cachedPlanId(scan);
    if (cached < 0) {
      return false;
    }
    if (firstReaders.size() >= MAX_CACHED && !firstReaders.containsKey(cached)) {
      firstReaders.remove(firstReaders.keySet().iterator().next());
    }
    return firstReaders.computeIfAbsent(cached, id -> executionId) != executionId;
  }

  /** What tells cached plans apart: the first metric of a leaf, which every reader shows. */
  private static long cachedPlanId(SparkPlanInfo scan) {
    SparkPlanInfo node = scan;
    long id = -1;
    for (int depth = 0; depth < MAX_NODES; depth++) {
      SparkPlanInfo child = firstChild(node);
      if (child == null) {
        return id;
      }
      long own = PlanMeasures.firstId(child);
      id = own < 0 ? id : own;
      if (isCacheScan(child.nodeName())) {
        return id;
      }
      node = child;
    }
    return id;
  }

  private static @Nullable SparkPlanInfo firstChild(SparkPlanInfo node) {
    if (CHILDREN.get(node) instanceof Iterable<?> children) {
      Iterator<?> each = children.iterator();
      return each.hasNext() && each.next() instanceof SparkPlanInfo child ? child : null;
    }
    return null;
  }

  /** What was seen of one plan so far. */
  private static final class Reading {
    private final Deque<SparkPlanInfo> open = new ArrayDeque<>();
    private final Map<JoinKind, Integer> joins = new EnumMap<>(JoinKind.class);
    private final List<Measure> measures = new ArrayList<>();
    private boolean adaptive;
    private int coalesced;
    private int skewed;
    private int local;

    void look(SparkPlanInfo node, String name) {
      JoinKind join = joinKind(name);
      if (join != null) {
        joins.merge(join, 1, Integer::sum);
      } else if (name.equals("AdaptiveSparkPlan")) {
        adaptive |= node.simpleString().endsWith("isFinalPlan=true");
      } else if (name.equals("AQEShuffleRead")) {
        countRead(node.simpleString());
      } else {
        PlanMeasures.ofNode(node, name, measures);
      }
    }

    /** Spark says "local", "coalesced", "skewed" or "coalesced and skewed" after the name. */
    private void countRead(String described) {
      coalesced += described.contains(" coalesced") ? 1 : 0;
      skewed += described.contains(" skewed") ? 1 : 0;
      local += described.contains(" local") ? 1 : 0;
    }

    void addChildren(SparkPlanInfo node) {
      if (CHILDREN.get(node) instanceof Iterable<?> children) {
        for (Iterator<?> each = children.iterator(); each.hasNext() && open.size() < MAX_NODES; ) {
          if (each.next() instanceof SparkPlanInfo child) {
            open.add(child);
          }
        }
      }
    }

    PlanOutline outline() {
      boolean whole = open.isEmpty() && measures.size() <= MAX_MEASURES;
      return new PlanOutline(
          joins,
          adaptive,
          coalesced,
          skewed,
          local,
          measures.subList(0, Math.min(measures.size(), MAX_MEASURES)),
          whole);
    }
  }

  /** A join that adaptive execution found skewed has that after its name. */
  private static @Nullable JoinKind joinKind(String nodeName) {
    return switch (nodeName) {
      case "BroadcastHashJoin" -> JoinKind.BROADCAST_HASH;
      case "SortMergeJoin", "SortMergeJoin(skew=true)" -> JoinKind.SORT_MERGE;
      case "ShuffledHashJoin", "ShuffledHashJoin(skew=true)" -> JoinKind.SHUFFLED_HASH;
      case "BroadcastNestedLoopJoin" -> JoinKind.BROADCAST_NESTED_LOOP;
      case "CartesianProduct" -> JoinKind.CARTESIAN;
      default -> null;
    };
  }
}
