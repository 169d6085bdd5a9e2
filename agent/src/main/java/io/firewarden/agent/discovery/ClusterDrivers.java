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

import io.firewarden.agent.discovery.MasterJson.App;
import io.firewarden.agent.discovery.MasterJson.DriverInfo;
import io.firewarden.agent.discovery.MasterJson.Environment;
import io.firewarden.agent.discovery.MasterJson.Master;
import io.firewarden.agent.discovery.MasterJson.WorkerInfo;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers that were submitted to a standalone cluster to run there, and which application each
 * of them became. The master keeps the two apart and knows of the driver alone how it ended, so
 * they are joined where it can be proved: a worker runs a driver's jar from a folder that is named
 * after the driver, which its command line shows; or the cluster names applications after drivers.
 */
final class ClusterDrivers {
  private static final Logger log = LoggerFactory.getLogger(ClusterDrivers.class);

  /** How often a driver is asked whose it is, before that is left open. */
  private static final int MAX_ATTEMPTS = 3;

  /** How many drivers are asked in one look. */
  private static final int MAX_ASKED = 16;

  private static final Duration ASK = Duration.ofSeconds(2);
  private static final String COMMAND = "sun.java.command";
  private static final String NO_WORKER = "None";
  private static final Set<String> WAITING = Set.of("SUBMITTED", "RELAUNCHING");

  private final RestClient client;
  private final Map<String, String> driverOf = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Set<String> toldPending = new HashSet<>();

  ClusterDrivers(RestClient client) {
    this.client = client;
  }

  /** Joins what can be, of applications whose Spark UIs are known. */
  void join(Master master, Map<String, URI> located) {
    Set<String> known =
        Stream.of(master.activeapps(), master.completedapps())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .filter(Objects::nonNull)
            .map(App::id)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    driverOf.keySet().retainAll(known);
    attempts.keySet().retainAll(known);
    Set<String> running =
        master.activedrivers().stream()
            .map(DriverInfo::id)
            .filter(Objects::nonNull)
            .filter(id -> !driverOf.containsValue(id))
            .collect(Collectors.toSet());
    int asked = 0;
    for (Map.Entry<String, URI> application : located.entrySet()) {
      String id = application.getKey();
      if (running.isEmpty() || asked == MAX_ASKED) {
        return;
      }
      if (!driverOf.containsKey(id) && attempts.getOrDefault(id, 0) < MAX_ATTEMPTS) {
        asked++;
        String driver = ask(id, application.getValue(), running);
        if (driver == null) {
          attempts.merge(id, 1, Integer::sum);
        } else {
          driverOf.put(id, driver);
          running.remove(driver);
        }
      }
    }
  }

  /** How an application ended by what is known of its driver, or null if that is not known. */
  @Nullable Ending ending(App app, @Nullable Instant at, Master master, String source) {
    String joined = driverOf.getOrDefault(String.valueOf(app.id()), "");
    for (DriverInfo driver : master.completeddrivers()) {
      String id = driver.id();
      if (id != null && (id.equals(joined) || id.equals(app.name()))) {
        return ending(driver, at, master, source);
      }
    }
    return null;
  }

  /** Drivers that wait for a worker. */
  List<Discovered.Pending> pending(Master master, String page) {
    List<Discovered.Pending> pending = new ArrayList<>();
    for (DriverInfo driver : master.activedrivers()) {
      if (WAITING.contains(String.valueOf(driver.state()))) {
        application(driver)
            .map(of -> new Discovered.Pending(of, page, awaited(driver)))
            .forEach(pending::add);
      }
    }
    pending.forEach(of -> toldPending.add(of.application().id()));
    return pending;
  }

  /**
   * Drivers that were seen to wait and have ended, and whose applications are not known: perhaps
   * they never came to be one.
   */
  List<Discovered.Ended> ended(Master master, String source) {
    List<Discovered.Ended> ended = new ArrayList<>();
    for (DriverInfo driver : master.completeddrivers()) {
      String id = String.valueOf(driver.id());
      if (toldPending.contains(id) && !driverOf.containsValue(id)) {
        application(driver)
            .map(of -> new Discovered.Ended(of, ending(driver, null, master, source)))
            .forEach(ended::add);
      }
    }
    toldPending.retainAll(
        Stream.concat(master.activedrivers().stream(), master.completeddrivers().stream())
            .map(DriverInfo::id)
            .collect(Collectors.toSet()));
    return ended;
  }

  private static Stream<Application> application(DriverInfo driver) {
    if (driver.id() == null || !driver.id().matches("[A-Za-z0-9_.-]{1,200}")) {
      return Stream.empty();
    }
    String name = Objects.requireNonNullElse(driver.mainclass(), "");
    Instant submitted = Instant.ofEpochMilli(driver.starttime());
    return Stream.of(new Application(driver.id(), name, "", "", false, null, submitted, null));
  }

  private static String awaited(DriverInfo driver) {
    return "the master tells the state "
        + driver.state()
        + ": its driver waits for a worker with "
        + driver.cores()
        + " cores and "
        + driver.memory()
        + " MiB";
  }

  private static Ending ending(
      DriverInfo driver, @Nullable Instant at, Master master, String source) {
    String state = String.valueOf(driver.state());
    String told = "the master tells the state " + state + " of its driver " + driver.id();
    return switch (state) {
      case "FINISHED" ->
          new Ending(FinalStatus.SUCCEEDED, at, told + ": its exit code was 0", source);
      case "FAILED" ->
          new Ending(FinalStatus.FAILED, at, told + ": its exit code was not 0", source);
      case "KILLED" ->
          new Ending(FinalStatus.KILLED, at, told + ": somebody asked for its end", source);
      case "ERROR" -> error(driver, at, master, told, source);
      default -> new Ending(FinalStatus.UNKNOWN, at, told, source);
    };
  }

  /** ERROR is said of a driver that could not be run, and of one whose worker does not have it. */
  private static Ending error(
      DriverInfo driver, @Nullable Instant at, Master master, String told, String source) {
    String worker = String.valueOf(driver.worker());
    if (NO_WORKER.equals(worker)) {
      String why = ": no worker had it when another master took over";
      return new Ending(FinalStatus.LOST, at, told + why, source);
    }
    if (isWorkerGone(driver, master)) {
      return new Ending(
          FinalStatus.LOST, at, told + ": its worker, " + worker + ", is gone", source);
    }
    return new Ending(FinalStatus.FAILED, at, told + ": it could not be run", source);
  }

  private static boolean isWorkerGone(DriverInfo driver, Master master) {
    return master.workers().stream()
        .filter(WorkerInfo::isAlive)
        .noneMatch(worker -> String.valueOf(worker.id()).equals(driver.worker()));
  }

  /** Which of the drivers has the application at that address, or null. */
  private @Nullable String ask(String applicationId, URI address, Set<String> drivers) {
    URI url =
        URI.create(
            RestClient.shown(address) + "/api/v1/applications/" + applicationId + "/environment");
    try {
      List<List<String>> properties = client.get(url, Environment.class, ASK).systemProperties();
      if (properties != null) {
        for (List<String> property : properties) {
          if (property != null && property.size() == 2 && COMMAND.equals(property.get(0))) {
            String command = String.valueOf(property.get(1));
            return drivers.stream()
                .filter(id -> command.contains("/" + id + "/"))
                .findFirst()
                .orElse(null);
          }
        }
      }
    } catch (UnreadableException e) {
      log.debug("it is not known which driver {} is: {}", applicationId, e.why());
    }
    return null;
  }
}
