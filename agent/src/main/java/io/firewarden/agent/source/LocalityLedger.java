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

import io.firewarden.agent.source.RestJson.JobData;
import io.firewarden.agent.source.RestJson.StageData;
import io.firewarden.agent.source.RestJson.TaskData;
import io.firewarden.model.LocalityCounts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The localities of one application's task attempts, which Spark tells only task by task. Each poll
 * reads the attempts that came in addition, at most {@value #MAX_ROWS} of them in at most {@value
 * #MAX_REQUESTS} requests, of at most {@value #MAX_ACTIVE} active stages; the first poll some more.
 * Active stages take turns. When one has more to tell than a poll may read, the rest is skipped and
 * the counts are partial from then on; so they are when a stage has ended that cannot be read.
 */
final class LocalityLedger {
  static final int MAX_ROWS = 500;
  static final int MAX_REQUESTS = 10;
  static final int MAX_ACTIVE = 4;
  static final int MAX_FIRST_ROWS = 2000;
  static final int MAX_FIRST_REQUESTS = 40;
  private static final int PAGE = 500;
  private static final int MAX_QUEUED = 400;
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_ATTEMPTS = 4;

  /** How far the task list of one stage attempt was read. */
  private static final class Progress {
    private final StageKey key;
    private final boolean mayHaveRetries;
    private int offset;
    private long lastTaskId = -1;
    private LocalityCounts counts = LocalityCounts.NONE;

    Progress(StageKey key, boolean mayHaveRetries) {
      this.key = key;
      this.mayHaveRetries = mayHaveRetries;
    }
  }

  private final Instant notBefore;
  private final Map<StageKey, Progress> active = new LinkedHashMap<>();
  private final Deque<Progress> ended = new ArrayDeque<>();
  private final Set<StageKey> done =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<StageKey, Boolean> eldest) {
              return size() > MAX_REMEMBERED;
            }
          });

  private LocalityCounts total = LocalityCounts.NONE;
  private boolean partial;
  private boolean behind;
  private boolean noticedOnce;
  private boolean readOnce;
  private boolean endedFirst = true;
  private int rowsLeft;
  private int requestsLeft;

  /**
   * @param notBefore attempts that were launched earlier are counted by the first poll only; later
   *     they would seem to have started just then
   */
  LocalityLedger(Instant notBefore) {
    this.notBefore = notBefore;
  }

  /** Takes note of what there is to read. */
  void notice(List<StageData> activeStages, List<JobData> endedJobs, boolean jobsMissed) {
    Set<StageKey> stillActive = new HashSet<>();
    for (StageData stage : activeStages) {
      StageKey key = StageKey.of(stage);
      stillActive.add(key);
      active.computeIfAbsent(key, k -> new Progress(k, false));
    }
    for (Iterator<Progress> i = active.values().iterator(); i.hasNext(); ) {
      Progress progress = i.next();
      if (!stillActive.contains(progress.key)) {
        i.remove();
        ended.addLast(progress);
      }
    }
    partial |= jobsMissed;
    if (noticedOnce || isReadable(endedJobs)) {
      for (JobData job : endedJobs) {
        job.stages().forEach(stage -> enqueue(new StageKey(stage, 0), job.numFailedStages() > 0));
      }
    } else {
      partial = true;
    }
    noticedOnce = true;
    while (ended.size() > MAX_QUEUED) {
      done.add(ended.removeFirst().key);
      partial = true;
    }
  }

  /** Reads what was noticed, as far as the bounds of one poll permit, and its time. */
  void read(PollRequests requests, String path, List<StageData> activeStages)
      throws UnreadableException {
    behind = false;
    try {
      readInTurn(requests, path, activeStages);
    } catch (UnreadableException e) {
      if (!e.isOutOfTime()) {
        throw e;
      }
      behind = true; // it goes on from here in the next poll
    }
    readOnce = true;
  }

  private void readInTurn(PollRequests requests, String path, List<StageData> activeStages)
      throws UnreadableException {
    rowsLeft = readOnce ? MAX_ROWS : MAX_FIRST_ROWS;
    requestsLeft = readOnce ? MAX_REQUESTS : MAX_FIRST_REQUESTS;
    endedFirst = !endedFirst; // so that neither takes all that may be read, nor all the time
    if (endedFirst) {
      readEnded(requests, path);
    }
    readActive(requests, path, activeStages);
    if (!endedFirst) {
      readEnded(requests, path);
    }
  }

  /** Attempts since the start, as far as they were read. */
  LocalityCounts total() {
    return total;
  }

  /** Attempts of one active stage attempt, as far as they were read. */
  LocalityCounts of(StageData stage) {
    Progress progress = active.get(StageKey.of(stage));
    return progress == null ? LocalityCounts.NONE : progress.counts;
  }

  /** Whether some attempts were not read. */
  boolean isPartial() {
    return partial || behind || !ended.isEmpty();
  }

  /** Whether all that ended before the first look is little enough to be read. */
  private static boolean isReadable(List<JobData> endedJobs) {
    long attempts = endedJobs.stream().mapToLong(JobData::endedAttempts).sum();
    long stages = endedJobs.stream().mapToLong(job -> job.stages().size()).sum();
    return attempts <= MAX_FIRST_ROWS && stages <= MAX_FIRST_REQUESTS;
  }

  private void enqueue(StageKey key, boolean mayHaveRetries) {
    boolean known =
        done.contains(key)
            || active.containsKey(key)
            || ended.stream().anyMatch(progress -> progress.key.equals(key));
    if (!known) {
      ended.addLast(new Progress(key, mayHaveRetries));
    } else if (mayHaveRetries && key.attempt() + 1 < MAX_ATTEMPTS) {
      enqueue(new StageKey(key.stage(), key.attempt() + 1), true);
    }
  }

  /** Those first that were not read for longest, so that each has its turn. */
  private void readActive(PollRequests requests, String path, List<StageData> activeStages)
      throws UnreadableException {
    Map<StageKey, Integer> started = new HashMap<>();
    activeStages.forEach(stage -> started.put(StageKey.of(stage), stage.startedAttempts()));
    int left = readOnce ? MAX_ACTIVE : MAX_FIRST_REQUESTS;
    for (Progress progress : List.copyOf(active.values())) {
      int backlog = started.getOrDefault(progress.key, 0) - progress.offset;
      if (backlog <= 0) {
        continue;
      }
      if (left-- <= 0 || requestsLeft <= 0 || rowsLeft < Math.min(backlog, PAGE)) {
        behind = true; // its turn comes
        return;
      }
      active.remove(progress.key);
      active.put(progress.key, progress); // to the end
      int permitted = Math.min(backlog, rowsLeft);
      partial |= permitted < backlog;
      progress.offset += backlog - permitted;
      try {
        readPages(requests, path, progress, permitted);
      } catch (UnreadableException e) {
        behind |= only(e); // it is asked again in its turn
      }
    }
  }

  private void readEnded(PollRequests requests, String path) throws UnreadableException {
    while (!ended.isEmpty() && requestsLeft > 0 && rowsLeft > 0) {
      Progress progress = ended.getFirst();
      boolean page = rowsLeft >= PAGE;
      try {
        if (!readPages(requests, path, progress, rowsLeft)) {
          if (!page) {
            return; // it goes on from there when there is room for more
          }
          partial = true;
        }
      } catch (UnreadableException e) {
        partial |= only(e); // those that ended after it are not to wait for it
      }
      ended.removeFirst();
      done.add(progress.key);
      if (progress.mayHaveRetries && progress.offset > 0) {
        enqueue(new StageKey(progress.key.stage(), progress.key.attempt() + 1), true);
      }
    }
  }

  /** True when other stages can still be read now; else what went wrong ends the reading. */
  private static boolean only(UnreadableException e) throws UnreadableException {
    if (e.isOutOfTime() || !e.isOfOneAnswer()) {
      throw e;
    }
    return true;
  }

  /** Reads on from where the last poll stopped; says whether the list's end was reached. */
  private boolean readPages(PollRequests requests, String path, Progress progress, int most)
      throws UnreadableException {
    int left = most;
    while (left > 0 && requestsLeft > 0) {
      int length = Math.min(PAGE, left);
      requestsLeft--;
      List<TaskData> rows = page(requests, path, progress, length);
      LocalityCounts came = count(rows, progress);
      rowsLeft -= rows.size();
      left -= rows.size();
      progress.offset += rows.size();
      progress.counts = progress.counts.plus(came);
      total = total.plus(came);
      if (rows.size() < length) {
        return true;
      }
    }
    return false;
  }

  private static List<TaskData> page(
      PollRequests requests, String path, Progress progress, int length)
      throws UnreadableException {
    String list = path + progress.key.path() + "/taskList";
    try {
      return requests.list(
          list + "?sortBy=ID&offset=" + progress.offset + "&length=" + length, TaskData[].class);
    } catch (UnreadableException e) {
      if (e.isNotFound()) {
        return List.of(); // a stage that was skipped or is forgotten has no tasks
      }
      throw e;
    }
  }

  private LocalityCounts count(List<TaskData> rows, Progress progress) throws UnreadableException {
    Map<String, Integer> counts = new HashMap<>();
    for (TaskData row : rows) {
      if (row.taskId() <= progress.lastTaskId) {
        continue; // the list has shrunk at its head and was read here before
      }
      progress.lastTaskId = row.taskId();
      Instant launched = SparkTime.parse(row.launchTime());
      if (readOnce && launched != null && launched.isBefore(notBefore)) {
        partial = true;
      } else {
        counts.merge(String.valueOf(row.taskLocality()), 1, Integer::sum);
      }
    }
    return new LocalityCounts(
        counts.getOrDefault("PROCESS_LOCAL", 0),
        counts.getOrDefault("NODE_LOCAL", 0),
        counts.getOrDefault("NO_PREF", 0),
        counts.getOrDefault("RACK_LOCAL", 0),
        counts.getOrDefault("ANY", 0));
  }
}
