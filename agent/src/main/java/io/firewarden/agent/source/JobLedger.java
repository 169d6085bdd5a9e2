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
import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The jobs of one application. Spark forgets ended jobs ({@code spark.ui.retainedJobs}); each is
 * counted once, when it is first seen to have ended, so that the totals never go back.
 */
final class JobLedger {
  /** Of the jobs that were running, so many are looked up one by one when they are no more. */
  private static final int MAX_BY_ID = 8;

  private static final int MAX_NEWLY_ENDED = 1000;

  private final Rhythm rhythm = new Rhythm();
  private Set<Integer> counted = new HashSet<>();
  private long succeeded;
  private long failed;
  private int highestId = -1;
  private List<Job> running = List.of();
  private List<JobData> newlyEnded = List.of();
  private boolean tooManyEnded;
  private boolean missed;

  /**
   * Reads the running jobs and those of them that have ended since; now and then, and while that is
   * a short list, all that Spark retains. Nothing counts before it is committed.
   */
  Update read(PollRequests requests, String path) throws UnreadableException {
    if (!rhythm.isWholeDue()) {
      Update part = new Update(false);
      requests.each(path + "/jobs?status=running", JobData.class, part);
      List<Integer> gone = part.gone();
      if (gone.size() <= MAX_BY_ID) {
        for (int id : gone) {
          readEnded(requests, path + "/jobs/" + id, part);
        }
        return part;
      }
    }
    Update all = new Update(true);
    all.bytes = requests.each(path + "/jobs", JobData.class, all);
    return all;
  }

  private static void readEnded(PollRequests requests, String path, Update into)
      throws UnreadableException {
    try {
      into.take(requests.get(path, JobData.class));
    } catch (UnreadableException e) {
      if (!e.isNotFound()) {
        throw e;
      } // else Spark has forgotten it already, and the next whole list tells that jobs went unseen
    }
  }

  /** What one poll says of the jobs. */
  final class Update implements Items<JobData> {
    private final boolean whole;
    private final Set<Integer> ended = new HashSet<>();
    private final List<Job> nowRunning = new ArrayList<>();
    private final List<JobData> nowEnded = new ArrayList<>();
    private int highest = highestId;
    private long nowSucceeded;
    private long nowFailed;
    private long bytes;

    private Update(boolean whole) {
      this.whole = whole;
    }

    @Override
    public void take(JobData job) throws UnreadableException {
      highest = Math.max(highest, job.jobId());
      if (job.isRunning()) {
        nowRunning.add(new Job(job.jobId(), SparkTime.parse(job.submissionTime()), job.stages()));
      } else if (job.isEnded() && ended.add(job.jobId()) && !counted.contains(job.jobId())) {
        count(job);
      }
    }

    private void count(JobData job) {
      if ("SUCCEEDED".equals(job.status())) {
        nowSucceeded++;
      } else {
        nowFailed++;
      }
      if (nowEnded.size() < MAX_NEWLY_ENDED) {
        nowEnded.add(job);
      }
    }

    private List<Integer> gone() {
      Set<Integer> now = nowRunning.stream().map(Job::id).collect(Collectors.toSet());
      return running.stream()
          .map(Job::id)
          .filter(id -> !now.contains(id) && !ended.contains(id))
          .toList();
    }

    /** Takes it in. */
    void commit() {
      succeeded += nowSucceeded;
      failed += nowFailed;
      highestId = highest;
      running = List.copyOf(nowRunning);
      newlyEnded = List.copyOf(nowEnded);
      tooManyEnded = nowSucceeded + nowFailed > nowEnded.size();
      if (whole) {
        counted = ended;
        missed = succeeded + failed + running.size() < highestId + 1L;
        rhythm.readWhole(bytes);
      } else {
        counted.addAll(ended);
        rhythm.readPart();
      }
    }
  }

  /** Jobs that ended since the start, as far as they were seen. */
  JobTotals totals() {
    return new JobTotals(succeeded, failed);
  }

  /** Whether jobs came and went unseen: ids are given without gaps, from 0. */
  boolean missedSome() {
    return missed;
  }

  /** Whether more ended at once than {@link #newlyEnded()} has. */
  boolean newlyEndedAreCutOff() {
    return tooManyEnded;
  }

  /** The jobs that run now. */
  List<Job> running() {
    return running;
  }

  /** The jobs that were seen to have ended for the first time by the last update. */
  List<JobData> newlyEnded() {
    return newlyEnded;
  }
}
