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
package io.firewarden.agent.discovery.kubernetes;

import io.firewarden.model.FinalStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a driver's pod is in its life. */
sealed interface PodState {

  /**
   * It does not run yet.
   *
   * @param why what it waits for
   * @param ifDeleted how it ended if it is deleted now
   */
  record Waiting(String why, Over ifDeleted) implements PodState {}

  /**
   * It runs.
   *
   * @param ifDeleted how it ended if it is deleted now
   * @param goneBy when it must have ended at the latest, since somebody asked to delete it; or null
   */
  record Running(Over ifDeleted, @Nullable Instant goneBy) implements PodState {}

  /**
   * It is over.
   *
   * @param at when, by the node's clock, or null
   * @param reason one line; empty when there is nothing to say
   */
  record Over(FinalStatus status, @Nullable Instant at, String reason) implements PodState {
    /** The same, at this time if nobody told another. */
    Over orAt(Instant time) {
      return at == null ? new Over(status, time, reason) : this;
    }
  }
}
