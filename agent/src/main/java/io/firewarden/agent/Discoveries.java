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
package io.firewarden.agent;

import io.firewarden.agent.config.Sources;
import io.firewarden.agent.config.Sources.MasterGroup;
import io.firewarden.agent.config.YarnSource;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.DriverFile;
import io.firewarden.agent.discovery.LocalDrivers;
import io.firewarden.agent.discovery.StandaloneMasters;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.discovery.history.HistoryServer;
import io.firewarden.agent.discovery.yarn.YarnResourceManagers;
import io.firewarden.agent.source.RestClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The places where applications are looked for, made from the configuration. Who asks them closes
 * them.
 */
final class Discoveries {
  /** How long a port of this host may take to answer. */
  private static final Duration LOCAL = Duration.ofSeconds(2);

  private Discoveries() {}

  /** The places that are configured; nothing is asked yet. */
  static List<Discovery> of(Sources sources, RestClient client, InstantSource clock) {
    List<Discovery> all = new ArrayList<>();
    if (!sources.drivers().isEmpty()) {
      all.add(new StaticDrivers(sources.drivers()));
    }
    if (sources.driverFile() != null) {
      all.add(new DriverFile(sources.driverFile(), clock));
    }
    if (sources.localPorts() != null) {
      all.add(new LocalDrivers(client, sources.localPorts(), LOCAL));
    }
    for (MasterGroup group : sources.standaloneMasters()) {
      all.add(
          new StandaloneMasters(client, group.masters(), sources.driverPorts(), sources.drivers()));
    }
    for (URI server : sources.historyServers()) {
      all.add(new HistoryServer(client, server, clock));
    }
    for (YarnSource cluster : sources.yarn()) {
      all.add(new YarnResourceManagers(client, cluster, clock));
    }
    return all;
  }
}
