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
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/** Facts of plans, added up. */
final class PlanSum {
  private PlanFacts sum = PlanFacts.NONE;

  void add(PlanFacts facts) {
    sum = merge(sum, facts, Long::sum);
  }

  PlanFacts facts() {
    return sum;
  }

  /** Of each figure the larger one. */
  static PlanFacts max(PlanFacts one, PlanFacts other) {
    return merge(one, other, Math::max);
  }

  private static PlanFacts merge(PlanFacts a, PlanFacts b, LongBinaryOperator by) {
    Map<JoinKind, Long> joins = new EnumMap<>(a.joins());
    b.joins().forEach((kind, count) -> joins.merge(kind, count, by::applyAsLong));
    return new PlanFacts(
        joins,
        by.applyAsLong(a.broadcastBytes(), b.broadcastBytes()),
        Math.max(a.largestBroadcastBytes(), b.largestBroadcastBytes()),
        by.applyAsLong(a.filesRead(), b.filesRead()),
        by.applyAsLong(a.partitionsRead(), b.partitionsRead()),
        by.applyAsLong(a.adaptivePlans(), b.adaptivePlans()),
        by.applyAsLong(a.coalescedReads(), b.coalescedReads()),
        by.applyAsLong(a.skewedReads(), b.skewedReads()),
        by.applyAsLong(a.localReads(), b.localReads()));
  }
}
