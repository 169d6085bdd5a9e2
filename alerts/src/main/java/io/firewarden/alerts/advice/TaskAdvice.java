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
package io.firewarden.alerts.advice;

import io.firewarden.alerts.advice.Advice.SettingChange;
import io.firewarden.alerts.figure.Figures;
import io.firewarden.model.Distribution;
import io.firewarden.model.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Advice on findings about tasks: failing, far from their data, or long. */
public final class TaskAdvice {
  private static final double SKEW = 3;
  private static final double CONCENTRATED = 0.5;

  private TaskAdvice() {}

  /**
   * Tasks fail.
   *
   * @param failed failed attempts of the window
   * @param worst the executor with most of them, or null when unknown
   * @param executors live executors
   */
  public static Advice forFailures(long failed, @Nullable FailingExecutor worst, int executors) {
    List<SettingChange> changes = new ArrayList<>();
    boolean concentrated =
        worst != null && executors >= 3 && worst.failed() >= CONCENTRATED * failed;
    if (worst != null && concentrated) {
      changes.add(
          new SettingChange(
              "spark.excludeOnFailure.enabled",
              "true",
              "executor "
                  + worst.id()
                  + " on "
                  + worst.host()
                  + " has "
                  + worst.failed()
                  + " of the "
                  + failed
                  + " failures, which points to its machine"));
    }
    return new Advice(
        concentrated
            ? "Tasks fail on one executor above all, so that its machine is the first suspect."
            : "Tasks fail by themselves; a task that fails spark.task.maxFailures times (4 unless"
                + " set) fails its job.",
        changes,
        List.of(
            "Look at the class of the first error in the stage's page: OutOfMemoryError asks for"
                + " memory, FetchFailed for the executor that was lost, any other for the code or"
                + " its data.",
            "Raising spark.task.maxFailures does not heal it: it only fails later."));
  }

  /**
   * An executor on which tasks fail.
   *
   * @param id its id
   * @param host where it runs
   * @param failed failed attempts of the window
   */
  public record FailingExecutor(String id, String host, long failed) {}

  /**
   * Tasks run away from their data.
   *
   * @param hosts hosts that have an executor
   */
  public static Advice forLocality(long hosts) {
    return new Advice(
        "The hosts that hold the data have no free executor when tasks start.",
        List.of(
            new SettingChange(
                "spark.locality.wait",
                "2 x its present value",
                "6s in place of the default 3s, when the data is on HDFS beside the executors or"
                    + " cached in them: tasks then wait longer for a place near it"),
            new SettingChange(
                "spark.locality.wait",
                "0s",
                "when the data is in an object store, where no place is nearer and waiting only"
                    + " costs time")),
        List.of(
            "Executors are on "
                + Figures.count(hosts, "host")
                + "; data on any other host cannot be read locally, so spread the executors over"
                + " the hosts of the data."));
  }

  /**
   * A task runs long.
   *
   * @param stage its stage
   * @param age how long it has run
   * @param limit how long it may run
   * @param cores cores of all executors; 0 when unknown
   */
  public static Advice forLongTask(Stage stage, Duration age, double limit, long cores) {
    Distribution finished = stage.taskMillis();
    if (finished != null && finished.median() > 0 && age.toMillis() > SKEW * finished.median()) {
      return forStraggler(age, finished);
    }
    return new Advice(
        "The task has much to do by itself: a large partition, slow code, or one connection to a"
            + " database.",
        morePartitions(stage, age, limit, cores),
        List.of(
            "Where the stage reads files or a database, split the reading instead:"
                + " spark.sql.files.maxPartitionBytes, or numPartitions of the JDBC source.",
            "If such tasks are meant to be long, raise long-task.max-seconds for this"
                + " application."));
  }

  private static List<SettingChange> morePartitions(
      Stage stage, Duration age, double limit, long cores) {
    List<SettingChange> changes = new ArrayList<>();
    if (cores > 0 && stage.tasks() < 2 * cores) {
      changes.add(
          new SettingChange(
              "spark.sql.shuffle.partitions",
              String.valueOf(2 * cores),
              "the stage has "
                  + Figures.count(stage.tasks(), "task")
                  + " for "
                  + Figures.count(cores, "core")
                  + "; 2 x "
                  + cores
                  + " = "
                  + 2 * cores
                  + " gives every core work"));
    } else if (limit > 0 && stage.tasks() > 0) {
      long factor = Math.max(2, (long) Math.ceil(age.toSeconds() / (limit / 2)));
      changes.add(
          new SettingChange(
              "spark.sql.shuffle.partitions",
              String.valueOf(stage.tasks() * factor),
              Figures.count(stage.tasks(), "task")
                  + " x "
                  + factor
                  + " ("
                  + Figures.seconds(age.toMillis())
                  + " so far / half the limit of "
                  + Figures.decimal(limit, 1)
                  + " s), for a DataFrame; repartition() for an RDD"));
    }
    return changes;
  }

  private static Advice forStraggler(Duration age, Distribution finished) {
    String spread =
        Figures.duration(age)
            + " is "
            + Figures.decimal(age.toMillis() / finished.median(), 1)
            + " times the median of "
            + Figures.duration(Duration.ofMillis(Math.round(finished.median())));
    return new Advice(
        "The task runs far longer than the finished ones of its stage ("
            + spread
            + "): its partition is larger, or its executor is slow.",
        List.of(
            new SettingChange(
                "spark.sql.adaptive.skewJoin.enabled",
                "true",
                "with spark.sql.adaptive.enabled it splits a partition that is large because of"
                    + " one key of a join"),
            new SettingChange(
                "spark.speculation",
                "true",
                "a copy elsewhere overtakes the task when its executor is slow; it does not help"
                    + " against a large partition")),
        List.of(
            "Compare the task's input with the median in the stage's page; if it is larger, more"
                + " partitions do not help one key: salt the key or aggregate in two steps."));
  }
}
