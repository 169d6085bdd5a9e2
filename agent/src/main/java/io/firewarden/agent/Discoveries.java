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

import static java.util.stream.Collectors.toSet;

import io.firewarden.agent.config.Sources;
import io.firewarden.agent.config.Sources.MasterGroup;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.StandaloneMaster;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.source.RestClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All places where applications are looked for, made from the configuration.
 *
 * @param all one for each configured place
 * @param awaited the addresses that must have been tried before what is missing means anything
 */
record Discoveries(List<Discovery> all, Set<String> awaited) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Discoveries.class);

  Discoveries {
    all = List.copyOf(all);
    awaited = Set.copyOf(awaited);
  }

  /** The places that are configured; nothing is asked yet. */
  static Discoveries of(Sources sources, RestClient client) {
    List<Discovery> all = new ArrayList<>();
    if (!sources.drivers().isEmpty()) {
      all.add(new StaticDrivers(sources.drivers()));
    }
    Set<String> hosts =
        sources.drivers().stream().map(URI::getHost).filter(Objects::nonNull).collect(toSet());
    for (MasterGroup group : sources.standaloneMasters()) {
      for (URI master : group.masters()) {
        all.add(new StandaloneMaster(client, master, sources.driverPorts(), hosts));
      }
    }
    Set<String> awaited = new LinkedHashSet<>();
    for (URI driver : sources.drivers()) {
      awaited.add(RestClient.shown(driver));
    }
    all.stream().map(Discovery::name).filter(name -> !name.isEmpty()).forEach(awaited::add);
    return new Discoveries(all, awaited);
  }

  /** Lets all of them go, whatever one of them throws. */
  @Override
  public void close() {
    for (Discovery discovery : all) {
      try {
        discovery.close();
      } catch (RuntimeException e) {
        log.warn("the look for applications at {} could not be ended", discovery.name(), e);
      }
    }
  }
}
