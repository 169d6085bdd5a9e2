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
package io.firewarden.agent.discovery;

import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import io.firewarden.agent.source.UnreadableException.Kind;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Spark UIs on the loopback address of this host, in a range of ports: what a sidecar watches
 * that was told nothing else. That nobody listens there is no fault. A port is asked again at each
 * look; one that is refused costs next to nothing.
 */
public final class LocalDrivers implements Discovery {
  private static final String HOST = "http://127.0.0.1:";
  private static final int MAX_PORTS = 256;

  private final RestClient client;
  private final PortRange ports;
  private final Duration patience;
  private final SortedMap<Integer, Discovered.Driver> known = new TreeMap<>();
  private final List<Discovered.Ended> ended = new ArrayList<>();

  /**
   * @param patience how long to wait for one port; what listens there may be anything
   */
  public LocalDrivers(RestClient client, PortRange ports, Duration patience) {
    this.client = client;
    this.ports = ports;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "127.0.0.1:" + ports.first() + "-" + ports.last();
  }

  @Override
  public Discovered discover() {
    long end = System.nanoTime() + patience.multipliedBy(4).toNanos();
    int last = Math.min(ports.last(), ports.first() + MAX_PORTS - 1);
    for (int port = ports.first(); port <= last; port++) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative()) {
        break; // what listens on the ports before does not answer; the others stay as they were
      }
      ask(port, left.compareTo(patience) < 0 ? left : patience);
    }
    List<Discovered.Driver> drivers = List.copyOf(known.values());
    List<Discovered.Ended> over = List.copyOf(ended);
    ended.clear();
    return new Discovered.Found(drivers, List.of(), List.of(), over, true);
  }

  private void ask(int port, Duration within) {
    URI address = URI.create(HOST + port);
    try {
      ListedApplication[] listed =
          client.get(
              URI.create(address + "/api/v1/applications"), ListedApplication[].class, within);
      put(port, driver(address, listed), address + " has another application now");
    } catch (UnreadableException e) {
      if (e.kind() == Kind.REFUSED) {
        put(
            port,
            null,
            "nobody listens at "
                + address
                + " any more: its SparkContext was stopped,"
                + " or its process is gone");
      }
      // Whoever is there still, but does not answer as before, may only be busy.
    }
  }

  private void put(int port, Discovered.@Nullable Driver driver, String why) {
    Discovered.Driver before = driver == null ? known.remove(port) : known.put(port, driver);
    Application old = before == null ? null : before.application();
    if (old != null && known.values().stream().noneMatch(other -> has(other, old.id()))) {
      Ending ending = new Ending(FinalStatus.UNKNOWN, null, why, HOST + port);
      ended.add(new Discovered.Ended(old, ending));
    }
  }

  private static boolean has(Discovered.Driver driver, String id) {
    return driver.application() != null && driver.application().id().equals(id);
  }

  private static Discovered.@Nullable Driver driver(URI address, ListedApplication[] listed) {
    ListedApplication only = listed.length == 1 ? listed[0] : null;
    ListedApplication.Attempt attempt = only == null ? null : only.newest();
    if (only == null || attempt == null || attempt.completed()) {
      return null;
    }
    return new Discovered.Driver(address, only.application(attempt));
  }
}
