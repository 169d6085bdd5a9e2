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
package io.firewarden.agent.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.FakeSpark;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a real driver answered, multiplied to as many executors and running stages as wanted, and
 * moved on from moment to moment: in each a task of each stage ends and another one starts, and the
 * counters grow by that. Lists are made and packed beforehand; they are the same for all
 * applications, which are at different moments.
 */
final class Answers {
  /** How long a moment is. */
  static final long MOMENT_MILLIS = 5_000;

  /** Tasks of a stage that run at a time; each runs for so many moments. */
  static final int RUNNING = 5;

  private static final String VERSION = "3.5";
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ObjectWriter WRITER = MAPPER.writerWithDefaultPrettyPrinter();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int TASKS = 10_000;
  private static final int JOBS = 4;

  /** A short job has ended each time that so many moments have passed. */
  private static final int MOMENTS_OF_JOB = 6;

  private static final int TASKS_OF_JOB = 4;

  /** Where the stages of jobs that have ended begin. */
  private static final int ENDED_STAGES = 1_000;

  private final int executors;
  private final int stages;
  private final long startMillis;
  private final JsonNode executor = recorded("allexecutors").get(1);
  private final JsonNode driver = recorded("allexecutors").get(2);
  private final JsonNode stage = recorded("stage2_0");
  private final JsonNode job = recorded("jobs").get(0);
  private final JsonNode task = recorded("stage2_tasks").get(0);
  private final JsonNode execution = recorded("sql").get(0);

  private final List<Packed> executorLists = new ArrayList<>();
  private final List<Packed> stageLists = new ArrayList<>();
  private final List<Packed> jobLists = new ArrayList<>();
  private final List<Packed> runningJobLists = new ArrayList<>();

  /** What an application answers all the time. */
  final Packed environment = Packed.of(bytes(recorded("environment")));

  final Packed nothing = Packed.of(bytes(MAPPER.createArrayNode()));

  /**
   * @param startMillis when all applications started, since the epoch
   * @param moments how many there are; the last one stays
   */
  Answers(int executors, int stages, long startMillis, int moments) {
    this.executors = executors;
    this.stages = stages;
    this.startMillis = startMillis;
    for (int moment = 0; moment < moments; moment++) {
      executorLists.add(Packed.of(bytes(executorsAt(moment))));
      stageLists.add(Packed.of(bytes(stagesAt(moment))));
      jobLists.add(Packed.of(bytes(jobsAt(moment, false))));
      runningJobLists.add(Packed.of(bytes(jobsAt(moment, true))));
    }
  }

  /** The list with the one application that a driver has. */
  Packed application(String id, String name) {
    ArrayNode list = recorded("applications").deepCopy();
    ((ObjectNode) list.get(0)).put("id", id).put("name", name);
    ObjectNode attempt = (ObjectNode) list.get(0).get("attempts").get(0);
    attempt.put("startTime", time(startMillis)).put("startTimeEpoch", startMillis);
    return Packed.of(bytes(list));
  }

  Packed executors(int moment) {
    return at(executorLists, moment);
  }

  Packed stages(int moment) {
    return at(stageLists, moment);
  }

  Packed jobs(int moment, boolean running) {
    return at(running ? runningJobLists : jobLists, moment);
  }

  /** The oldest running task of a stage. */
  Packed oldest(int stageId, int moment, long launchedAt) {
    ArrayNode list = MAPPER.createArrayNode();
    list.add(row(stageId, ended(moment), launchedAt).put("status", "RUNNING"));
    return Packed.of(bytes(list));
  }

  /**
   * A part of the tasks of a stage.
   *
   * @param zeroMillis when the first moment of this application was
   */
  Packed tasks(int stageId, int moment, Range range, long zeroMillis) {
    int started = stageId < ENDED_STAGES ? ended(moment) + RUNNING : TASKS_OF_JOB;
    ArrayNode list = MAPPER.createArrayNode();
    for (int index = range.offset();
        index < Math.min(started, (long) range.offset() + range.length());
        index++) {
      list.add(row(stageId, index, launchedAt(index, zeroMillis)));
    }
    return Packed.of(bytes(list));
  }

  /** A part of the SQL executions: each job is one. */
  Packed executions(int moment, Range range) {
    int running = Math.min(JOBS, stages);
    int all = running + moment / MOMENTS_OF_JOB;
    ArrayNode list = MAPPER.createArrayNode();
    for (int id = range.offset(); id < Math.min(all, range.offset() + range.length()); id++) {
      ObjectNode row = ((ObjectNode) execution.deepCopy()).put("id", id);
      row.putArray("runningJobIds");
      row.putArray("successJobIds");
      row.withArray(id < running ? "runningJobIds" : "successJobIds").add(id);
      list.add(
          row.put("status", id < running ? "RUNNING" : "COMPLETED")
              .put("submissionTime", time(startMillis + id)));
    }
    return Packed.of(bytes(list));
  }

  /** How many tasks of a stage have ended: the first one long before the first moment. */
  static int ended(int moment) {
    return moment + 1;
  }

  /** When a task was launched, by when the first moment of its application was. */
  static long launchedAt(int index, long zeroMillis) {
    return zeroMillis + (index - RUNNING) * MOMENT_MILLIS;
  }

  /** Rows of a list. */
  record Range(int offset, int length) {}

  private ArrayNode executorsAt(int moment) {
    ArrayNode list = MAPPER.createArrayNode();
    list.add(((ObjectNode) driver.deepCopy()).put("addTime", time(startMillis)));
    for (int id = 0; id < executors; id++) {
      long completed = 1_000L + ((long) moment * stages + id) / executors;
      long millis = completed * RUNNING * MOMENT_MILLIS;
      list.add(
          ((ObjectNode) executor.deepCopy())
              .put("id", String.valueOf(id))
              .put("hostPort", host(id) + ":34787")
              .put("addTime", time(startMillis + id))
              .put("totalCores", 2)
              .put("maxTasks", 2)
              .put("activeTasks", 2)
              .put("failedTasks", 0)
              .put("completedTasks", completed)
              .put("totalTasks", completed + 2)
              .put("totalDuration", millis)
              .put("totalGCTime", millis / 40)
              .put("totalInputBytes", completed * 4_096));
    }
    return list;
  }

  private ArrayNode stagesAt(int moment) {
    ArrayNode list = MAPPER.createArrayNode();
    for (int id = stages - 1; id >= 0; id--) {
      ObjectNode row = stage.deepCopy();
      row.remove("completionTime");
      list.add(
          row.put("status", "ACTIVE")
              .put("stageId", id)
              .put("numTasks", TASKS)
              .put("numActiveTasks", RUNNING)
              .put("numCompleteTasks", ended(moment))
              .put("numCompletedIndices", ended(moment))
              .put("submissionTime", time(startMillis + id))
              .put("firstTaskLaunchedTime", time(startMillis + id + 20))
              .put("inputBytes", 20_160L * moment)
              .put("shuffleWriteBytes", 4_355L * moment));
    }
    return list;
  }

  private ArrayNode jobsAt(int moment, boolean running) {
    ArrayNode list = MAPPER.createArrayNode();
    int ended = running ? 0 : moment / MOMENTS_OF_JOB;
    for (int id = JOBS + ended - 1; id >= JOBS; id--) {
      ObjectNode row = ((ObjectNode) job.deepCopy()).put("jobId", id);
      row.putArray("stageIds").add(ENDED_STAGES + id);
      list.add(row.put("numTasks", TASKS_OF_JOB).put("numCompletedTasks", TASKS_OF_JOB));
    }
    for (int id = Math.min(JOBS, stages) - 1; id >= 0; id--) {
      ObjectNode row = ((ObjectNode) job.deepCopy()).put("jobId", id).put("status", "RUNNING");
      row.remove("completionTime");
      ArrayNode stageIds = row.putArray("stageIds");
      for (int stageId = id; stageId < stages; stageId += JOBS) {
        stageIds.add(stageId);
      }
      row.put("submissionTime", time(startMillis + id)).put("numActiveStages", stageIds.size());
      list.add(row.put("numTasks", TASKS).put("numCompletedTasks", moment * stageIds.size()));
    }
    return list;
  }

  private ObjectNode row(int stageId, int index, long launchedAt) {
    ObjectNode row = task.deepCopy();
    return row.put("taskId", stageId * 100_000L + index)
        .put("index", index)
        .put("partitionId", index)
        .put("launchTime", time(launchedAt))
        .put("executorId", String.valueOf(index % executors))
        .put("host", host(index % executors))
        .put("taskLocality", index % 8 == 0 ? "NODE_LOCAL" : "PROCESS_LOCAL");
  }

  private static String host(int executor) {
    return "worker-" + executor % 25 + ".example";
  }

  private static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  private static Packed at(List<Packed> moments, int moment) {
    return moments.get(Math.min(moment, moments.size() - 1));
  }

  private static JsonNode recorded(String name) {
    try {
      return MAPPER.readTree(FakeSpark.fixture(VERSION, name));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return WRITER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
