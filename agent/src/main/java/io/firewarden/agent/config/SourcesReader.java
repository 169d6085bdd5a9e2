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
package io.firewarden.agent.config;

import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.config.Sources.MasterGroup;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the configuration that says where applications are. */
final class SourcesReader {
  /** How "do not look at this host's ports" is written out. */
  private static final String NOWHERE = "none";

  private SourcesReader() {}

  /**
   * Reads the section.
   *
   * @param pushed whether the agent is made ready for applications that push: then no source at all
   *     does not mean that it is a sidecar that was told nothing
   */
  static Sources read(ConfigSection section, boolean pushed) {
    List<URI> drivers = section.urls("drivers");
    Path driverFile = section.path("driver-file", null);
    List<MasterGroup> masters =
        section.urlGroups("standalone-masters").stream().map(MasterGroup::new).toList();
    PortRange driverPorts = section.ports("driver-ports", PortRange.SPARK_UI);
    List<URI> historyServers = section.urls("history-servers");
    List<YarnSource> yarn = yarn(section);
    List<KubernetesSource> kubernetes = KubernetesReader.read(section);
    PortRange localPorts = localPorts(section);
    section.refuseUnknownKeys();
    Sources sources =
        new Sources(
            drivers,
            driverFile,
            localPorts,
            masters,
            driverPorts,
            historyServers,
            yarn,
            kubernetes);
    boolean nothingIsSaid = sources.isEmpty() && !section.has("local-ports") && !pushed;
    return nothingIsSaid ? Sources.LOCAL : sources;
  }

  private static List<YarnSource> yarn(ConfigSection section) {
    List<YarnSource> clusters = new ArrayList<>();
    for (ConfigSection entry : section.sections("yarn")) {
      List<URI> managers = entry.urls("resource-managers");
      URI webProxy = entry.url("web-proxy", null);
      if (!entry.has("resource-managers")) {
        entry.fault("resource-managers", "is missing; it names at least one URL");
      } else if (entry.isEmptyList("resource-managers")) {
        entry.fault("resource-managers", "must name at least one URL, but is an empty list");
      }
      entry.refuseUnknownKeys();
      if (!managers.isEmpty()) {
        clusters.add(new YarnSource(managers, webProxy));
      }
    }
    return clusters;
  }

  private static @Nullable PortRange localPorts(ConfigSection section) {
    if (!section.has("local-ports")) {
      return null;
    }
    if (NOWHERE.equals(section.raw("local-ports"))) {
      section.show("local-ports");
      return null;
    }
    return section.ports("local-ports", PortRange.SPARK_UI);
  }
}
