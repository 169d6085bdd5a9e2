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

import io.firewarden.agent.alert.AlertStateFile.State;
import java.io.UncheckedIOException;
import java.time.Instant;

/** A place in which alerts and notifications outlive who has written them down. Thread-safe. */
public interface AlertStore extends AutoCloseable {

  /**
   * What was written last; {@link State#EMPTY} when there is nothing, or nothing that can be
   * understood.
   *
   * @throws UncheckedIOException if that cannot be known now
   */
  State load();

  /**
   * Replaces what was written. Never throws: a failure is told once, and the agent goes on without.
   *
   * @return whether the state is safely kept
   */
  boolean save(State state, Instant now);

  @Override
  default void close() {}
}
