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
package io.firewarden.agent.cluster;

import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.AlertStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What the agent that leads leaves to the next one, in a file beside that of the lease.
 *
 * <p>Each one who takes the lease raises its term. Who reads what was left notes the term, and each
 * write looks whether it is still the same right before it takes the old one's place: an agent that
 * was slow to learn that it leads no more, or whose write has hung, cannot write over what the next
 * one has left there.
 */
public final class LeasedState implements AlertStore {
  private final Path lease;
  private final AlertStateFile file;
  private volatile long term;

  /**
   * @param lease the file of the lease
   */
  public LeasedState(Path lease) {
    this.lease = lease.toAbsolutePath();
    this.file =
        new AlertStateFile(
            this.lease.resolveSibling(this.lease.getFileName() + ".state"), this::checkTerm);
  }

  @Override
  public State load() {
    try {
      term = FileLease.claimed(lease);
    } catch (IOException e) {
      throw new UncheckedIOException(lease + " cannot be read: " + e, e);
    }
    return file.load();
  }

  @Override
  public boolean save(State state, Instant now) {
    return file.save(state, now);
  }

  private void checkTerm() throws IOException {
    long now = FileLease.claimed(lease);
    if (now != term) {
      throw new IOException(
          "the lease must be in its term "
              + term
              + ", but is in "
              + now
              + ": another agent has it");
    }
  }
}
