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
package io.firewarden.agent.poll;

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.model.Application;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The applications that one discovery says run, but whose drivers were not found. */
final class Sought {
  /** Looks in which an application may be on its way up, before its UI answers. */
  private static final int STARTING_LOOKS = 4;

  private static final Logger log = LoggerFactory.getLogger(Sought.class);

  private record Lost(Application application, String page, Complaint complaint) {}

  private final PollContext context;
  private final Map<String, Lost> lost = new HashMap<>();

  Sought(PollContext context) {
    this.context = context;
  }

  /** It was not found, which is told unless another source tells of it. */
  void missing(Discovered.Unlocated unlocated) {
    Application application = unlocated.application();
    if (context.owners().containsKey(application.id())) {
      found(application.id());
      lost.put(application.id(), lost(unlocated));
      return;
    }
    lost.computeIfAbsent(application.id(), id -> lost(unlocated))
        .complaint()
        .failed(unlocated.why());
    context.tell(
        new Observation.Blind(
            unlocated.page(),
            context.listings().joined(application),
            unlocated.why(),
            context.now()));
  }

  private static Lost lost(Discovered.Unlocated unlocated) {
    return new Lost(unlocated.application(), unlocated.page(), new Complaint(log, STARTING_LOOKS));
  }

  /** It was found. */
  void found(String id) {
    Lost entry = over(id);
    if (entry != null) {
      entry.complaint().worked(entry.page());
    }
  }

  /** It has ended, or is not listed any more. */
  void drop(String id) {
    over(id);
  }

  private @Nullable Lost over(String id) {
    Lost entry = lost.remove(id);
    if (entry != null && entry.complaint().failures() > 0) {
      // Nobody was asked at a page, and nobody will be: only that it was not found was told.
      context.tell(new Observation.SourceRead(entry.page(), context.now()));
      context.tell(new Observation.Gone(entry.page()));
    }
    return entry;
  }

  /** Gives all of them up because the configuration has changed; says what that leaves behind. */
  List<LeftBehind> retire() {
    List<LeftBehind> left =
        lost.values().stream().map(one -> new LeftBehind(one.page(), one.application())).toList();
    lost.clear();
    return left;
  }

  /** All of them, by id. */
  Map<String, Application> all() {
    Map<String, Application> all = new HashMap<>();
    lost.forEach((id, entry) -> all.put(id, entry.application()));
    return all;
  }
}
