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

import io.firewarden.agent.config.YarnSource;
import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Facts;
import io.firewarden.agent.discovery.yarn.ActiveManager.Manager;
import io.firewarden.agent.discovery.yarn.ManagerRequests.NoAppsException;
import io.firewarden.agent.discovery.yarn.YarnJson.App;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import io.firewarden.model.Application;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The Spark applications that the ResourceManagers of one YARN cluster list. One that was seen and
 * is listed no more is asked for by its id: what is missing in a list is not over.
 */
public final class YarnResourceManagers implements Discovery {
  /** In one look; the rest has its turn in the next. */
  private static final int MAX_ASKED = 50;

  /** Looks after which a ResourceManager that has just taken over is believed to know all. */
  private static final int SETTLED_LOOKS = 4;

  /** Lists and single applications together; each ResourceManager has a time-out besides. */
  private static final int TIMEOUTS = 3;

  private final ActiveManager managers;
  private final ManagerRequests requests;
  private final @Nullable URI webProxy;
  private final Duration patience;
  private final LongSupplier nanos;

  /**
   * Those that were seen to wait or run and are not known to be over; and the master that was seen
   * to run the driver, which YARN may not tell any more when that is over. Who was asked for last
   * comes last.
   */
  private final Map<String, DriverMaster> known = new LinkedHashMap<>();

  /** Those that the last look listed as over; such lists overlap. */
  private Set<String> told = Set.of();

  private @Nullable Manager last;
  private int looks;

  public YarnResourceManagers(RestClient client, YarnSource source, InstantSource clock) {
    this(client, source, clock, System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes on, in nanoseconds
   */
  YarnResourceManagers(
      RestClient client, YarnSource source, InstantSource clock, LongSupplier nanos) {
    this.nanos = nanos;
    this.patience = client.timeout().multipliedBy(TIMEOUTS + source.resourceManagers().size());
    this.managers = new ActiveManager(client, source.resourceManagers());
    this.requests = new ManagerRequests(client, clock);
    this.webProxy = source.webProxy();
  }

  @Override
  public String name() {
    return managers.name();
  }

  @Override
  public Discovered discover() {
    Deadline end = Deadline.in(patience, nanos);
    Optional<Manager> manager = managers.find(end);
    if (manager.isEmpty()) {
      return new Discovered.Unavailable(managers.why());
    }
    try {
      return look(manager.get(), end);
    } catch (UnreadableException e) {
      return new Discovered.Unavailable(
          managers.why().isEmpty() ? e.why() : managers.why() + "; " + e.why());
    } catch (NoAppsException e) {
      return new Discovered.Unavailable(String.valueOf(e.getMessage()));
    }
  }

  private Discovered.Found look(Manager manager, Deadline end) throws UnreadableException {
    Map<String, App> live = byId(requests.live(manager, end));
    Map<String, App> over = byId(requests.over(manager, end));
    over.keySet().removeAll(live.keySet());
    boolean settled = settled(manager);
    boolean sure = askForTheMissing(manager, end, live, over) && settled;
    Sorted sorted = new Sorted(manager);
    live.values().forEach(sorted::live);
    over.entrySet().stream()
        .filter(entry -> !told.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .forEach(sorted::over);
    told = Set.copyOf(over.keySet());
    known.keySet().removeAll(over.keySet());
    live.forEach(
        (id, app) ->
            known.merge(id, DriverMaster.of(app), (earlier, now) -> now.or(earlier)));
    return sorted.found(sure);
  }

  /** One that was started or became active just now may not have heard of everything yet. */
  private boolean settled(Manager manager) {
    looks = manager.equals(last) ? looks + 1 : 1;
    last = manager;
    return looks >= SETTLED_LOOKS;
  }

  /**
   * Sorts those that are listed no more into the others.
   *
   * @return whether each of them got an answer
   */
  private boolean askForTheMissing(
      Manager manager, Deadline end, Map<String, App> live, Map<String, App> over) {
    int asked = 0;
    boolean all = true;
    for (String id : List.copyOf(known.keySet())) {
      if (live.containsKey(id) || over.containsKey(id)) {
        continue;
      }
      if (asked++ >= MAX_ASKED || end.isOver()) {
        return false;
      }
      known.put(id, Objects.requireNonNullElse(known.remove(id), DriverMaster.NONE));
      try {
        Optional<App> app = requests.one(manager, id, end).filter(YarnApplication::hasId);
        if (app.isPresent()) {
          (YarnEnding.isOver(app.get()) ? over : live).put(id, app.get());
        } else if (looks >= SETTLED_LOOKS) {
          known.remove(id);
        }
      } catch (UnreadableException e) {
        all = false;
      }
    }
    return all;
  }

  private static Map<String, App> byId(List<App> apps) {
    Map<String, App> byId = new LinkedHashMap<>();
    apps.forEach(app -> byId.put(YarnApplication.id(app), app));
    return byId;
  }

  /** One look's answer in the making. */
  private final class Sorted {
    private final String base;
    private final List<Discovered.Driver> drivers = new ArrayList<>();
    private final List<Discovered.Unlocated> unlocated = new ArrayList<>();
    private final List<Discovered.Pending> pending = new ArrayList<>();
    private final List<Discovered.Ended> ended = new ArrayList<>();

    Sorted(Manager manager) {
      this.base = manager.base();
    }

    void live(App app) {
      Application application = YarnApplication.of(app);
      String page = base + "/cluster/app/" + application.id();
      String state = Objects.requireNonNullElse(app.state(), "");
      if (!state.equals("RUNNING")) {
        String told = Diagnostics.of(app.diagnostics()).line();
        pending.add(
            new Discovered.Pending(
                application,
                page,
                state
                    + " in queue "
                    + application.labels().getOrDefault("queue", "?")
                    + (told.isEmpty() ? "" : ": " + told)));
        return;
      }
      Optional<URI> driver = YarnApplication.driver(app, webProxy);
      if (driver.isPresent()) {
        drivers.add(
            new Discovered.Driver(
                driver.get(), application, new Facts(application.labels(), List.of())));
      } else {
        unlocated.add(
            new Discovered.Unlocated(
                application,
                page,
                base + " lists " + application.id() + " as running, but tells no web UI of it"));
      }
    }

    void over(App app) {
      Application application = YarnApplication.of(app);
      DriverMaster master =
          DriverMaster.of(app).or(known.getOrDefault(application.id(), DriverMaster.NONE));
      ended.add(new Discovered.Ended(application, YarnEnding.of(app, master, managers.name())));
    }

    Discovered.Found found(boolean sure) {
      return new Discovered.Found(drivers, unlocated, pending, ended, sure);
    }
  }
}
