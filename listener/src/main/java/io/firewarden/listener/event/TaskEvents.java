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

import io.firewarden.model.event.ApplicationState;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Starts and ends of task attempts: by far the most frequent events, for which nothing is made. On
 * Spark's thread only.
 */
final class TaskEvents {
  private final ApplicationState state;
  private final PeakSamples samples;
  private final SparkTaskStart start = new SparkTaskStart();
  private final SparkTaskEnd end = new SparkTaskEnd();

  TaskEvents(ApplicationState state, PeakSamples samples) {
    this.state = state;
    this.samples = samples;
  }

  void started(SparkListenerTaskStart event) {
    start.turnTo(event);
    try {
      state.taskStarted(start);
    } finally {
      start.letGo();
    }
  }

  void ended(SparkListenerTaskEnd event) {
    end.turnTo(event);
    try {
      state.taskEnded(end);
      samples.ofTask(end.executorId(), event);
    } finally {
      end.letGo();
    }
  }
}
