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
package io.firewarden.agent.soak;

import io.firewarden.agent.config.AgentConfig.PortRange;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.StandaloneMasters;
import io.firewarden.agent.poll.Clockwork;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import io.firewarden.agent.source.SnapshotSource;
import io.firewarden.model.SourceKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The applications that there are now, the lists that have them, and their drivers. */
final class Town implements AutoCloseable {
  static final String LIST = "http://list.example:8088";
  static final String HISTORY = "http://history.example:18080";
  private static final URI SHARED = URI.create("http://shared.example:4040");
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Set<Kind> SERVED = Set.of(Kind.IS_SERVED, Kind.HANGS, Kind.REFUSES);

  private final Clockwork clock;
  private final RestClient client;
  private final RestClient hasty;
  private final WebServers servers;
  private final Map<String, Life> lives = new LinkedHashMap<>();
  private final Map<String, Life> byAddress = new LinkedHashMap<>();
  private int born;

  /**
   * @param hasty a client for drivers that hang
   */
  Town(Clockwork clock, RestClient client, RestClient hasty) {
    this.clock = clock;
    this.client = client;
    this.hasty = hasty;
    this.servers = new WebServers(clock);
  }

  /** Those that are not forgotten yet. */
  Collection<Life> lives() {
    return lives.values();
  }

  int born() {
    return born;
  }

  /** Another application is submitted. */
  void bear() {
    Life life = new Life(born++, clock.instant());
    lives.put(life.id(), life);
    if (life.kind() == Kind.IS_BEHIND_A_MASTER) {
      servers.join(life);
    }
  }

  /** Sees to what time has brought: what is over and not listed any more is dropped. */
  void step() {
    Instant now = clock.instant();
    for (Life life : lives.values()) {
      if (life.isOver(now)) {
        servers.end(life);
      } else if (!SERVED.contains(life.kind())) {
        byAddress.put(life.address(now), life);
      }
    }
    Stream.of(lives, byAddress).forEach(all -> all.values().removeIf(one -> forgets(one, now)));
  }

  private boolean forgets(Life life, Instant now) {
    if (life.isForgotten(now)) {
      servers.forget(life);
      return true;
    }
    return false;
  }

  List<Discovery> discoveries() {
    // No port is searched but one at which nobody listens.
    Discovery master =
        new StandaloneMasters(client, List.of(servers.masterUrl()), new PortRange(1, 1), List.of());
    return List.of(
        master,
        new Told(LIST, this::list),
        new Told(HISTORY, this::history),
        new Told("", this::addresses));
  }

  /** A discovery that tells what there is now. */
  private final class Told implements Discovery {
    private final String name;
    private final Function<Instant, Discovered> look;

    Told(String name, Function<Instant, Discovered> look) {
      this.name = name;
      this.look = look;
    }

    @Override
    public Discovered discover() {
      return look.apply(clock.instant());
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void close() {}
  }

  private Discovered list(Instant now) {
    List<Discovered.Driver> drivers = new ArrayList<>();
    List<Discovered.Unlocated> unlocated = new ArrayList<>();
    List<Discovered.Pending> pending = new ArrayList<>();
    List<Discovered.Ended> ended = new ArrayList<>();
    for (Life life : lives.values()) {
      String page = LIST + "/" + life.id();
      if (!life.kind().isListed() || (life.isOver(now) && !life.kind().endIsListed())) {
        continue;
      }
      if (life.isOver(now)) {
        ended.add(new Discovered.Ended(life.application(null), life.ending(LIST)));
      } else if (life.isWaiting(now)) {
        pending.add(new Discovered.Pending(life.application(null), page, "no room yet"));
      } else if (life.kind() == Kind.HAS_NO_ADDRESS) {
        unlocated.add(new Discovered.Unlocated(life.application(null), page, "it tells none"));
      } else {
        URI address =
            SERVED.contains(life.kind()) ? servers.open(life) : URI.create(life.address(now));
        drivers.add(new Discovered.Driver(address, life.application(null), life.facts()));
      }
    }
    return new Discovered.Found(drivers, unlocated, pending, ended, true);
  }

  private Discovered history(Instant now) {
    List<Discovered.Ended> ended =
        lives.values().stream()
            .filter(life -> life.kind().isInTheHistory() && life.isOver(now))
            .map(life -> new Discovered.Ended(life.application(null), life.ending(HISTORY)))
            .toList();
    return new Discovered.Found(List.of(), List.of(), List.of(), ended, false);
  }

  private Discovered addresses(Instant now) {
    List<Discovered.Driver> drivers = new ArrayList<>();
    if (lives.values().stream().anyMatch(life -> life.kind() == Kind.SHARES_AN_ADDRESS)) {
      drivers.add(new Discovered.Driver(SHARED, null));
    }
    for (Life life : lives.values()) {
      if (life.kind().isAtAnAddress() && life.isRunning(now)) {
        drivers.add(new Discovered.Driver(URI.create(life.address(now)), null));
      }
    }
    return new Discovered.Found(drivers, List.of(), List.of(), List.of(), true);
  }

  /** What reads the driver at an address. */
  SnapshotSource source(URI address) {
    if (address.getHost().equals("127.0.0.1")) {
      return new RestSource(isHanging(address) ? hasty : client, address, DEADLINE, clock);
    }
    String url = address.toString();
    return new SnapshotSource() {
      @Override
      public Reading read(Function<String, Duration> taskLimit) {
        Instant now = clock.instant();
        Life life = byAddress.get(url);
        return life != null && life.isReadable(now)
            ? new Reading.Read(life.snapshot(now, SourceKind.REST, url))
            : new Reading.Unavailable(url + " does not answer");
      }

      @Override
      public String name() {
        return url;
      }
    };
  }

  private boolean isHanging(URI address) {
    Instant now = clock.instant();
    return lives.values().stream()
        .anyMatch(
            life ->
                life.kind() == Kind.HANGS
                    && life.isRunning(now)
                    && servers.open(life).equals(address));
  }

  @Override
  public void close() {
    servers.close();
  }
}
