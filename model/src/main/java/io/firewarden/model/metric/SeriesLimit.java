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
package io.firewarden.model.metric;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses which executors, stages and RDDs of one application are exposed. Takes the worst of each
 * kind in turn until the next one does not fit; from then on that kind is left out, so that nothing
 * is shown in place of something worse.
 */
final class SeriesLimit {
  private final Map<Kind, Deque<Series>> waiting = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> dropped = new EnumMap<>(Kind.class);
  private int left;

  /**
   * @param lines lines of the exposition that the chosen ones may take
   */
  SeriesLimit(int lines) {
    left = lines;
  }

  /**
   * @param worstFirst the series of each subject
   */
  void offer(Kind kind, Collection<Series> worstFirst) {
    waiting.put(kind, new ArrayDeque<>(worstFirst));
    dropped.put(kind, 0);
  }

  List<Series> choose() {
    List<Series> chosen = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<Kind, Deque<Series>> each : waiting.entrySet()) {
        more |= takeOne(each.getKey(), each.getValue(), chosen);
      }
    }
    return chosen;
  }

  /** Lines of a kind that were left out. */
  int dropped(Kind kind) {
    return dropped.getOrDefault(kind, 0);
  }

  private boolean takeOne(Kind kind, Deque<Series> subjects, List<Series> chosen) {
    Series worst = subjects.peek();
    if (worst == null) {
      return false;
    }
    if (worst.lines() <= left) {
      left -= worst.lines();
      chosen.add(subjects.remove());
      return true;
    }
    dropped.merge(kind, subjects.stream().mapToInt(Series::lines).sum(), Integer::sum);
    subjects.clear();
    return false;
  }

  /** What may be left out; the values of the label {@code kind}. */
  enum Kind {
    STAGE("stage"),
    EXECUTOR("executor"),
    RDD("rdd");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }
}
