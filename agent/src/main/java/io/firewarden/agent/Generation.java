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
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.http.metrics.AgentMetrics;
import io.firewarden.agent.poll.Place;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is made from one configuration and replaced with it.
 *
 * @param config the configuration
 * @param client asks the sources
 * @param keys of all places where it looks
 * @param made the places among them that it has made; the others are of earlier ones
 */
record Generation(AgentConfig config, RestClient client, Set<Object> keys, List<Place> made) {

  /** How many answers of one poll may take all the time that one may take. */
  private static final int SLOW_ANSWERS = 4;

  /**
   * Makes what a configuration needs and is not there yet; begins nothing. What it has made is let
   * go again when something cannot be made.
   *
   * @param kept the keys of the places that are there
   * @param client asks for what is made
   */
  static Generation of(
      AgentConfig config,
      Set<Object> kept,
      RestClient client,
      AgentMetrics metrics,
      InstantSource clock) {
    Discoveries planned = Discoveries.of(config, clock);
    Duration deadline = config.poll().timeout().multipliedBy(SLOW_ANSWERS);
    List<Place> made = new ArrayList<>();
    try {
      for (Object key : planned.keys()) {
        if (!kept.contains(key)) {
          Discovery discovery = planned.make(key, client);
          made.add(
              new Place(
                  key,
                  metrics.timed(discovery),
                  (URI driver) -> metrics.timed(new RestSource(client, driver, deadline, clock))));
        }
      }
    } catch (RuntimeException e) {
      made.forEach(place -> place.discovery().close());
      throw e;
    }
    return new Generation(config, client, planned.keys(), made);
  }

  static RestClient client(AgentConfig config) {
    return RestClient.of(config);
  }
}
