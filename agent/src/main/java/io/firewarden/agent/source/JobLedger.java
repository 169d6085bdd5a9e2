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

/**
 * The jobs of one application. Spark forgets ended jobs ({@code spark.ui.retainedJobs}); each is
 * counted once, when it is first seen to have ended, so that the totals never go back.
 */
final class JobLedger {
  private Set<Integer> counted = new HashSet<>();
  private long succeeded;
  private long failed;
  private int highestId = -1;
  private List<Job> running = List.of();
  private List<JobData> newlyEnded = List.of();

  /** Takes in what {@code jobs} says now. */
  void update(List<JobData> jobs) throws UnreadableException {
    Set<Integer> ended = new HashSet<>();
    List<Job> nowRunning = new ArrayList<>();
    List<JobData> nowEnded = new ArrayList<>();
    for (JobData job : jobs) {
      highestId = Math.max(highestId, job.jobId());
      if (job.isEnded()) {
        ended.add(job.jobId());
        if (!counted.contains(job.jobId())) {
          nowEnded.add(job);
        }
      } else if (job.isRunning()) {
        nowRunning.add(new Job(job.jobId(), SparkTime.parse(job.submissionTime()), job.stages()));
      }
    }
    for (JobData job : nowEnded) {
      if ("SUCCEEDED".equals(job.status())) {
        succeeded++;
      } else {
        failed++;
      }
    }
    counted = ended;
    running = List.copyOf(nowRunning);
    newlyEnded = List.copyOf(nowEnded);
  }

  /** Jobs that ended since the start, as far as they were seen. */
  JobTotals totals() {
    return new JobTotals(succeeded, failed);
  }

  /** Whether jobs came and went unseen: ids are given without gaps, from 0. */
  boolean missedSome() {
    return succeeded + failed + running.size() < highestId + 1L;
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
