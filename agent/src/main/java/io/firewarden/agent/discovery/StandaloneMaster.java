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
 * The applications that a standalone master lists at {@code /json/}. Where a driver is, is looked
 * up once for each application; see {@link DriverLocator}.
 */
public final class StandaloneMaster implements Discovery {
  private final RestClient client;
  private final String base;
  private final PortRange ports;
  private final List<String> moreHosts;
  private final Map<String, URI> located = new HashMap<>();

  /**
   * @param master the URL of its web UI
   * @param ports where Spark UIs are looked for
   * @param moreHosts hosts on which drivers may be, besides the master's own
   */
  public StandaloneMaster(
      RestClient client, URI master, PortRange ports, Collection<String> moreHosts) {
    this.client = client;
    String url = RestClient.shown(master);
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.ports = ports;
    this.moreHosts = List.copyOf(moreHosts);
  }

  @Override
  public String name() {
    return base;
  }

  @Override
  public Discovered discover() {
    try {
      Master master = client.get(URI.create(base + "/json/"), Master.class);
      if (master.status() == null || master.activeapps() == null) {
        return new Discovered.Unavailable(
            base + "/json/ has no status or no activeapps; expected a standalone master");
      }
      if (!"ALIVE".equals(master.status())) {
        // A standby master, or one that recovers, lists nothing: that says nothing about what runs.
        return new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false);
      }
      return found(master, master.activeapps());
    } catch (UnreadableException e) {
      return new Discovered.Unavailable(e.why());
    }
  }

  private Discovered.Found found(Master master, List<App> activeApps) {
    List<Application> active = activeApps.stream().flatMap(StandaloneMaster::application).toList();
    Set<String> activeIds = active.stream().map(Application::id).collect(Collectors.toSet());
    located.keySet().retainAll(activeIds);
    DriverLocator locator = new DriverLocator(client, base, ports);
    List<WorkerInfo> workers = orEmpty(master.workers());
    Set<String> hosts = hosts(master, workers);
    List<Discovered.Driver> drivers = new ArrayList<>();
    List<Discovered.Unlocated> unlocated = new ArrayList<>();
    for (Application application : active) {
      String id = application.id();
      if (!located.containsKey(id)) {
        Optional<URI> address = locator.locate(id, workers, hosts);
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
    List<Discovered.Ended> ended =
        orEmpty(master.completedapps()).stream()
            .filter(app -> !activeIds.contains(app.id()))
            .flatMap(app -> application(app).map(of -> new Discovered.Ended(of, ending(app))))
            .toList();
    return new Discovered.Found(drivers, unlocated, List.of(), ended, true);
  }

  /** Hosts of which a driver may be on one, when its executors do not tell. */
  private Set<String> hosts(Master master, List<WorkerInfo> workers) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(DriverLocator.host(URI.create(base)));
    hosts.addAll(moreHosts);
    Set<String> inClusterMode =
        orEmpty(master.activedrivers()).stream()
            .map(DriverInfo::worker)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    for (WorkerInfo worker : workers) {
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
   * What a master says of the end. FINISHED is an application that took its leave, also when its
   * main method then threw; FAILED is one whose executors failed again and again, or whose driver
   * broke its connection off.
   */
  private Ending ending(App app) {
    Instant at = app.duration() > 0 ? Instant.ofEpochMilli(app.starttime() + app.duration()) : null;
    String state = Objects.requireNonNullElse(app.state(), "");
    FinalStatus status =
        switch (state) {
          case "FINISHED" -> FinalStatus.SUCCEEDED;
          case "FAILED" -> FinalStatus.FAILED;
          case "KILLED" -> FinalStatus.KILLED;
          default -> FinalStatus.UNKNOWN;
        };
    return new Ending(
        status, at, state.isEmpty() ? "" : "the master tells the state " + state, base);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
  }
}
