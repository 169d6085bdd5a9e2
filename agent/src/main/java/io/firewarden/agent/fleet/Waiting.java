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
package io.firewarden.agent.fleet;

import io.firewarden.agent.poll.Observation;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The applications that wait for their drivers. Not thread-safe. */
final class Waiting {
  private final Shares shares;
  private final Map<String, Observation.Pending> byId = new HashMap<>();
  private long changes;

  Waiting(Shares shares) {
    this.shares = shares;
  }

  void put(Observation.Pending waits) {
    if (byId.put(waits.pending().application().id(), waits) == null) {
      changes++;
    }
  }

  /** Whether it did wait. */
  boolean remove(String id) {
    boolean waited = byId.remove(id) != null;
    if (waited) {
      changes++;
    }
    return waited;
  }

  /** A number that grows when an application comes or goes, so that it is worth writing. */
  long changes() {
    return changes;
  }

  /** All of them, to be written down. */
  List<Memory.Known> all(Instant now) {
    return byId.values().stream()
        .map(this::view)
        .map(
            view ->
                new Memory.Known(
                    ApplicationSnapshot.listed(view.application(), now),
                    view.source(),
                    now,
                    view.sources()))
        .toList();
  }

  /** Forgets what is not listed any more where it waited. */
  void unlisted(String source, String id) {
    Observation.Pending known = byId.get(id);
    if (known != null && known.source().equals(source)) {
      remove(id);
    }
  }

  /** All of them, the longest first. */
  List<Fleet.PendingView> views() {
    return byId.values().stream()
        .map(this::view)
        .sorted(
            Comparator.comparing(Fleet.PendingView::since)
                .thenComparing(view -> view.application().id()))
        .toList();
  }

  private Fleet.PendingView view(Observation.Pending waits) {
    Application application = waits.pending().application();
    return new Fleet.PendingView(
        application,
        waits.source(),
        waits.pending().page(),
        waits.pending().why(),
        application.startedAt(),
        shares.ofPending(application.id()));
  }
}
