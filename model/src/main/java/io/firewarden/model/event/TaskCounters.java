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

import io.firewarden.model.TaskLocality;
import io.firewarden.model.TaskTotals;

/** What became of all task attempts of the application; see {@link TaskTotals}. */
final class TaskCounters {
  private final LocalityCounter started = new LocalityCounter();
  private long succeeded;
  private long failed;
  private long killed;
  private long lost;
  private long taskMillis;
  private long gcMillis;

  void started(TaskLocality locality) {
    started.add(locality);
  }

  void ended(TaskEnd end) {
    switch (end.outcome()) {
      case SUCCEEDED -> succeeded++;
      case FAILED -> failed++;
      case KILLED -> killed++;
      case LOST, RESUBMITTED -> lost++;
    }
    taskMillis += end.millisThatCount();
    gcMillis += end.gcMillisThatCount();
  }

  TaskTotals totals() {
    return new TaskTotals(succeeded, failed, killed, lost, taskMillis, gcMillis, started.counts());
  }
}
