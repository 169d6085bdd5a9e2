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
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The applications that run, each as it was last seen. Not thread-safe. */
final class Running {
  private final Shares shares;
  private final Freshness freshness;
  private final Map<String, Fleet.ApplicationView> byId = new HashMap<>();

  Running(Shares shares, Freshness freshness) {
    this.shares = shares;
    this.freshness = freshness;
  }

  /** How old a reading may be to tell of now. */
  Freshness freshness() {
    return freshness;
  }

  Fleet.@Nullable ApplicationView get(String id) {
    return byId.get(id);
  }

  Fleet.@Nullable ApplicationView remove(String id) {
    return byId.remove(id);
  }

  /** All of them as they are now, by name and id. */
  List<Fleet.ApplicationView> views(Instant now) {
    return byId.values().stream()
        .map(view -> view.at(now, staleAfter(view)))
        .map(view -> view.from(shares.of(view)))
        .sorted(
            Comparator.comparing((Fleet.ApplicationView view) -> view.application().name())
                .thenComparing(view -> view.application().id()))
        .toList();
  }

  private Duration staleAfter(Fleet.ApplicationView view) {
    return isPushed(view.snapshot()) ? freshness.ofPushed() : freshness.of(view.source());
  }

  private static boolean isPushed(@Nullable ApplicationSnapshot snapshot) {
    return snapshot != null && snapshot.source() == SourceKind.LISTENER;
  }

  /**
   * Takes in a reading.
   *
   * @param earlier the last one before the application was held for ended, or null
   */
  void judged(Observation.Judged judged, @Nullable ApplicationSnapshot earlier, Instant now) {
    ApplicationSnapshot snapshot = judged.snapshot();
    Application application = snapshot.application();
    boolean pushed = isPushed(snapshot);
    byId.put(
        application.id(),
        new Fleet.ApplicationView(
            application,
            pushed
                ? PushedSnapshot.PREFIX + application.id()
                : Objects.requireNonNullElse(application.uiUrl(), ""),
            pushed ? now : snapshot.takenAt(),
            snapshot,
            judged.report(),
            judged.thresholds(),
            null,
            null,
            sourceChangedAt(snapshot, earlier, now),
            List.of()));
  }

  private @Nullable Instant sourceChangedAt(
      ApplicationSnapshot read, @Nullable ApplicationSnapshot earlier, Instant now) {
    Fleet.ApplicationView view = byId.get(read.application().id());
    ApplicationSnapshot before = view == null ? earlier : view.snapshot();
    if (before != null && before.source() != read.source()) {
      return now;
    }
    return view == null ? null : view.sourceChangedAt();
  }

  /**
   * Takes in that an application could not be read.
   *
   * @param since when that began
   */
  void blind(Application application, Observation.Blind blind, Instant since) {
    Fleet.ApplicationView view = byId.get(application.id());
    if (view == null) {
      view =
          new Fleet.ApplicationView(
              application, blind.source(), null, null, null, null, null, null, null, List.of());
    }
    byId.put(application.id(), view.failed(blind.source(), blind.why(), since));
  }
}
