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
package io.firewarden.model.event.query;

import java.time.Instant;

/**
 * How many things that run are left out because a limit is reached. Once events were dropped their
 * end may never be told: those of which nothing is heard for {@link Doubt#PATIENCE} are given up.
 */
public final class LeftOut {
  private int count;
  private Doubt doubt = Doubt.NONE;

  /** One more is left out. */
  public void add() {
    count++;
    if (doubt.isOpen()) {
      doubt = Doubt.OPEN;
    }
  }

  /** Something has ended that was not followed. */
  public void ended() {
    if (count > 0) {
      count--;
    }
    if (count == 0) {
      doubt = Doubt.NONE;
    }
  }

  /** None of them runs any more. */
  public void clear() {
    count = 0;
    doubt = Doubt.NONE;
  }

  /** What runs may have ended unseen. */
  public void eventsDropped() {
    if (count > 0) {
      doubt = Doubt.OPEN;
    }
  }

  /** Gives up those of which nothing was heard for long. */
  public void look(Instant now) {
    doubt = doubt.at(now);
    if (doubt.isOver(now)) {
      clear();
    }
  }

  /** Whether all that runs is followed. */
  public boolean isNone() {
    return count == 0;
  }
}
