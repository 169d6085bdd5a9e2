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
package io.firewarden.agent.alert;

import io.firewarden.agent.state.DurableFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The file in which alerts and notifications survive a restart. */
public final class AlertStateFile implements AlertStore {

  /**
   * All that is kept.
   *
   * @param alerts pending, firing and resolved ones
   * @param told what was delivered
   */
  public record State(List<Alert> alerts, List<NotificationLog.Told> told) {
    /** Nothing is known of an earlier run. */
    public static final State EMPTY = new State(List.of(), List.of());

    public State {
      alerts = List.copyOf(alerts);
      told = List.copyOf(told);
    }
  }

  private final DurableFile<State> file;

  public AlertStateFile(Path file) {
    this.file = new DurableFile<>(file, new StateJson());
  }

  /** The same for a file that others may have taken over. */
  public AlertStateFile(Path file, DurableFile.Guard guard) {
    this.file = new DurableFile<>(file, new StateJson(), guard);
  }

  /**
   * What the last run has left, as far as it can be understood.
   *
   * @throws UncheckedIOException if the file is there and cannot be read now; until it was, nothing
   *     is written
   */
  @Override
  public State load() {
    return Objects.requireNonNullElse(file.load(), State.EMPTY);
  }

  /**
   * Replaces the file. Never throws: a failure is told once, and the agent goes on without.
   *
   * @return whether the state is safely on disk
   */
  @Override
  public boolean save(State state, Instant now) {
    return file.save(state, now);
  }
}
