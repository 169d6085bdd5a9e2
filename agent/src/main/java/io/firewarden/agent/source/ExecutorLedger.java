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

import io.firewarden.agent.source.RestJson.ExecutorSummary;
import io.firewarden.agent.source.RestJson.MemoryMetrics;
import io.firewarden.agent.source.RestJson.PeakMemory;
import io.firewarden.agent.source.UnreadableException.Kind;
import io.firewarden.model.Executor;
import io.firewarden.model.LocalityCounts;
import io.firewarden.model.TaskTotals;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The executors of one application, live and dead, and the task totals that follow from them. Spark
 * forgets dead executors ({@code spark.ui.retainedDeadExecutors}); the totals keep what was last
 * seen of them, so that they never go back.
 */
final class ExecutorLedger {
  /** What an executor has contributed to the totals. */
  private record Work(long succeeded, long failed, long taskMillis, long gcMillis) {
    static final Work NONE = new Work(0, 0, 0, 0);

    static Work of(Executor executor) {
      return new Work(
          executor.succeededTasks(),
          executor.failedTasks(),
          executor.taskMillis(),
          executor.gcMillis());
    }

    Work plus(Work other) {
      return new Work(
          succeeded + other.succeeded,
          failed + other.failed,
          taskMillis + other.taskMillis,
          gcMillis + other.gcMillis);
    }
  }

  private final double memoryFraction;
  private final boolean localMode;

  /** What the dead had done that Spark retains. That of the live is told by themselves. */
  private Map<String, Work> retained = new HashMap<>();

  private Work forgotten = Work.NONE;
  private long forgottenExecutors;

  private final Rhythm rhythm = new Rhythm();
  private ExecutorIds seen = new ExecutorIds();
  private Work total = Work.NONE;
  private long dead;
  private List<Executor> live = List.of();
  private @Nullable Long lastHeapMax;

  ExecutorLedger(double memoryFraction, boolean localMode) {
    this.memoryFraction = memoryFraction;
    this.localMode = localMode;
  }

  /**
   * Reads the live executors, and the dead when they matter: when one has gone or may have come and
   * gone, and now and then. Nothing counts before it is committed.
   */
  Update read(PollRequests requests, String path) throws UnreadableException {
    if (!rhythm.isWholeDue()) {
      Update live = new Update(false);
      requests.each(path + "/executors", ExecutorSummary.class, live);
      if (live.isConclusive()) {
        return live;
      }
    }
    Update all = new Update(true);
    all.bytes = requests.each(path + "/allexecutors", ExecutorSummary.class, all);
    return all;
  }

  /** What one poll says of the executors. */
  final class Update implements Items<ExecutorSummary> {
    private final boolean whole;
    private final Map<String, Executor> before = new HashMap<>();
    private final Map<String, Work> nowGone = new HashMap<>();
    private final Map<String, Executor> nowLive = new LinkedHashMap<>();
    private final ExecutorIds ids;
    private long nowDead;
    private long bytes;

    private Update(boolean whole) {
      this.whole = whole;
      this.ids = new ExecutorIds(seen);
      live.forEach(executor -> before.put(executor.id(), executor));
    }

    @Override
    public void take(ExecutorSummary row) throws UnreadableException {
      String id = row.id();
      Instant addedAt = SparkTime.parse(row.addTime());
      if (id == null || addedAt == null) {
        throw new UnreadableException(
            Kind.NOT_JSON, "an executor in the answer of allexecutors lacks its id or addTime");
      }
      Executor now = executor(id, addedAt, row, before.get(id));
      boolean driver = id.equals(Executor.DRIVER_ID);
      if (!driver) {
        ids.add(id);
      }
      if (row.isActive()) {
        nowLive.put(id, now);
        nowGone.remove(id);
        return;
      }
      nowLive.remove(id);
      if (!driver) {
        nowDead++;
      }
      if (!driver || localMode) {
        nowGone.put(id, Work.of(now));
      }
    }

    /** Whether nothing has happened to executors that are not in the answer. */
    private boolean isConclusive() {
      return ids.areWithoutGap() && live.stream().allMatch(old -> nowLive.containsKey(old.id()));
    }

    /** Takes it in. */
    void commit() {
      if (whole) {
        retained.forEach(this::forgetUnlessTold);
        working().forEach(old -> forgetUnlessTold(old.id(), Work.of(old)));
        retained = nowGone;
        dead = nowDead;
        ids.closeGaps();
        rhythm.readWhole(bytes);
      } else {
        retained.putAll(nowGone);
        retained.keySet().removeAll(nowLive.keySet());
        rhythm.readPart();
      }
      seen = ids;
      live = List.copyOf(nowLive.values());
      total =
          Stream.concat(retained.values().stream(), working().map(Work::of))
              .reduce(forgotten, Work::plus);
    }

    private void forgetUnlessTold(String id, Work work) {
      if (!nowGone.containsKey(id) && !nowLive.containsKey(id)) {
        forgotten = forgotten.plus(work);
        forgottenExecutors++;
      }
    }
  }

  /** The live ones that run tasks. */
  private Stream<Executor> working() {
    return live.stream().filter(executor -> localMode || !executor.id().equals(Executor.DRIVER_ID));
  }

  /** Task totals since the start, with localities that are known elsewhere. */
  TaskTotals totals(LocalityCounts started) {
    return new TaskTotals(
        total.succeeded(), total.failed(), 0, 0, total.taskMillis(), total.gcMillis(), started);
  }

  /** The live executors and the driver. */
  List<Executor> live() {
    return live;
  }

  /** Executors that went since the start. */
  long removed() {
    return forgottenExecutors + dead;
  }

  /**
   * An executor; what it was known by stays the same object, since much else is kept by that.
   *
   * @param before the same one as it was last, or null
   */
  private Executor executor(
      String id, Instant addedAt, ExecutorSummary row, @Nullable Executor before) {
    // Spark rewrites the driver's row: its totalDuration is wall-clock time, not task time.
    boolean driver = id.equals(Executor.DRIVER_ID);
    MemoryMetrics memory = row.memoryMetrics();
    PeakMemory peak = row.peakMemoryMetrics();
    if (peak != null && peak.JVMHeapMemory() <= 0) {
      peak = null; // not sampled yet
    }
    String host = host(row.hostPort());
    Executor known = before != null && before.host().equals(host) ? before : null;
    return new Executor(
        known == null ? id.intern() : known.id(), // the ids of all applications are alike
        known == null ? host.intern() : known.host(),
        known != null && known.addedAt().equals(addedAt) ? known.addedAt() : addedAt,
        row.totalCores(),
        row.activeTasks(),
        row.completedTasks(),
        row.failedTasks(),
        driver ? 0 : row.totalDuration(),
        driver ? 0 : row.totalGCTime(),
        row.memoryUsed(),
        row.maxMemory(),
        row.diskUsed(),
        peak == null ? null : (Long) peak.JVMHeapMemory(),
        memory == null ? null : heapMax(memory),
        peak == null ? null : (Long) peak.MajorGCCount());
  }

  /** The same object while it stays the same: executors have heaps of one size mostly. */
  private @Nullable Long heapMax(MemoryMetrics memory) {
    Long bytes = Executor.heapMaxFromStorage(memory.totalOnHeapStorageMemory(), memoryFraction);
    if (bytes != null && !bytes.equals(lastHeapMax)) {
      lastHeapMax = bytes;
    }
    return bytes == null ? null : lastHeapMax;
  }

  private static String host(@Nullable String hostPort) {
    if (hostPort == null) {
      return "";
    }
    int colon = hostPort.lastIndexOf(':');
    String host = colon < 0 ? hostPort : hostPort.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
