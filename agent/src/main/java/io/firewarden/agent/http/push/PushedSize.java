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
package io.firewarden.agent.http.push;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import io.firewarden.model.SnapshotLimits;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.executor.GarbageCollector;
import io.firewarden.model.sql.SqlActivity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pushed snapshot holds no more than a listener puts into one. Each name of a peak or of
 * a collector costs memory for every executor, so few may be told apart.
 */
final class PushedSize {
  private static final Pattern PEAK = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final int MAX_COLLECTOR = 100;

  private @Nullable String fault;

  private PushedSize() {}

  /** What is too much, or null when all is well. */
  static @Nullable String fault(ApplicationSnapshot snapshot) {
    PushedSize size = new PushedSize();
    size.atMost("executors", snapshot.executors(), SnapshotLimits.EXECUTORS);
    size.atMost("jobs", snapshot.jobs(), SnapshotLimits.JOBS);
    size.atMost("stages", snapshot.stages(), SnapshotLimits.STAGES);
    size.atMost("cachedRdds", snapshot.cachedRdds(), SnapshotLimits.CACHED_RDDS);
    if (snapshot.losses() != null) {
      size.atMost("losses.latest", snapshot.losses().latest(), ExecutorLosses.MAX_LATEST);
    }
    if (snapshot.sql() != null) {
      size.atMost("sql.running", snapshot.sql().running(), SnapshotLimits.SQL_EXECUTIONS);
      size.atMost("sql.latest", snapshot.sql().latest(), SqlActivity.MAX_LATEST);
    }
    if (snapshot.streaming() != null) {
      size.atMost(
          "streaming.queries",
          snapshot.streaming().queries(),
          SnapshotLimits.STREAMING_QUERIES + SnapshotLimits.ENDED_QUERIES);
    }
    if (snapshot.bus() != null) {
      size.atMost("bus.queues", snapshot.bus().queues(), SnapshotLimits.NAMES);
    }
    size.names(snapshot.executors());
    return size.fault;
  }

  private void atMost(String field, Collection<?> found, int most) {
    if (found.size() > most) {
      tell(
          "snapshot."
              + field
              + " must have at most "
              + most
              + " elements, but has "
              + found.size());
    }
  }

  private void names(List<Executor> executors) {
    Set<String> peaks = new HashSet<>();
    Set<String> collectors = new HashSet<>();
    for (Executor executor : executors) {
      if (executor.detail() != null) {
        peaks.addAll(executor.detail().peaks().keySet());
      }
      if (executor.process() != null) {
        atMost(
            "executors.process.collectors", executor.process().collectors(), SnapshotLimits.NAMES);
        executor.process().collectors().stream()
            .map(GarbageCollector::name)
            .forEach(collectors::add);
      }
      few("executors.detail.peaks", peaks);
      few("executors.process.collectors", collectors);
      if (fault != null) {
        return;
      }
    }
    if (!peaks.stream().allMatch(name -> PEAK.matcher(name).matches())) {
      tell("snapshot.executors.detail.peaks must have names that match " + PEAK);
    }
    if (collectors.stream().anyMatch(name -> name.length() > MAX_COLLECTOR)) {
      tell(
          "snapshot.executors.process.collectors must have names of at most "
              + MAX_COLLECTOR
              + " characters");
    }
  }

  private void few(String field, Set<String> names) {
    if (names.size() > SnapshotLimits.NAMES) {
      tell(
          "snapshot."
              + field
              + " must have at most "
              + SnapshotLimits.NAMES
              + " names over all executors, but has more");
    }
  }

  private void tell(String what) {
    fault = fault == null ? what : fault;
  }
}
