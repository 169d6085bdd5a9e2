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
package io.firewarden.listener.event;

import io.firewarden.model.TaskLocality;
import io.firewarden.model.event.TaskStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import org.jspecify.annotations.Nullable;
import scala.Enumeration;

/** A task start as Spark tells of it; turned to one event after the other, on Spark's thread. */
final class SparkTaskStart implements TaskStart {
  /** By the number that Spark has for them; to ask it for the name takes a lock and a look-up. */
  private final @Nullable TaskLocality[] localities = new @Nullable TaskLocality[16];

  private @Nullable SparkListenerTaskStart event;
  private @Nullable TaskInfo task;

  void turnTo(SparkListenerTaskStart told) {
    event = told;
    task = told.taskInfo();
  }

  /** Holds on to nothing of Spark's. */
  void letGo() {
    event = null;
    task = null;
  }

  @Override
  public int stageId() {
    return event().stageId();
  }

  @Override
  public int attempt() {
    return event().stageAttemptId();
  }

  @Override
  public long taskId() {
    return task().taskId();
  }

  @Override
  public long launchTime() {
    return task().launchTime();
  }

  @Override
  public String executorId() {
    return task().executorId();
  }

  @Override
  public TaskLocality locality() {
    Enumeration.Value value = task().taskLocality();
    int number = value.id();
    if (number < 0 || number >= localities.length) {
      return named(value.toString());
    }
    TaskLocality known = localities[number];
    if (known == null) {
      known = named(value.toString());
      localities[number] = known;
    }
    return known;
  }

  static TaskLocality named(String spark) {
    return switch (spark) {
      case "PROCESS_LOCAL" -> TaskLocality.PROCESS_LOCAL;
      case "NODE_LOCAL" -> TaskLocality.NODE_LOCAL;
      case "NO_PREF" -> TaskLocality.NO_PREF;
      case "RACK_LOCAL" -> TaskLocality.RACK_LOCAL;
      default -> TaskLocality.ANY;
    };
  }

  private SparkListenerTaskStart event() {
    return Turned.to(event);
  }

  private TaskInfo task() {
    return Turned.to(task);
  }
}
