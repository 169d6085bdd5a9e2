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
package io.firewarden.listener;

import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import io.firewarden.model.event.ApplicationState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The application under watch, as any thread may see it. A snapshot is kept for a moment, so that
 * eager clients cannot make Spark's thread wait for the fold.
 */
final class Watched {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final ApplicationState state;
  private final String appId;
  private final String queue;
  private final InstantSource clock;
  private @Nullable ApplicationSnapshot latest;

  /**
   * Of an application.
   *
   * @param queue the queue of Spark's bus by which its events come
   */
  Watched(ApplicationState state, String appId, String queue, InstantSource clock) {
    this.state = state;
    this.appId = appId;
    this.queue = queue;
    this.clock = clock;
  }

  String appId() {
    return appId;
  }

  String queue() {
    return queue;
  }

  ApplicationState state() {
    return state;
  }

  /** The state now. */
  synchronized ApplicationSnapshot now() {
    ApplicationSnapshot snapshot = state.snapshot(clock.instant());
    latest = snapshot;
    return snapshot;
  }

  /** The state at the end; an application of whose end Spark has not told ends now. */
  synchronized ApplicationSnapshot ended(FinalStatus status) {
    state.finalStatus(status);
    if (now().application().endedAt() == null) {
      state.applicationEnded(clock.instant().toEpochMilli());
    }
    return now();
  }

  /** The state of at most a second ago. */
  synchronized ApplicationSnapshot recent() {
    ApplicationSnapshot kept = latest;
    Instant now = clock.instant();
    return kept != null && Duration.between(kept.takenAt(), now).abs().compareTo(FRESH) < 0
        ? kept
        : now();
  }
}
