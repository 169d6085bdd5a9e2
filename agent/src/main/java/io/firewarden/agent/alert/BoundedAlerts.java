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
package io.firewarden.agent.alert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Alerts by identity, at most so many; when there are more, the least urgent ones go. */
final class BoundedAlerts {
  /** Firing before pending before resolved, then by severity, then the longest first. */
  private static final Comparator<Alert> WORST_FIRST =
      Comparator.comparingInt(BoundedAlerts::rank)
          .thenComparing(Alert::severity, Comparator.reverseOrder())
          .thenComparing(Alert::since);

  /**
   * What goes last when there are too many. The severity leads: critical conditions must be able to
   * reach the firing state while lesser alerts fill the space.
   */
  private static final Comparator<Alert> KEPT_FIRST =
      Comparator.comparing(Alert::severity, Comparator.reverseOrder())
          .thenComparingInt(BoundedAlerts::rank)
          .thenComparing(Alert::since);

  private final int limit;
  private final Consumer<Alert> gone;
  private final Map<SortedMap<String, String>, Alert> byLabels = new LinkedHashMap<>();
  private long dropped;

  /**
   * @param gone hears of each that is here no more
   */
  BoundedAlerts(int limit, Consumer<Alert> gone) {
    this.limit = limit;
    this.gone = gone;
  }

  @Nullable Alert get(SortedMap<String, String> labels) {
    return byLabels.get(labels);
  }

  void put(Alert alert) {
    byLabels.put(alert.labels(), alert);
    if (byLabels.size() > limit) {
      byLabels.values().stream().max(KEPT_FIRST).ifPresent(this::remove);
      dropped++;
    }
  }

  void remove(Alert alert) {
    if (byLabels.remove(alert.labels()) != null) {
      gone.accept(alert);
    }
  }

  void replaceAll(UnaryOperator<Alert> change) {
    byLabels.replaceAll((labels, alert) -> change.apply(alert));
  }

  /** All of them at this moment. */
  List<Alert> all() {
    return List.copyOf(byLabels.values());
  }

  /** How many were dropped for the limit. */
  long dropped() {
    return dropped;
  }

  static List<Alert> worstFirst(List<Alert> some, List<Alert> others) {
    List<Alert> all = new ArrayList<>(some);
    all.addAll(others);
    all.sort(WORST_FIRST);
    return List.copyOf(all);
  }

  private static int rank(Alert alert) {
    return switch (alert.state()) {
      case FIRING -> 0;
      case PENDING -> 1;
      case RESOLVED -> 2;
    };
  }
}
