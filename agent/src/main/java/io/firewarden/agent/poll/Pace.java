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
package io.firewarden.agent.poll;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Executor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How often one application is read, by what was read of it and how long that took. */
final class Pace {
  private Duration interval;
  private Duration told;
  private int quiet;

  Pace(Cadence cadence) {
    this.interval = cadence.interval();
    this.told = interval;
  }

  /** Takes note of whether anything runs. */
  void saw(ApplicationSnapshot snapshot) {
    boolean busy =
        !snapshot.jobs().isEmpty()
            || !snapshot.stages().isEmpty()
            || snapshot.executors().stream().mapToInt(Executor::activeTasks).sum() > 0;
    quiet = busy ? 0 : quiet + 1;
  }

  /** Takes note that there was nothing to tell of. */
  void sawNothing() {
    quiet++;
  }

  /** Takes note of what an attempt took, which is over now, and of the cadence that holds now. */
  void took(Cadence cadence, Duration taken) {
    interval = cadence.interval(quiet, taken);
  }

  /** From the start of one attempt to that of the next. */
  Duration interval() {
    return interval;
  }

  /** The interval if it has changed since this was asked for the last time, or null. */
  @Nullable Duration changed() {
    if (interval.equals(told)) {
      return null;
    }
    told = interval;
    return interval;
  }
}
