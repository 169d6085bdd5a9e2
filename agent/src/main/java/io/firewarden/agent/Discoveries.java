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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.config.KubernetesSource;
import io.firewarden.agent.config.Sources;
import io.firewarden.agent.config.Sources.MasterGroup;
import io.firewarden.agent.config.YarnSource;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.DriverFile;
import io.firewarden.agent.discovery.LocalDrivers;
import io.firewarden.agent.discovery.StandaloneMasters;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.discovery.history.HistoryServer;
import io.firewarden.agent.discovery.kubernetes.KubernetesPods;
import io.firewarden.agent.discovery.yarn.YarnResourceManagers;
import io.firewarden.agent.source.RestClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** All places where applications are looked for, as the configuration names them. */
final class Discoveries {
  /** How long a port of this host may take to answer. */
  private static final Duration LOCAL = Duration.ofSeconds(2);

  private final Object shared;
  private final Map<Object, Function<RestClient, Discovery>> byKey = new LinkedHashMap<>();

  private Discoveries(Object shared) {
    this.shared = shared;
  }

  /** The places that are configured; none is made yet. */
  static Discoveries of(AgentConfig config, InstantSource clock) {
    Sources sources = config.sources();
    // How it is asked is part of what a place is: it is made anew when that changes.
    Discoveries all = new Discoveries(List.of(config.poll(), config.access()));
    for (URI driver : sources.drivers()) {
      all.add(List.of("driver", driver), client -> new StaticDrivers(List.of(driver)));
    }
    Path file = sources.driverFile();
    if (file != null) {
      all.add(List.of("file", file), client -> new DriverFile(file, clock));
    }
    PortRange local = sources.localPorts();
    if (local != null) {
      all.add(List.of("local", local), client -> new LocalDrivers(client, local, LOCAL));
    }
    PortRange ports = sources.driverPorts();
    for (MasterGroup group : sources.standaloneMasters()) {
      List<URI> masters = group.masters();
      all.add(
          List.of("standalone", masters, ports, sources.drivers()),
          client -> new StandaloneMasters(client, masters, ports, sources.drivers()));
    }
    for (URI server : sources.historyServers()) {
      all.add(List.of("history", server), client -> new HistoryServer(client, server, clock));
    }
    for (YarnSource cluster : sources.yarn()) {
      all.add(List.of("yarn", cluster), client -> new YarnResourceManagers(client, cluster, clock));
    }
    for (KubernetesSource cluster : sources.kubernetes()) {
      for (Discovery part : KubernetesPods.of(cluster, clock)) {
        all.add(List.of("kubernetes", cluster, part.name()), client -> part);
      }
    }
    return all;
  }

  /**
   * @param settings all that the place is made from
   * @param make makes it; must not ask anybody yet
   */
  private void add(List<?> settings, Function<RestClient, Discovery> make) {
    byKey.put(List.of(settings, shared), make);
  }

  /** A key for each place; two are equal when the places are the same. */
  Set<Object> keys() {
    return byKey.keySet();
  }

  /** Makes the place of that key. */
  Discovery make(Object key, RestClient client) {
    return Objects.requireNonNull(byKey.get(key), "key").apply(client);
  }
}
