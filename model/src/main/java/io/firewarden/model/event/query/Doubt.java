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

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that seems to run may have ended unseen, since events were dropped. A sign of
 * life ends the doubt; without one for {@link #PATIENCE} it is over.
 *
 * @param isOpen whether there is a doubt
 * @param since when the doubt was first looked at, or null before that
 */
public record Doubt(boolean isOpen, @Nullable Instant since) {
  /** How long to wait for a sign of life of what may be quiet for long. */
  public static final Duration PATIENCE = Duration.ofHours(1);

  /** No doubt. */
  public static final Doubt NONE = new Doubt(false, null);

  /** A doubt that nobody has looked at. */
  public static final Doubt OPEN = new Doubt(true, null);

  /** The doubt after a look at it. */
  public Doubt at(Instant now) {
    return isOpen && since == null ? new Doubt(true, now) : this;
  }

  /** Whether {@link #PATIENCE} is at an end. */
  public boolean isOver(Instant now) {
    return isOver(now, PATIENCE);
  }

  /** Whether it was looked at for longer than that. */
  public boolean isOver(Instant now, Duration patience) {
    return since != null && since.plus(patience).isBefore(now);
  }
}
