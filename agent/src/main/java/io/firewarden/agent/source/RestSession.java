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

import io.firewarden.agent.source.RestJson.ApplicationInfo;
import io.firewarden.agent.source.RestJson.AttemptInfo;
import io.firewarden.agent.source.RestJson.EnvironmentInfo;
import io.firewarden.agent.source.RestJson.RddStorage;
import io.firewarden.agent.source.RestJson.StageData;
import io.firewarden.agent.source.UnreadableException.Kind;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.CachedRdd;
import io.firewarden.model.Gap;
import io.firewarden.model.SafeName;
import io.firewarden.model.SourceKind;
import io.firewarden.model.Stage;
import io.firewarden.model.StageTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One application behind one address, with what is kept of it from poll to poll. */
final class RestSession {
  private static final Duration YOUNG = Duration.ofMinutes(5);
  private static final double DEFAULT_MEMORY_FRACTION = 0.6;
  private static final Set<Gap> ALWAYS =
      EnumSet.of(
          Gap.KILLED_TASKS,
          Gap.LOST_TASKS,
          Gap.LOCALITY_PREFERENCES,
          Gap.DISTRIBUTIONS,
          Gap.STAGE_TOTALS);

  private final String id;
  private final Instant startedAt;
  private final boolean localMode;
  private final ExecutorLedger executors;
  private final JobLedger jobs = new JobLedger();
  private final LocalityLedger localities;
  private final SqlLedger sql;
  private final OldestTasks oldest = new OldestTasks();
  private final DStreamLedger dstreams = new DStreamLedger();
  private final TaskSpreads spreads = new TaskSpreads();
  private final Rhythm cacheRhythm = new Rhythm();
  private List<CachedRdd> cached = List.of();

  private RestSession(ApplicationInfo info, Map<String, String> settings, Instant now)
      throws UnreadableException {
    String master = settings.getOrDefault("spark.master", "");
    this.localMode = master.equals("local") || master.startsWith("local[");
    Application application = application(info, localMode, "");
    this.id = application.id();
    this.startedAt = application.startedAt();
    this.executors = new ExecutorLedger(memoryFraction(settings), localMode);
    boolean young = Duration.between(startedAt, now).compareTo(YOUNG) <= 0;
    Instant notBefore = young ? Instant.EPOCH : now;
    this.localities = new LocalityLedger(notBefore);
    this.sql = new SqlLedger(notBefore, SqlLedger.isStatusTold(application.sparkVersion()));
  }

  /** Opens a session on the application that the address has now. */
  static RestSession open(PollRequests requests, ApplicationInfo info, Instant now)
      throws UnreadableException {
    String id = id(info);
    EnvironmentInfo environment = requests.get("/" + id + "/environment", EnvironmentInfo.class);
    Map<String, String> settings = new HashMap<>();
    List<List<String>> properties = environment.sparkProperties();
    if (properties == null) {
      throw new UnreadableException(
          Kind.NOT_JSON, "the environment of " + id + " has no sparkProperties");
    }
    for (List<String> property : properties) {
      // Two settings are kept, and no other, so that no secret can be.
      if (property.size() == 2
          && Set.of("spark.master", "spark.memory.fraction").contains(property.get(0))) {
        settings.put(property.get(0), property.get(1));
      }
    }
    return new RestSession(info, settings, now);
  }

  /** Whether the answer is about the same run of the same application. */
  boolean isOf(ApplicationInfo info) throws UnreadableException {
    return id.equals(info.id()) && startedAt.equals(startedAt(info));
  }

  /**
   * Reads all parts. Of executors, jobs and stages nothing is taken in unless all three came.
   *
   * @param taskLimit how long a task of it may run; zero when that is not known
   */
  ApplicationSnapshot read(
      PollRequests requests, Application application, Instant now, Duration taskLimit)
      throws UnreadableException {
    String path = "/" + id;
    ExecutorLedger.Update executorRows = executors.read(requests, path);
    JobLedger.Update jobRows = jobs.read(requests, path);
    List<StageData> stages = new ArrayList<>();
    requests.each(path + "/stages?status=active&details=false", StageData.class, stages::add);
    readCache(requests, path);
    DStreamLedger.Update dstreamRows = dstreams.read(requests, path);

    executorRows.commit();
    jobRows.commit();
    dstreamRows.commit();
    boolean unseen = jobs.missedSome() || jobs.newlyEndedAreCutOff();
    localities.notice(stages, jobs.newlyEnded(), unseen);
    oldest.read(requests, path, stages, now, taskLimit);
    sql.read(requests, path);
    localities.read(requests, path, stages);
    spreads.read(requests, path, oldest.overdue(stages, now, taskLimit));
    return snapshot(application, stages, now);
  }

  private ApplicationSnapshot snapshot(Application application, List<StageData> stages, Instant now)
      throws UnreadableException {
    List<Stage> mapped = new ArrayList<>();
    for (StageData stage : stages) {
      mapped.add(stage(stage));
    }
    return new ApplicationSnapshot(
        now,
        SourceKind.REST,
        application,
        executors.totals(localities.total()),
        jobs.totals(),
        StageTotals.NONE,
        executors.removed(),
        executors.live(),
        jobs.running(),
        mapped,
        cached,
        gaps(),
        null,
        null,
        sql.activity(),
        null,
        dstreams.activity(),
        null);
  }

  /** The identity in the answer. */
  static Application application(ApplicationInfo info, boolean localMode, String address)
      throws UnreadableException {
    AttemptInfo attempt = attempt(info);
    return new Application(
        id(info),
        Objects.requireNonNullElse(info.name(), ""),
        Objects.requireNonNullElse(attempt.sparkUser(), ""),
        Objects.requireNonNullElse(attempt.appSparkVersion(), ""),
        localMode,
        address,
        startedAt(info),
        attempt.completed() && attempt.endTimeEpoch() > 0
            ? Instant.ofEpochMilli(attempt.endTimeEpoch())
            : null);
  }

  boolean localMode() {
    return localMode;
  }

  /** Each RDD in the list comes with all its partitions, so that it can be long. */
  private void readCache(PollRequests requests, String path) throws UnreadableException {
    if (!cacheRhythm.isWholeDue()) {
      cacheRhythm.readPart();
      return;
    }
    List<CachedRdd> rdds = new ArrayList<>();
    long bytes = requests.each(path + "/storage/rdd", RddStorage.class, row -> rdds.add(rdd(row)));
    cached = List.copyOf(rdds);
    cacheRhythm.readWhole(bytes);
  }

  private Set<Gap> gaps() {
    Set<Gap> gaps = EnumSet.copyOf(ALWAYS);
    if (localMode) {
      gaps.add(Gap.TASK_TIME);
    }
    if (localities.isPartial()) {
      gaps.add(Gap.LOCALITY_PARTIAL);
    }
    if (jobs.missedSome()) {
      gaps.add(Gap.JOB_TOTALS_PARTIAL);
    }
    if (dstreams.missedSome()) {
      gaps.add(Gap.BATCHES_PARTIAL);
    }
    if (!oldest.isComplete()) {
      gaps.add(Gap.RUNNING_TASKS);
    }
    gaps.addAll(sql.gaps());
    return gaps;
  }

  private Stage stage(StageData stage) throws UnreadableException {
    return new Stage(
        stage.stageId(),
        stage.attemptId(),
        SafeName.ofStage(Objects.requireNonNullElse(stage.name(), "")),
        SparkTime.parse(stage.submissionTime()),
        stage.numTasks(),
        stage.numActiveTasks(),
        stage.numCompletedIndices(),
        stage.numFailedTasks(),
        localities.of(stage),
        stage.inputBytes(),
        stage.shuffleReadBytes(),
        stage.shuffleWriteBytes(),
        stage.diskBytesSpilled(),
        oldest.of(stage),
        spreads.millis(stage),
        spreads.bytes(stage),
        null);
  }

  private static CachedRdd rdd(RddStorage rdd) {
    return new CachedRdd(
        rdd.id(),
        SafeName.ofRdd(Objects.requireNonNullElse(rdd.name(), "")),
        rdd.numPartitions(),
        rdd.numCachedPartitions(),
        rdd.memoryUsed(),
        rdd.diskUsed());
  }

  private static String id(ApplicationInfo info) throws UnreadableException {
    String id = info.id();
    if (id == null || !id.matches("[A-Za-z0-9_.-]{1,200}")) {
      throw new UnreadableException(
          Kind.NOT_JSON, "an application in the answer has no id, or one that cannot be one");
    }
    return id;
  }

  private static AttemptInfo attempt(ApplicationInfo info) throws UnreadableException {
    List<AttemptInfo> attempts = info.attempts();
    if (attempts == null || attempts.isEmpty() || attempts.get(0).startTimeEpoch() <= 0) {
      throw new UnreadableException(
          Kind.NOT_JSON, "application " + id(info) + " has no attempt with a start time");
    }
    return attempts.get(0); // the newest comes first; a driver lists only its own
  }

  private static Instant startedAt(ApplicationInfo info) throws UnreadableException {
    return Instant.ofEpochMilli(attempt(info).startTimeEpoch());
  }

  private static double memoryFraction(Map<String, String> settings) {
    String text = settings.get("spark.memory.fraction");
    try {
      return text == null ? DEFAULT_MEMORY_FRACTION : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0; // heap sizes are then unknown
    }
  }
}
