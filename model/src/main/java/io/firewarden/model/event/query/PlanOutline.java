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
import java.util.List;
import java.util.Map;

/**
 * What a plan says before it is measured.
 *
 * @param joins joins by kind; a kind without one may be missing
 * @param adaptive whether adaptive execution has finished the plan
 * @param coalescedReads shuffle reads whose partitions were put together
 * @param skewedReads shuffle reads whose skewed partitions were split
 * @param localReads shuffle reads that were made local
 * @param measures what will be told of it later
 * @param whole whether all of the plan was looked at
 */
public record PlanOutline(
    Map<JoinKind, Integer> joins,
    boolean adaptive,
    int coalescedReads,
    int skewedReads,
    int localReads,
    List<Measure> measures,
    boolean whole) {
  /** A plan that does nothing of interest. */
  public static final PlanOutline EMPTY =
      new PlanOutline(Map.of(), false, 0, 0, 0, List.of(), true);

  public PlanOutline {
    joins = Map.copyOf(joins);
    measures = List.copyOf(measures);
  }
}
