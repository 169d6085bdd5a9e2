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
package io.firewarden.demo;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What two runs of the same application may differ in, on the same build of Spark or on another,
 * and why. {@link #ALL} is the whole list: whatever is not in it has to be equal.
 *
 * @param path of the value in the snapshot's JSON; elements of an array are {@code []}, {@code *}
 *     stands for any part of a name and {@code **} for any part of a path
 * @param pattern matches the paths that are meant
 * @param treatment what is not compared
 * @param reason why it varies
 */
record Difference(String path, Pattern pattern, Treatment treatment, String reason) {
  /** What of a value is not compared. */
  enum Treatment {
    /** What it is; only its kind is compared, and whether it is null or empty. */
    VALUE,
    /** Whether it is there, nor anything of it. */
    PRESENCE,
    /** In which order the elements of the array are. */
    ORDER
  }

  static final List<Difference> ALL =
      List.of(
          value("takenAt", "the moment of the look"),
          value("**At", "a point in time"),
          value("streaming.queries[].end.at", "a point in time"),
          value("**Millis", "how long something took, or was waited for"),
          value("sql.millis", "how long something took"),
          value("application.id", "made from the time of the start"),
          value("application.uiUrl", "a free port"),
          value("application.sparkVersion", "which Spark it is"),
          order(
              "executors", "sorted by number, and the first to get a task is the one that is lost"),
          value("executors[].id", "the first to get a task is the one that is lost"),
          value("losses.latest[].id", "the first to get a task is the one that is lost"),
          value("executors[].succeededTasks", "a task goes to whoever is free"),
          value("executors[].failedTasks", "a task goes to whoever is free"),
          value("tasks.started.processLocal", "a task goes to whoever is free"),
          value("tasks.started.nodeLocal", "a task goes to whoever is free"),
          value("executors[].detail.cachedBlocks", "a task goes to whoever is free"),
          value("executors[].detail.inputBytes", "a task goes to whoever is free"),
          value("executors[].detail.shuffle*Bytes", "a task goes to whoever is free"),
          value("breakdown.volumes.shuffleBlocks*", "a task goes to whoever is free"),
          value("executors[].storageUsedBytes", "broadcasts go when the driver collects garbage"),
          value(
              "executors[].detail.onHeapStorageUsedBytes",
              "broadcasts go when the driver collects garbage"),
          value("executors[].heapPeakBytes", "garbage and all, sampled by the clock"),
          value("executors[].majorGcCount", "when a JVM collects garbage is its own affair"),
          value(
              "executors[].detail.peaks",
              "sampled by the clock, left out when 0, and 4.0 has two more than 3.5"),
          value("executors[].process.*", "of a process and its machine, at a moment"),
          presence(
              "executors[].process.oldGenUsedAfterGcBytes",
              "unknown until a collection of the old generation"),
          value("breakdown.volumes.inputBytes", "what a version writes into a file"),
          value("breakdown.volumes.outputBytes", "what a version writes into a file"),
          value("breakdown.volumes.shuffle*Bytes", "how a version serialises and compresses"),
          value("breakdown.volumes.resultBytes", "how a version serialises a result"),
          value("breakdown.peakExecutionMemoryBytes", "whole pages, which are larger since 4.2"),
          value("sql.**roadcastBytes", "whole pages, which are larger since 4.2"),
          value("streaming.queries[].id", "made by chance"),
          value("streaming.queries[].*PerSecond", "made of times"),
          value("streaming.queries[].stateBytes", "how a version keeps state"),
          presence(
              "streaming.queries[].end.errorClass",
              "Spark names the class of a failure since 3.5, and gave more of them one with 4.0"),
          value("bus.handled", "a version tells of its plans and broadcasts more often or less"),
          value("bus.queues[].processed", "a version tells of its plans more often or less"),
          value("bus.queues[].meanMicros", "how long something took"));

  static Difference value(String path, String reason) {
    return of(path, Treatment.VALUE, reason);
  }

  static Difference presence(String path, String reason) {
    return of(path, Treatment.PRESENCE, reason);
  }

  static Difference order(String path, String reason) {
    return of(path, Treatment.ORDER, reason);
  }

  private static Difference of(String path, Treatment treatment, String reason) {
    String regex =
        path.replaceAll("[.\\[\\]]", "\\\\$0")
            .replace("**", "\0")
            .replace("*", "[^.]*")
            .replace("\0", ".*");
    return new Difference(path, Pattern.compile(regex), treatment, reason);
  }

  boolean covers(String place) {
    return pattern.matcher(place).matches();
  }

  @Override
  public String toString() {
    return treatment.name().toLowerCase(Locale.ROOT) + " of `" + path + "`: " + reason;
  }
}
