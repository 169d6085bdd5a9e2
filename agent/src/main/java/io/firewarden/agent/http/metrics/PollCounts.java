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
package io.firewarden.agent.http.metrics;

import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.source.PollCost;
import io.firewarden.agent.source.Reading;
import io.firewarden.model.Application;
import io.firewarden.model.metric.MetricCatalog;
import io.firewarden.model.metric.MetricFamily;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How often each source was polled, with what result, and how long that took. Not meters: the
 * drivers among the sources come and go, and their series go with them.
 */
final class PollCounts {
  /** More sources than this are not told apart; a fleet of that size has no use for one series. */
  static final int MAX_SOURCES = 2000;

  private static final String OTHERS = "others";

  /** Statuses of HTTP are at most a few hundred; this is for servers that make some up. */
  static final int MAX_CODES = 50;

  private final String cluster;
  private final Map<String, Counts> bySource = new TreeMap<>();
  private final Map<String, Long> failuresByCode = new TreeMap<>();

  /**
   * @param cluster the value of that label
   */
  PollCounts(String cluster) {
    this.cluster = cluster;
  }

  private static final class Counts {
    private long successes;
    private long failures;
    private long timed;
    private Duration took = Duration.ZERO;
    private long requests;
    private long bytes;
    private PollCost last = PollCost.NONE;
    private @Nullable Application application;
  }

  synchronized void accept(Observation observation) {
    if (observation instanceof Observation.SourceRead read) {
      counts(read.source()).successes++;
    } else if (observation instanceof Observation.Judged judged) {
      Application application = judged.snapshot().application();
      Counts counts = application.uiUrl() == null ? null : bySource.get(application.uiUrl());
      if (counts != null) {
        counts.application = application;
      }
    } else if (observation instanceof Observation.Blind blind) {
      counts(blind.source()).failures++;
    } else if (observation instanceof Observation.Ended ended) {
      Application application = ended.application();
      if (application.uiUrl() != null) {
        bySource.remove(application.uiUrl());
      }
    } else if (observation instanceof Observation.Gone gone) {
      bySource.remove(gone.source());
    }
  }

  synchronized void took(String source, Duration duration) {
    Counts counts = counts(source);
    counts.timed++;
    counts.took = counts.took.plus(duration);
  }

  /** What a driver was asked for and answered. */
  synchronized void cost(String source, Reading reading) {
    Counts counts = counts(source);
    counts.last = reading.cost();
    counts.requests += reading.cost().requests();
    counts.bytes += reading.cost().bytes();
    if (reading instanceof Reading.Unavailable unavailable) {
      String code = unavailable.code();
      boolean known = failuresByCode.containsKey(code) || failuresByCode.size() < MAX_CODES;
      failuresByCode.merge(known ? code : "other", 1L, Long::sum);
    }
  }

  synchronized MetricSnapshots collect() {
    if (bySource.isEmpty()) {
      return MetricSnapshots.of();
    }
    CounterSnapshot.Builder polls =
        CounterSnapshot.builder()
            .name(MetricCatalog.POLLS.baseName())
            .help(MetricCatalog.POLLS.help());
    SummarySnapshot.Builder seconds =
        SummarySnapshot.builder()
            .name(MetricCatalog.POLL_SECONDS.name())
            .help(MetricCatalog.POLL_SECONDS.help());
    bySource.forEach(
        (source, counts) -> {
          polls.dataPoint(point(source, "success", counts.successes));
          polls.dataPoint(point(source, "failure", counts.failures));
          seconds.dataPoint(
              SummaryDataPointSnapshot.builder()
                  .labels(Labels.of("source", source))
                  .count(counts.timed)
                  .sum(counts.took.toNanos() / 1e9)
                  .build());
        });
    MetricSnapshots.Builder all =
        MetricSnapshots.builder().metricSnapshot(polls.build()).metricSnapshot(seconds.build());
    for (MetricFamily family : costs()) {
      if (!family.isEmpty()) {
        all.metricSnapshot(family.build());
      }
    }
    return all.build();
  }

  private List<MetricFamily> costs() {
    MetricFamily requests = MetricFamily.of(MetricCatalog.POLL_REQUESTS);
    MetricFamily bytes = MetricFamily.of(MetricCatalog.POLL_BYTES);
    MetricFamily lastSeconds = MetricFamily.of(MetricCatalog.APPLICATION_POLL_SECONDS);
    MetricFamily lastBytes = MetricFamily.of(MetricCatalog.APPLICATION_POLL_BYTES);
    bySource.forEach(
        (source, counts) -> {
          requests.add((double) counts.requests, source);
          bytes.add((double) counts.bytes, source);
          Application app = counts.application;
          if (app != null && !source.equals(OTHERS)) {
            double seconds = counts.last.took().toNanos() / 1e9;
            lastSeconds.add(seconds, cluster, app.id(), app.name());
            lastBytes.add((double) counts.last.bytes(), cluster, app.id(), app.name());
          }
        });
    MetricFamily failures = MetricFamily.of(MetricCatalog.POLL_FAILURES);
    failuresByCode.forEach((code, count) -> failures.add((double) count, code));
    return List.of(requests, bytes, failures, lastSeconds, lastBytes);
  }

  private static CounterDataPointSnapshot point(String source, String result, long value) {
    return CounterDataPointSnapshot.builder()
        .labels(Labels.of("source", source, "result", result))
        .value((double) value)
        .build();
  }

  private Counts counts(String source) {
    String known = bySource.containsKey(source) || bySource.size() < MAX_SOURCES ? source : OTHERS;
    return bySource.computeIfAbsent(known, key -> new Counts());
  }
}
