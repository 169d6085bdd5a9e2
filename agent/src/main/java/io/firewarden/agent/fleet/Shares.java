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

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.PushedSnapshot;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Which source gives what to what is shown of each application. Not thread-safe. */
final class Shares {
  private final Map<String, Map<String, Application>> listed = new HashMap<>();

  /** A discovery lists an application. */
  void listed(String source, Application application) {
    listed.computeIfAbsent(application.id(), id -> new TreeMap<>()).put(source, application);
  }

  /** A discovery does not list it any more. */
  void unlisted(String source, String id) {
    Map<String, Application> sources = listed.get(id);
    if (sources != null) {
      sources.remove(source);
      if (sources.isEmpty()) {
        listed.remove(id);
      }
    }
  }

  /** The sources of an application that runs; the one that gives its figures first. */
  List<SourceShare> of(Fleet.ApplicationView view) {
    Map<String, Application> lists = listed.getOrDefault(view.application().id(), Map.of());
    List<SourceShare> shares = new ArrayList<>();
    ApplicationSnapshot snapshot = view.snapshot();
    if (snapshot != null) {
      boolean pushed = snapshot.source() == SourceKind.LISTENER;
      String uiUrl = snapshot.application().uiUrl();
      Set<SourceShare.Fact> gives = EnumSet.of(SourceShare.Fact.FIGURES);
      if (hasOthers(snapshot.application(), lists)) {
        gives.add(SourceShare.Fact.LABELS);
      }
      shares.add(
          new SourceShare(
              pushed
                  ? PushedSnapshot.PREFIX + view.application().id()
                  : Objects.requireNonNullElse(uiUrl, view.source()),
              pushed ? SourceShare.Kind.PUSH : SourceShare.Kind.DRIVER,
              gives));
    }
    shares.addAll(lists(lists));
    return List.copyOf(shares);
  }

  /** The sources of an application that waits. */
  List<SourceShare> ofPending(String id) {
    return List.copyOf(lists(listed.getOrDefault(id, Map.of())));
  }

  private static List<SourceShare> lists(Map<String, Application> lists) {
    List<SourceShare> shares = new ArrayList<>();
    lists.forEach(
        (source, application) -> {
          Set<SourceShare.Fact> gives = EnumSet.of(SourceShare.Fact.STATE);
          if (!application.labels().isEmpty()) {
            gives.add(SourceShare.Fact.LABELS);
          }
          shares.add(new SourceShare(source, SourceShare.Kind.DISCOVERY, gives));
        });
    return shares;
  }

  /** Whether it has labels that none of the lists tells. */
  private static boolean hasOthers(Application application, Map<String, Application> lists) {
    return application.labels().entrySet().stream()
        .anyMatch(
            label ->
                lists.values().stream()
                    .noneMatch(list -> label.getValue().equals(list.labels().get(label.getKey()))));
  }

  /** The same sources, with the one that said how the application ended. */
  static List<SourceShare> withVerdict(List<SourceShare> shares, String source) {
    List<SourceShare> all = new ArrayList<>();
    boolean found = false;
    for (SourceShare share : shares) {
      Set<SourceShare.Fact> gives = EnumSet.copyOf(share.gives());
      if (share.source().equals(source)) {
        gives.add(SourceShare.Fact.VERDICT);
        found = true;
      }
      all.add(new SourceShare(share.source(), share.kind(), gives));
    }
    if (!found) {
      all.add(new SourceShare(source, kind(source), Set.of(SourceShare.Fact.VERDICT)));
    }
    return List.copyOf(all);
  }

  private static SourceShare.Kind kind(String source) {
    if (source.equals(Ending.AGENT)) {
      return SourceShare.Kind.AGENT;
    }
    return source.startsWith(PushedSnapshot.PREFIX)
        ? SourceShare.Kind.PUSH
        : SourceShare.Kind.DISCOVERY;
  }
}
