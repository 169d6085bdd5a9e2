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
package io.firewarden.listener;

import io.firewarden.model.TaskLocality;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.event.BlockUpdate;
import io.firewarden.model.event.TaskEnd;
import io.firewarden.model.event.TaskFigures;
import io.firewarden.model.event.TaskStart;
import io.firewarden.model.event.query.PlanOutline;
import io.firewarden.model.event.query.QueryProgress;
import io.firewarden.model.event.query.QueryRun;
import io.firewarden.model.sql.SqlOutcome;
import io.firewarden.model.streaming.QueryEnd;
import io.firewarden.model.task.FailureReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of a server: a query a minute, an executor that goes and one that comes each hour, a
 * table that is cached and dropped, a stream that is restarted each day.
 */
final class BusyServer {
  private static final int TASKS = 4;
  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;

  private final ApplicationState state;
  private int minutes;
  private int executor;
  private long task;
  private @Nullable QueryRun stream;

  BusyServer(ApplicationState state) {
    this.state = state;
  }

  /** All events of one minute. */
  void minute(Instant now) {
    if (minutes % HOUR == 0) {
      changeExecutors(now);
      cacheAnotherTable();
    }
    if (minutes % DAY == 0) {
      restartStream(now);
    }
    query(now);
    state
        .streaming()
        .progressed(
            stream,
            new QueryProgress(
                now, minutes, true, 10, 1.0, 1.0, Map.of(), 5L, now, QueryProgress.State.NONE));
    minutes++;
  }

  private void changeExecutors(Instant now) {
    executor++;
    String added = Integer.toString(executor);
    long time = now.toEpochMilli();
    state.executorAdded(added, "host-" + executor, 4, 0, time);
    state.blockManagerAdded(added, "host-" + executor, 1 << 20, 1 << 20, time);
    String removed = Integer.toString(executor - 1);
    state.executorRemoved(removed, "Executor killed by driver.", time);
    state.blockManagerRemoved(removed);
  }

  private void cacheAnotherTable() {
    int rdd = minutes + 1;
    state.rddUnpersisted(rdd - HOUR);
    state.rddSeen(rdd, "MapPartitionsRDD", TASKS);
    for (int partition = 0; partition < TASKS; partition++) {
      state.blockUpdated(
          new BlockUpdate(
              Integer.toString(executor), rdd, partition, true, false, false, 1_000, 0));
    }
  }

  private void restartStream(Instant now) {
    if (stream != null) {
      state.streaming().ended(stream.runId(), new QueryEnd(now, true, "STREAM_FAILED"));
    }
    stream = new QueryRun(new UUID(1, 1), new UUID(2, minutes), "orders");
    state.streaming().started(stream, now);
  }

  private void query(Instant now) {
    int job = minutes;
    int stage = 2 * minutes;
    long time = now.toEpochMilli();
    List<Integer> stages = List.of(stage, stage + 1);
    state.sql().started(job, job, time, PlanOutline.EMPTY);
    state.jobStarted(job, time, stages);
    state.sql().jobStarted(job, stages);
    for (int id : stages) {
      state.stageSubmitted(id, 0, "collect at Server.java:" + id, TASKS, time);
      for (int index = 0; index < TASKS; index++) {
        task++;
        state.taskStarted(new Started(id, task, time, Integer.toString(executor)));
        boolean failed = task % 100 == 0;
        state.taskEnded(new Ended(id, task, index, Integer.toString(executor), failed));
        if (failed) {
          task++;
          state.taskStarted(new Started(id, task, time, Integer.toString(executor)));
          state.taskEnded(new Ended(id, task, index, Integer.toString(executor), false));
        }
      }
      state.stageCompleted(id, 0, true);
      state.sql().stageCompleted(id, true, 0);
    }
    state.jobEnded(job, true);
    state.sql().ended(job, time + 100, SqlOutcome.SUCCEEDED);
  }

  private record Started(int stageId, long taskId, long launchTime, String executorId)
      implements TaskStart {
    @Override
    public int attempt() {
      return 0;
    }

    @Override
    public TaskLocality locality() {
      return TaskLocality.NODE_LOCAL;
    }
  }

  private record Ended(int stageId, long taskId, int index, String executorId, boolean failed)
      implements TaskEnd {
    @Override
    public int attempt() {
      return 0;
    }

    @Override
    public Outcome outcome() {
      return failed ? Outcome.FAILED : Outcome.SUCCEEDED;
    }

    @Override
    public @Nullable FailureReason reason() {
      return failed ? FailureReason.EXCEPTION : null;
    }

    @Override
    public long durationMillis() {
      return 10 + taskId % 50;
    }

    @Override
    public long gettingResultMillis() {
      return 0;
    }

    @Override
    public boolean retried() {
      return false;
    }

    @Override
    public boolean speculative() {
      return false;
    }

    @Override
    public boolean outrun() {
      return false;
    }

    @Override
    public @Nullable TaskFigures figures() {
      return null;
    }
  }
}
