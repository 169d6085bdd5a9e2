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
import io.firewarden.agent.discovery.MasterJson.App;
import io.firewarden.agent.discovery.MasterJson.DriverInfo;
import io.firewarden.agent.discovery.MasterJson.Master;
import io.firewarden.agent.discovery.MasterJson.WorkerInfo;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The applications that the masters of one standalone cluster list at {@code /json/}. One of them
 * leads; the others, and one that recovers, list nothing, which says nothing about what runs. Where
 * a driver is, is looked up once for each application; see {@link DriverLocator}.
 */
public final class StandaloneMasters implements Discovery {
  /** Looks in which the next leader may recover what the last one knew: two minutes by default. */
  private static final int MAX_LEADERLESS = 8;

  private final RestClient client;
  private final List<String> bases;
  private final PortRange ports;
  private final List<String> moreHosts;
  private final Map<String, URI> located = new HashMap<>();
  private final ClusterDrivers clusterDrivers;
  private int leader;
  private int leaderless;

  /**
   * @param masters the URLs of the web UIs of one cluster's masters
   * @param ports where Spark UIs are looked for
   * @param neighbours addresses on whose hosts drivers may be, besides the masters' own
   */
  public StandaloneMasters(
      RestClient client, List<URI> masters, PortRange ports, Collection<URI> neighbours) {
    this.client = client;
    this.bases = masters.stream().map(RestClient::shown).map(StandaloneMasters::base).toList();
    this.ports = ports;
    this.moreHosts = neighbours.stream().map(DriverLocator::host).distinct().toList();
    this.clusterDrivers = new ClusterDrivers(client);
  }

  @Override
  public String name() {
    return String.join(",", bases);
  }

  @Override
  public Discovered discover() {
    List<String> states = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < bases.size(); i++) {
      int asked = (leader + i) % bases.size(); // the one that led comes first
      String base = bases.get(asked);
      try {
        Master master = client.get(URI.create(base + "/json/"), Master.class);
        if (master.status() == null || master.activeapps() == null) {
          faults.add(base + "/json/ has no status or no activeapps; expected a standalone master");
        } else if (master.leads()) {
          leader = asked;
          leaderless = 0;
          return found(base, master, master.activeapps());
        } else {
          states.add(base + " is " + master.status());
        }
      } catch (UnreadableException e) {
        faults.add(e.why());
      }
    }
    return leaderless(states, faults);
  }

  private Discovered leaderless(List<String> states, List<String> faults) {
    leaderless++;
    if (!states.isEmpty() && leaderless <= MAX_LEADERLESS) {
      return new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false);
    }
    List<String> all = new ArrayList<>(faults);
    if (!states.isEmpty()) {
      all.add(0, "no master leads: " + String.join(", ", states) + "; expected one to be ALIVE");
    }
    return new Discovered.Unavailable(String.join("; ", all));
  }

  private Discovered.Found found(String base, Master master, List<App> activeApps) {
    List<Application> active = activeApps.stream().flatMap(StandaloneMasters::application).toList();
    Set<String> activeIds = active.stream().map(Application::id).collect(Collectors.toSet());
    located.keySet().retainAll(activeIds);
    DriverLocator locator = new DriverLocator(client, base, ports);
    Set<String> hosts = hosts(master);
    List<Discovered.Driver> drivers = new ArrayList<>();
    List<Discovered.Unlocated> unlocated = new ArrayList<>();
    for (Application application : active) {
      String id = application.id();
      if (!located.containsKey(id)) {
        Optional<URI> address = locator.locate(id, master.workers(), hosts);
        address.ifPresent(uri -> located.put(id, uri));
      }
      URI address = located.get(id);
      if (address != null) {
        drivers.add(new Discovered.Driver(address, application));
      } else {
        String why =
            "the master "
                + base
                + " lists "
                + id
                + " as running, but "
                + locator.searched(id, hosts);
        unlocated.add(new Discovered.Unlocated(application, base + "/app/?appId=" + id, why));
      }
    }
    clusterDrivers.join(master, located);
    List<Discovered.Pending> pending = clusterDrivers.pending(master, base + "/");
    List<Discovered.Ended> ended = new ArrayList<>();
    for (App app : master.completedapps()) {
      if (!activeIds.contains(app.id())) {
        Ending ending = ending(app, master, base);
        application(app).map(of -> new Discovered.Ended(of, ending)).forEach(ended::add);
      }
    }
    ended.addAll(clusterDrivers.ended(master, base));
    return new Discovered.Found(drivers, unlocated, pending, ended, true);
  }

  /** Hosts of which a driver may be on one, when its executors do not tell. */
  private Set<String> hosts(Master master) {
    Set<String> hosts = new LinkedHashSet<>();
    bases.forEach(base -> hosts.add(DriverLocator.host(URI.create(base))));
    hosts.addAll(moreHosts);
    Set<String> inClusterMode =
        master.activedrivers().stream()
            .map(DriverInfo::worker)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    for (WorkerInfo worker : master.workers()) {
      if (worker.host() != null && inClusterMode.contains(worker.id())) {
        hosts.add(worker.host().contains(":") ? "[" + worker.host() + "]" : worker.host());
      }
    }
    hosts.removeIf(host -> !host.matches("\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+"));
    return hosts;
  }

  private static Stream<Application> application(@Nullable App app) {
    if (app == null || app.id() == null || !app.id().matches("[A-Za-z0-9_.-]{1,200}")) {
      return Stream.empty();
    }
    return Stream.of(
        new Application(
            app.id(),
            Objects.requireNonNullElse(app.name(), ""),
            Objects.requireNonNullElse(app.user(), ""),
            "",
            false,
            null,
            Instant.ofEpochMilli(app.starttime()),
            null));
  }

  /**
   * How an application ended: by how its driver did, if that ran in the cluster and is known; else
   * by what the master says. That is little. FINISHED is told of every application that takes its
   * leave, also when its main method then throws, and of every one whose driver's connection drops,
   * also when it was killed by SIGKILL or its host is gone. FAILED is one whose executors failed
   * again and again; KILLED is one that was ended from the master's pages.
   */
  private Ending ending(App app, Master master, String base) {
    Instant at = app.duration() > 0 ? Instant.ofEpochMilli(app.starttime() + app.duration()) : null;
    Ending known = clusterDrivers.ending(app, at, master, base);
    if (known != null) {
      return known;
    }
    String state = Objects.requireNonNullElse(app.state(), "");
    String told = state.isEmpty() ? "" : "the master tells the state " + state;
    return switch (state) {
      case "FINISHED" ->
          new Ending(FinalStatus.UNKNOWN, at, told + ", as of every driver that is gone", base);
      case "FAILED" ->
          new Ending(FinalStatus.FAILED, at, told + ": its executors failed too often", base);
      case "KILLED" -> new Ending(FinalStatus.KILLED, at, told, base);
      default -> new Ending(FinalStatus.UNKNOWN, at, told, base);
    };
  }

  private static String base(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
