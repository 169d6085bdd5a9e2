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

import io.firewarden.model.ApplicationSnapshot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of many applications while they are gathered, within a number of series for each and
 * one for all together. What is about an application as a whole is always exposed; what is left of
 * the series is shared so that those with few executors, stages and the like have all of them, and
 * of the others each has as many series as the next.
 *
 * <p>Not thread-safe.
 */
public final class Gathering {
  /** Figures are kept until it is known how many may be shown, but of no more series than these. */
  private static final int KEPT = 50_000;

  private final String cluster;
  private final int applicationLimit;
  private final Map<String, Wanted> running = new LinkedHashMap<>();
  private final Map<String, ApplicationSnapshot> ended = new LinkedHashMap<>();
  private long kept;

  /** An application that runs; its figures unless they are too many to be kept until they go out. */
  private record Wanted(
      ApplicationSnapshot snapshot,
      boolean counters,
      int whole,
      int parts,
      @Nullable ApplicationTables tables) {}

  /**
   * What was gathered.
   *
   * @param families the metrics
   * @param series lines of the exposition about each application that runs, by its id as it is in
   *     labels
   * @param wanted lines about all of these that there would be without the limit for all
   */
  public record Gathered(Families families, Map<String, Integer> series, long wanted) {}

  /**
   * @param cluster the value of the label {@code cluster}
   * @param applicationLimit series that an application may have; see {@link SnapshotMetrics#gather}
   */
  public Gathering(String cluster, int applicationLimit) {
    this.cluster = cluster;
    this.applicationLimit = applicationLimit;
  }

  /** Adds an application that runs, with all of its figures. */
  public void add(ApplicationSnapshot snapshot) {
    add(snapshot, true);
  }

  /**
   * Adds an application that runs. Of two snapshots of one the later one counts.
   *
   * @param counters whether with its counters
   * @throws RuntimeException if its figures cannot be made metrics; then nothing is added
   */
  public void add(ApplicationSnapshot snapshot, boolean counters) {
    String id = LabelText.of(snapshot.application().id());
    Wanted before = running.get(id);
    if (before != null && !snapshot.takenAt().isAfter(before.snapshot().takenAt())) {
      return;
    }
    ApplicationTables tables = new ApplicationTables(cluster, snapshot, counters);
    int whole = tables.wholeLines();
    int parts = Math.max(0, Math.min(tables.partLines(), applicationLimit - whole));
    kept += whole + tables.partLines();
    running.put(
        id, new Wanted(snapshot, counters, whole, parts, kept <= KEPT ? tables : null));
  }

  /**
   * Adds an application that has ended, with what tells of its identity and life: its other figures
   * are of the past. One that runs by the same id takes precedence.
   *
   * @throws RuntimeException if its figures cannot be made metrics; then nothing is added
   */
  public void addEnded(ApplicationSnapshot snapshot) {
    life(snapshot);
    ended.putIfAbsent(LabelText.of(snapshot.application().id()), snapshot);
  }

  /**
   * All that was added; to be asked once.
   *
   * @param limit series that all applications may have together
   */
  public Gathered within(int limit) {
    Families families = new Families();
    ended.keySet().removeAll(running.keySet());
    long lives = 0;
    for (ApplicationSnapshot snapshot : ended.values()) {
      Table life = life(snapshot);
      lives += life.lines()[0];
      families.add(life);
    }
    long wholes = running.values().stream().mapToLong(Wanted::whole).sum();
    int most = share(limit - lives - wholes);
    Map<String, Integer> series = new HashMap<>();
    running.forEach(
        (id, wanted) ->
            series.put(id, tables(wanted).addTo(families, Math.min(wanted.parts(), most))));
    long parts = running.values().stream().mapToLong(Wanted::parts).sum();
    return new Gathered(families, series, lives + wholes + parts);
  }

  /** The most series that the parts of each application may take, so that all fit. */
  private int share(long lines) {
    int[] parts = running.values().stream().mapToInt(Wanted::parts).sorted().toArray();
    long left = Math.max(0, lines);
    for (int i = 0; i < parts.length; i++) {
      long each = left / (parts.length - i);
      if (parts[i] > each) {
        return (int) each;
      }
      left -= parts[i];
    }
    return Integer.MAX_VALUE;
  }

  private ApplicationTables tables(Wanted wanted) {
    ApplicationTables tables = wanted.tables();
    return tables == null
        ? new ApplicationTables(cluster, wanted.snapshot(), wanted.counters())
        : tables;
  }

  private Table life(ApplicationSnapshot snapshot) {
    Subject application = ApplicationTables.subject(cluster, snapshot);
    return Table.of(application, ApplicationMetrics.FIGURES, snapshot);
  }
}
