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
package io.firewarden.model.event;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Executor;
import io.firewarden.model.Gap;
import io.firewarden.model.Job;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import io.firewarden.model.bus.EventBus;
import io.firewarden.model.executor.ExecutorLosses;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.task.TaskBreakdown;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is read of the state under its lock, for which Spark's thread waits: figures are copied
 * there and no more. Quantiles, maps and lists are made of them, and sorted, outside.
 */
record Facts(
    Application application,
    TaskTotals tasks,
    TaskBreakdown breakdown,
    JobTotals jobTotals,
    StageTotals stageTotals,
    long executorsRemoved,
    ExecutorLosses losses,
    Supplier<List<Executor>> executors,
    List<Job> jobs,
    Supplier<List<Stage>> stages,
    List<CachedRdd> cachedRdds,
    Set<Gap> gaps,
    @Nullable EventBus bus) {

  ApplicationSnapshot toSnapshot(
      Instant takenAt,
      SourceKind source,
      SqlActivity sql,
      StreamingActivity streaming,
      @Nullable DStreamActivity dstreams) {
    return new ApplicationSnapshot(
        takenAt,
        source,
        application,
        tasks,
        jobTotals,
        stageTotals,
        executorsRemoved,
        executors.get(),
        jobs,
        stages.get(),
        cachedRdds,
        gaps,
        breakdown,
        losses,
        sql,
        streaming,
        dstreams,
        bus);
  }
}
