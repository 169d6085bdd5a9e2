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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Chooses which executors, stages and the like of one application are exposed one by one. Takes the
 * worst of each kind in turn until the next one does not fit; from then on that kind's are folded
 * into one under {@value Folding#OTHER}, so that nothing is shown in place of something worse.
 */
final class SeriesLimit {
  private final Map<Kind, Waiting> waiting = new EnumMap<>(Kind.class);
  private final Map<Kind, Integer> dropped = new EnumMap<>(Kind.class);
  private final Subject application;
  private int left;

  /**
   * @param application whose parts they are
   */
  SeriesLimit(Subject application) {
    this.application = application;
  }

  /** Adds the parts of a kind. */
  void offer(Kind kind, Table table) {
    waiting.put(kind, new Waiting(table));
  }

  /** Lines of the exposition that all of them would take. */
  int wanted() {
    return waiting.values().stream().mapToInt(each -> each.left).sum();
  }

  /**
   * What is exposed; to be asked once.
   *
   * @param lines lines of the exposition that the chosen ones may take
   */
  List<Table> choose(int lines) {
    left = lines;
    if (wanted() <= left) {
      return waiting.values().stream().map(each -> each.table).toList();
    }
    waiting.values().forEach(this::reserve);
    boolean more = true;
    while (more) {
      more = false;
      for (Waiting each : waiting.values()) {
        more |= takeOne(each);
      }
    }
    List<Table> chosen = new ArrayList<>();
    waiting.forEach((kind, each) -> addTo(chosen, kind, each));
    return chosen;
  }

  /** Lines of a kind that were not shown one by one. */
  int dropped(Kind kind) {
    return dropped.getOrDefault(kind, 0);
  }

  /** Keeps room for the one that the others become; a kind without it is left out altogether. */
  private void reserve(Waiting kind) {
    int folded = kind.table.foldedLines();
    if (kind.table.size() > 0 && folded <= left) {
      left -= folded;
      kind.hasRoom = true;
      kind.order = kind.table.worstFirst();
    }
  }

  private boolean takeOne(Waiting kind) {
    if (!kind.order.hasNext()) {
      return false;
    }
    int row = kind.order.next();
    if (kind.lines[row] > left) {
      kind.order = Collections.emptyIterator();
      return false;
    }
    left -= kind.lines[row];
    kind.left -= kind.lines[row];
    kind.kept[row] = true;
    return true;
  }

  private void addTo(List<Table> chosen, Kind kind, Waiting each) {
    dropped.put(kind, each.left);
    chosen.add(each.table.rows(each.kept));
    if (each.left > 0 && each.hasRoom) {
      chosen.add(each.table.folded(application, each.kept));
    }
  }

  /** The parts of a kind while they are chosen from. */
  private static final class Waiting {
    private final Table table;
    private final boolean[] kept;
    private final int[] lines;
    private Iterator<Integer> order = Collections.emptyIterator();
    private boolean hasRoom;

    /** Lines of the parts that are not taken yet. */
    private int left;

    Waiting(Table table) {
      this.table = table;
      this.kept = new boolean[table.size()];
      this.lines = table.lines();
      this.left = Arrays.stream(lines).sum();
    }
  }
}
