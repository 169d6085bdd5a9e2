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

import java.util.BitSet;

/**
 * The ids of executors that were seen, or are known not to matter any more. Cluster managers give
 * them in order, so that an id that was left out is an executor that came and went.
 */
final class ExecutorIds {
  private static final int MAX = 1_000_000;

  private final BitSet ids = new BitSet();
  private int highest = -1;
  private boolean others;

  ExecutorIds() {}

  ExecutorIds(ExecutorIds start) {
    ids.or(start.ids);
    highest = start.highest;
  }

  void add(String id) {
    int number = id.matches("\\d{1,7}") ? Integer.parseInt(id) : MAX;
    if (number >= MAX) {
      others = true;
      return;
    }
    ids.set(number);
    highest = Math.max(highest, number);
  }

  /** Whether every executor up to the newest was seen, as far as ids tell. */
  boolean areWithoutGap() {
    return !others && ids.nextClearBit(0) > highest;
  }

  /** All are known now; those that are not among them will not come. */
  void closeGaps() {
    ids.set(0, highest + 1);
  }
}
