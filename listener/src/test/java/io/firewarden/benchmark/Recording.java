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
package io.firewarden.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerEnvironmentUpdate;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerResourceProfileAdded;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.util.JsonProtocol;
import scala.Option;
import scala.Some;
import scala.collection.JavaConverters;

/**
 * The events of one run of {@link MixedJob}: what comes once, and a round that can be told again
 * and again.
 *
 * <p>Two things differ from what came. Heartbeats are thinned to a twentieth of the events of
 * tasks, because how many there were depends on how fast the machine was. And the executors that
 * were left are removed, so that each round begins with executors of its own.
 *
 * @param prologue the start of the application, its environment, the driver's block manager
 * @param round everything else
 */
record Recording(List<SparkListenerEvent> prologue, List<SparkListenerEvent> round) {
  private static final int TASK_EVENTS_A_HEARTBEAT = 20;

  static Recording read(Path file) throws IOException {
    List<SparkListenerEvent> prologue = new ArrayList<>();
    List<SparkListenerEvent> round = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      SparkListenerEvent event = JsonProtocol.sparkEventFromJson(line);
      if (event instanceof SparkListenerTaskEnd end) {
        restoreNumbers(end.taskInfo());
      }
      if (isOfTheWhole(event)) {
        prologue.add(event);
      } else if (!(event instanceof SparkListenerApplicationEnd)) {
        round.add(event);
      }
    }
    thinHeartbeats(round);
    removeExecutors(round);
    return new Recording(List.copyOf(prologue), List.copyOf(round));
  }

  /** Task ends in a round. */
  int tasks() {
    return count(round, SparkListenerTaskEnd.class);
  }

  /** Ids of the jobs of a round start below this. */
  int jobs() {
    return count(round, SparkListenerJobStart.class);
  }

  private static boolean isOfTheWhole(SparkListenerEvent event) {
    return event instanceof SparkListenerApplicationStart
        || event instanceof SparkListenerEnvironmentUpdate
        || event instanceof SparkListenerResourceProfileAdded
        || (event instanceof SparkListenerBlockManagerAdded added
            && added.blockManagerId().isDriver());
  }

  /** Spark's JSON makes text of the numbers of SQL metrics. */
  private static void restoreNumbers(TaskInfo task) {
    List<AccumulableInfo> numbers = new ArrayList<>();
    for (AccumulableInfo each : JavaConverters.seqAsJavaList(task.accumulables())) {
      numbers.add(
          new AccumulableInfo(
              each.id(),
              each.name(),
              number(each.update()),
              number(each.value()),
              each.internal(),
              each.countFailedValues(),
              each.metadata()));
    }
    task.setAccumulables(JavaConverters.asScalaBuffer(numbers).toSeq());
  }

  private static Option<Object> number(Option<Object> value) {
    return value.isDefined() && value.get() instanceof String text && text.matches("-?\\d+")
        ? new Some<>(Long.valueOf(text))
        : value;
  }

  private static void thinHeartbeats(List<SparkListenerEvent> round) {
    int heartbeats = count(round, SparkListenerExecutorMetricsUpdate.class);
    int wanted = 2 * count(round, SparkListenerTaskEnd.class) / TASK_EVENTS_A_HEARTBEAT;
    int[] seen = {0};
    Predicate<SparkListenerEvent> isTooMany =
        event -> {
          if (!(event instanceof SparkListenerExecutorMetricsUpdate)) {
            return false;
          }
          int before = seen[0] * wanted / heartbeats;
          seen[0]++;
          return wanted < heartbeats && seen[0] * wanted / heartbeats == before;
        };
    round.removeIf(isTooMany);
  }

  private static void removeExecutors(List<SparkListenerEvent> round) {
    Set<String> left = new TreeSet<>();
    for (SparkListenerEvent event : round) {
      if (event instanceof SparkListenerExecutorAdded added) {
        left.add(added.executorId());
      } else if (event instanceof SparkListenerExecutorRemoved removed) {
        left.remove(removed.executorId());
      }
    }
    for (String id : left) {
      round.add(new SparkListenerExecutorRemoved(0, id, "Command exited with code 143"));
    }
  }

  private static int count(List<SparkListenerEvent> events, Class<?> type) {
    return (int) events.stream().filter(type::isInstance).count();
  }
}
