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

import org.jspecify.annotations.Nullable;

/**
 * The task attempts of a stage that run now. Knows them one by one, in the order of their launch,
 * as far as the limits allow; the others are a number.
 */
final class RunningTasks {
  /** Attempts of one stage that are known one by one. */
  static final int MAX_KNOWN = 10_000;

  private final LaunchTimes known = new LaunchTimes();
  private final Budget budget;
  private int unknown;

  RunningTasks(Budget budget) {
    this.budget = budget;
  }

  void started(long taskId, long launchTime) {
    if (known.contains(taskId)) {
      return;
    }
    if (known.size() < MAX_KNOWN && budget.tryTake(1)) {
      known.add(taskId, launchTime);
    } else {
      unknown++;
    }
  }

  void ended(long taskId) {
    if (known.remove(taskId)) {
      budget.giveBack(1);
    } else if (unknown > 0) {
      unknown--;
    }
  }

  void clear() {
    budget.giveBack(known.size());
    known.clear();
    unknown = 0;
  }

  /** The known attempts may have ended unseen; from now on they are a number. */
  void distrust() {
    unknown += known.size();
    budget.giveBack(known.size());
    known.clear();
  }

  int count() {
    return known.size() + unknown;
  }

  /** Whether each running attempt is known by itself. */
  boolean isComplete() {
    return unknown == 0;
  }

  /** Launch time of the known attempt that was launched first, in ms since the epoch. */
  @Nullable Long oldestLaunch() {
    return known.size() == 0 ? null : known.first();
  }
}
