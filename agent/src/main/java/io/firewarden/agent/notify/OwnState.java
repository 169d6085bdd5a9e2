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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.AlertStore;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which this agent's alerts survive its restart. While what an earlier run has left
 * cannot be read, alerts go on without it, and the file is left as it is; as soon as it can be
 * read, it is handed in late.
 */
final class OwnState implements AlertStore {
  private static final Logger logger = LoggerFactory.getLogger(OwnState.class);

  private final AlertStore file;
  private final Consumer<State> late;
  private volatile boolean unread;

  /**
   * @param late is given what could not be read at the start
   */
  OwnState(AlertStore file, Consumer<State> late) {
    this.file = file;
    this.late = late;
  }

  /** What the last run has left, as far as it can be read now; never throws. */
  @Override
  public State load() {
    try {
      return file.load();
    } catch (UncheckedIOException e) {
      logger.warn(
          "{}. Alerts go on without what was told before, which may tell firing ones again, until"
              + " it can be read; the file is left as it is",
          e.getMessage());
      unread = true;
      return State.EMPTY;
    }
  }

  @Override
  public boolean save(State state, Instant now) {
    if (unread) {
      try {
        State left = file.load();
        unread = false;
        if (!left.equals(State.EMPTY)) {
          logger.info("What was told before can be read now, and is taken up");
          late.accept(left);
          return false; // this state lacks it: the next one is written
        }
      } catch (UncheckedIOException e) {
        logger.debug("What was told before still cannot be read", e);
      }
    }
    return file.save(state, now);
  }
}
