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
package io.firewarden.agent.discovery.yarn;

import io.firewarden.agent.discovery.yarn.YarnJson.ClusterInfo;
import io.firewarden.agent.discovery.yarn.YarnJson.InfoAnswer;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of a cluster's ResourceManagers is the active one. That which was is asked first. When only
 * a standby answers, that is taken: it redirects to the active one, which need not be configured.
 */
final class ActiveManager {
  private final RestClient client;
  private final List<String> bases;
  private int first;
  private String why = "";

  /**
   * A ResourceManager to be asked.
   *
   * @param base its URL without a slash at the end
   * @param startedOn when it was started, in milliseconds by its own clock
   */
  record Manager(String base, long startedOn) {}

  ActiveManager(RestClient client, List<URI> managers) {
    this.client = client;
    this.bases =
        managers.stream().map(uri -> RestClient.shown(uri).replaceFirst("/+$", "")).toList();
  }

  /** The URL of that which was configured first: a name for all of them that stays. */
  String name() {
    return bases.get(0);
  }

  /** Asks them until the active one is found. */
  Optional<Manager> find(Deadline end) {
    List<String> complaints = new ArrayList<>();
    Manager standby = null;
    for (int i = 0; i < bases.size(); i++) {
      int index = (first + i) % bases.size();
      String base = bases.get(index);
      try {
        ClusterInfo info =
            client
                .get(URI.create(base + "/ws/v1/cluster/info"), InfoAnswer.class, end.left())
                .clusterInfo();
        if (info == null) {
          complaints.add(
              base + "/ws/v1/cluster/info has no clusterInfo; expected a YARN ResourceManager");
        } else if (info.haState() == null || info.haState().equals("ACTIVE")) {
          first = index;
          why = "";
          return Optional.of(new Manager(base, info.startedOn()));
        } else {
          complaints.add(base + " is " + info.haState());
          standby = standby == null ? new Manager(base, info.startedOn()) : standby;
        }
      } catch (UnreadableException e) {
        complaints.add(e.why());
      }
    }
    why = String.join("; ", complaints);
    return Optional.ofNullable(standby);
  }

  /** Why the last {@link #find} did not find the active one; empty when it did. */
  String why() {
    return why;
  }
}
