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
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The figures of all subjects of one kind, such as the executors of an application: a row for each
 * subject, a column for each line that its metrics have.
 */
final class Table {
  private final String label;
  private final List<Subject> subjects;
  private final List<Column> columns;
  private final Supplier<Iterator<Integer>> worstFirst;

  private Table(
      String label,
      List<Subject> subjects,
      List<Column> columns,
      Supplier<Iterator<Integer>> worstFirst) {
    this.label = label;
    this.subjects = subjects;
    this.columns = columns;
    this.worstFirst = worstFirst;
  }

  private Table(String label, List<Subject> subjects, List<Column> columns) {
    this(label, subjects, columns, Collections::emptyIterator);
  }

  /** The figures of an application as a whole. */
  static <T> Table of(Subject application, Figures<T> figures, T whole) {
    return new Table("", List.of(application), figures.of(List.of(whole)));
  }

  /**
   * The figures of parts of an application. Of two with the same label value the first one counts.
   *
   * @param id the label value of a part
   * @param worstFirst indexes of parts in the order in which they are worth showing
   */
  static <T> Table of(
      Subject application,
      Figures<T> figures,
      List<T> parts,
      Function<T, String> id,
      Function<List<T>, Iterator<Integer>> worstFirst) {
    Set<String> ids = new HashSet<>();
    List<Subject> subjects = new ArrayList<>(parts.size());
    List<T> distinct = new ArrayList<>(parts.size());
    for (T part : parts) {
      String value = LabelText.of(id.apply(part));
      if (ids.add(value)) {
        subjects.add(application.part(figures.subjectLabel(), value));
        distinct.add(part);
      }
    }
    return new Table(
        figures.subjectLabel(), subjects, figures.of(distinct), () -> worstFirst.apply(distinct));
  }

  int size() {
    return subjects.size();
  }

  Subject subject(int row) {
    return subjects.get(row);
  }

  /** Rows in the order in which they are worth showing. */
  Iterator<Integer> worstFirst() {
    return worstFirst.get();
  }

  List<Column> columns() {
    return columns;
  }

  /** The same without its counters. */
  Table withoutCounters() {
    List<Column> others =
        columns.stream()
            .filter(column -> column.definition().type() != MetricDefinition.Type.COUNTER)
            .toList();
    return new Table(label, subjects, others, worstFirst);
  }

  /** Lines of the exposition that each subject takes. */
  int[] lines() {
    int[] lines = new int[size()];
    for (Column column : columns) {
      for (int i = 0; i < lines.length; i++) {
        if (column.has(i)) {
          lines[i]++;
        }
      }
    }
    return lines;
  }

  /** These subjects only. */
  Table rows(boolean[] wanted) {
    int[] rows = IntStream.range(0, size()).filter(row -> wanted[row]).toArray();
    List<Subject> kept = Arrays.stream(rows).mapToObj(subjects::get).toList();
    List<Column> values = new ArrayList<>(columns.size());
    for (Column column : columns) {
      Column some = column.ofSize(rows.length);
      for (int i = 0; i < rows.length; i++) {
        some.values()[i] = column.values()[rows[i]];
      }
      values.add(some);
    }
    return new Table(label, kept, values);
  }

  /** Lines of the exposition that all subjects take at most when they are folded into one. */
  int foldedLines() {
    int lines = 0;
    for (Column column : columns) {
      if (column.definition().folding() != Folding.LEFT_OUT && column.hasAny()) {
        lines++;
      }
    }
    return lines;
  }

  /**
   * The other subjects folded into one; see {@link Folding}.
   *
   * @param application whose parts they are
   * @param without the subjects to leave out
   */
  Table folded(Subject application, boolean[] without) {
    boolean[][] taken = completeGroups(without);
    List<Column> values = new ArrayList<>(columns.size());
    for (Column column : columns) {
      if (column.definition().folding() != Folding.LEFT_OUT) {
        Column one = column.ofSize(1);
        one.put(0, column.folded(taken[column.group()]));
        values.add(one);
      }
    }
    return new Table(label, List.of(application.part(label, Folding.OTHER)), values);
  }

  /** For each group of columns, the other subjects that have a value in all of them. */
  private boolean[][] completeGroups(boolean[] without) {
    int groups = columns.stream().mapToInt(Column::group).max().orElse(0);
    boolean[][] complete = new boolean[groups + 1][size()];
    for (boolean[] each : complete) {
      for (int i = 0; i < each.length; i++) {
        each[i] = !without[i];
      }
    }
    for (Column column : columns) {
      for (int i = 0; column.group() > 0 && i < size(); i++) {
        complete[column.group()][i] &= column.has(i);
      }
    }
    return complete;
  }
}
