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

import io.firewarden.model.Distribution;
import io.firewarden.model.metric.MetricDefinition.Exporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The metrics about one kind of subject, each with the way to take its figures from the subject. A
 * figure that is NaN is unknown and gives no series, because a 0 would be taken for a fact; every
 * known value of a label has a series, also at 0.
 *
 * @param <T> the subject
 */
final class Figures<T> {
  /** The labels that identify an application, on every series about one. */
  static final List<String> IDENTITY = List.of("cluster", "app_id", "app_name");

  private static final double MILLIS_PER_SECOND = 1000;

  private final String subjectLabel;
  private final Set<MetricDefinition> definitions = new LinkedHashSet<>();
  private final List<Figure<T>> fixed = new ArrayList<>();
  private final List<Spread<T>> spreads = new ArrayList<>();
  private final List<Keyed<T, ?>> keyed = new ArrayList<>();
  private int groups;

  private Figures(String subjectLabel) {
    this.subjectLabel = subjectLabel;
  }

  /** Of an application as a whole. */
  static <T> Figures<T> ofApplication() {
    return new Figures<>("");
  }

  /**
   * Of parts of an application.
   *
   * @param subjectLabel the label that tells one from the other
   */
  static <T> Figures<T> ofPart(String subjectLabel) {
    return new Figures<>(subjectLabel);
  }

  /** Adds a counter. */
  Figures<T> counter(String name, String help, ToDoubleFunction<T> figure) {
    return add(define(name, help, Folding.LEFT_OUT), List.of(new Tagged<>("", figure)));
  }

  /** Adds a counter with a label of its own. */
  Figures<T> counters(String name, String help, String label, List<Tagged<T>> figures) {
    return add(define(name, help, Folding.LEFT_OUT, label), figures);
  }

  /** Adds a gauge. */
  Figures<T> gauge(String name, String help, Folding folding, ToDoubleFunction<T> figure) {
    return add(define(name, help, folding), List.of(new Tagged<>("", figure)));
  }

  /** Adds a gauge with a label of its own. */
  Figures<T> gauges(MetricDefinition definition, List<Tagged<T>> figures) {
    return add(definition, figures);
  }

  /**
   * Adds a summary with the quantiles 0, 0.5, 0.95 and 1.
   *
   * @param divisor what the values are divided by to have the metric's unit
   */
  Figures<T> summary(
      String name, String help, double divisor, Function<T, @Nullable Distribution> figure) {
    MetricDefinition definition =
        new MetricDefinition(
            name, MetricDefinition.Type.SUMMARY, help, labels(), Exporter.BOTH, Folding.LEFT_OUT);
    definitions.add(definition);
    spreads.add(new Spread<>(definition, divisor, figure));
    return this;
  }

  /**
   * Adds a metric whose label values are known only from the subjects.
   *
   * @param tag the labels of a key
   * @param cells tells the keys of a subject, each with its figure
   */
  <K> Figures<T> keyed(
      MetricDefinition definition,
      Function<K, Tag> tag,
      BiConsumer<T, ObjDoubleConsumer<K>> cells) {
    definitions.add(definition);
    keyed.add(new Keyed<>(definition, tag, cells));
    return this;
  }

  /** The last so many figures are parts of one ratio; see {@link Column#group}. */
  Figures<T> foldTogether(int count) {
    groups++;
    for (int i = fixed.size() - count; i < fixed.size(); i++) {
      Figure<T> figure = fixed.get(i);
      fixed.set(i, new Figure<>(figure.definition(), figure.tag(), groups, figure.value()));
    }
    return this;
  }

  /** Defines a metric of this kind of subject: a counter, information or a gauge, by its name. */
  MetricDefinition define(String name, String help, Folding folding, String... ownLabels) {
    MetricDefinition.Type type = MetricDefinition.Type.GAUGE;
    if (name.endsWith("_total")) {
      type = MetricDefinition.Type.COUNTER;
    } else if (name.endsWith("_info")) {
      type = MetricDefinition.Type.INFO;
    }
    return new MetricDefinition(name, type, help, labels(ownLabels), Exporter.BOTH, folding);
  }

  private List<String> labels(String... ownLabels) {
    List<String> labels = new ArrayList<>(IDENTITY);
    if (!subjectLabel.isEmpty()) {
      labels.add(subjectLabel);
    }
    labels.addAll(Arrays.asList(ownLabels));
    return labels;
  }

  private Figures<T> add(MetricDefinition definition, List<Tagged<T>> figures) {
    definitions.add(definition);
    String label = definition.labels().get(definition.labels().size() - 1);
    for (Tagged<T> each : figures) {
      Tag tag = each.label().isEmpty() ? null : Tag.of(label, each.label());
      fixed.add(new Figure<>(definition, tag, 0, each.figure()));
    }
    return this;
  }

  String subjectLabel() {
    return subjectLabel;
  }

  /** The metrics, in the order of the documentation. */
  List<MetricDefinition> definitions() {
    return List.copyOf(definitions);
  }

  /** The figures of all subjects. */
  List<Column> of(List<T> subjects) {
    List<Column> columns = new ArrayList<>(fixed.size() + 5 * spreads.size());
    for (Figure<T> figure : fixed) {
      columns.add(figure.of(subjects));
    }
    spreads.forEach(spread -> columns.addAll(spread.of(subjects)));
    keyed.forEach(each -> columns.addAll(each.of(subjects)));
    return columns;
  }

  /** A figure for a value of the metric's own label. */
  static <T> Tagged<T> is(String label, ToDoubleFunction<T> figure) {
    return new Tagged<>(label, figure);
  }

  /** A figure for each constant of an enumeration. */
  static <T, E> List<Tagged<T>> each(
      E[] constants, Function<E, String> label, ToDoubleBiFunction<T, E> figure) {
    return Arrays.stream(constants)
        .map(
            each ->
                new Tagged<T>(label.apply(each), subject -> figure.applyAsDouble(subject, each)))
        .toList();
  }

  /** The same figures of a part of the subject; unknown when the part is. */
  static <T, P> List<Tagged<T>> within(Function<T, @Nullable P> part, List<Tagged<P>> figures) {
    return figures.stream()
        .map(
            each ->
                new Tagged<T>(each.label(), subject -> within(part.apply(subject), each.figure())))
        .toList();
  }

  /** A figure of a part of the subject; unknown when the part is. */
  static <P> double within(@Nullable P part, ToDoubleFunction<P> figure) {
    return part == null ? Double.NaN : figure.applyAsDouble(part);
  }

  static double known(@Nullable Long value) {
    return value == null ? Double.NaN : value.doubleValue();
  }

  static double seconds(long millis) {
    return millis / MILLIS_PER_SECOND;
  }

  static double seconds(@Nullable Long millis) {
    return millis == null ? Double.NaN : millis / MILLIS_PER_SECOND;
  }

  static double time(@Nullable Instant time) {
    return time == null ? Double.NaN : time.toEpochMilli() / MILLIS_PER_SECOND;
  }

  static double flag(boolean value) {
    return value ? 1 : 0;
  }

  /**
   * A figure for a value of the metric's own label.
   *
   * @param label the value; empty when the metric has no label of its own
   * @param figure the figure of a subject
   */
  record Tagged<T>(String label, ToDoubleFunction<T> figure) {}

  private record Figure<T>(
      MetricDefinition definition, @Nullable Tag tag, int group, ToDoubleFunction<T> value) {

    Column of(List<T> subjects) {
      Column column = Column.of(definition, tag, group, subjects.size());
      for (int i = 0; i < subjects.size(); i++) {
        column.put(i, value.applyAsDouble(subjects.get(i)));
      }
      return column;
    }
  }

  private record Spread<T>(
      MetricDefinition definition, double divisor, Function<T, @Nullable Distribution> value) {

    List<Column> of(List<T> subjects) {
      List<@Nullable Distribution> spreads = new ArrayList<>();
      subjects.forEach(subject -> spreads.add(value.apply(subject)));
      return SummaryColumns.of(definition, spreads, divisor);
    }
  }
}
