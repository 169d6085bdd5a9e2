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
package io.firewarden.agent.http;

import io.firewarden.agent.AgentConfig;
import io.firewarden.agent.poll.Fleet;
import io.firewarden.alerts.check.Health;
import io.firewarden.model.ApplicationSnapshot;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether what is known of an application still tells of now: it could be read the last time, and
 * that was not so long ago that polls must have been missed.
 *
 * @param staleAfter how old a reading may be
 */
record Freshness(Duration staleAfter) {
  /** Data is stale after this many missed polls. */
  private static final int STALE_POLLS = 3;

  static Freshness of(AgentConfig.Poll poll) {
    return new Freshness(poll.interval().multipliedBy(STALE_POLLS).plus(poll.timeout()));
  }

  boolean isFresh(Fleet.ApplicationView view, Instant now) {
    ApplicationSnapshot snapshot = view.snapshot();
    return view.isCurrent()
        && snapshot != null
        && !snapshot.takenAt().plus(staleAfter).isBefore(now);
  }

  /** The health as it can be told now. */
  Health health(Fleet.ApplicationView view, Instant now) {
    return view.report() != null && isFresh(view, now) ? view.report().health() : Health.UNKNOWN;
  }
}
