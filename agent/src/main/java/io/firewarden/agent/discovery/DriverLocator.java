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
import io.firewarden.agent.discovery.MasterJson.DriverApplication;
import io.firewarden.agent.discovery.MasterJson.ExecutorInfo;
import io.firewarden.agent.discovery.MasterJson.Worker;
import io.firewarden.agent.discovery.MasterJson.WorkerInfo;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One round of looking for the Spark UIs of a standalone master's applications, for the master
 * itself does not tell them by JSON. It asks the master's reverse proxy; else the workers, whose
 * JSON holds the command of each executor and in it the driver's host; and then the ports there. An
 * address is taken only if the wanted application answers.
 */
final class DriverLocator {
  private static final int MAX_WORKERS = 64;
  private static final int MAX_PORTS = 64;
  private static final int PORT_RETRIES = 16;
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final Duration ROUND = Duration.ofSeconds(10);

  private final RestClient client;
  private final String master;
  private final PortRange ports;
  private final long endNanos = System.nanoTime() + ROUND.toNanos();
  private final Map<String, String> applicationAt = new HashMap<>();
  private final Set<String> silentHosts = new HashSet<>();
  private @Nullable Map<String, DriverHint> hints;
  private boolean proxyAnswers = true;

  DriverLocator(RestClient client, String master, PortRange ports) {
    this.client = client;
    this.master = master;
    this.ports = ports;
  }

  /**
   * Looks for one application.
   *
   * @param otherHosts where a driver may be of which no executor tells
   */
  Optional<URI> locate(
      String applicationId, List<WorkerInfo> workers, Collection<String> otherHosts) {
    URI proxied = URI.create(master + "/proxy/" + applicationId);
    if (proxyAnswers && isAt(applicationId, proxied)) {
      return Optional.of(proxied);
    }
    proxyAnswers = false; // a master without a reverse proxy has none for the next one either
    DriverHint hint = hints(workers).get(applicationId);
    Collection<String> hosts =
        hint == null ? new LinkedHashSet<>(otherHosts) : List.of(hint.host());
    for (String host : hosts) {
      for (int port : ports(hint)) {
        URI address = URI.create("http://" + host + ":" + port);
        if (isAt(applicationId, address)) {
          return Optional.of(address);
        }
      }
    }
    return Optional.empty();
  }

  /** Where it was looked, for people. */
  String searched(String applicationId, Collection<String> otherHosts) {
    DriverHint hint = hints == null ? null : hints.get(applicationId);
    String hosts = hint == null ? String.join(", ", otherHosts) : hint.host();
    List<Integer> tried = ports(hint);
    return "its Spark UI answers neither at "
        + master
        + "/proxy/"
        + applicationId
        + " nor on "
        + hosts
        + ", ports "
        + Collections.min(tried)
        + " to "
        + Collections.max(tried);
  }

  /** The host, also when its name has an underscore, for which {@link URI#getHost} is null. */
  static String host(URI address) {
    return String.valueOf(address.getRawAuthority())
        .replaceFirst("^.*@", "")
        .replaceFirst(":\\d*$", "");
  }

  private List<Integer> ports(@Nullable DriverHint hint) {
    Set<Integer> all = new LinkedHashSet<>();
    if (hint != null && hint.uiPort() > 0) {
      IntStream.rangeClosed(hint.uiPort(), Math.min(hint.uiPort() + PORT_RETRIES, 65535))
          .forEach(all::add);
    }
    IntStream.rangeClosed(ports.first(), ports.last()).forEach(all::add);
    return all.stream().limit(MAX_PORTS).toList();
  }

  private boolean isAt(String applicationId, URI address) {
    String found = applicationAt.get(address.toString());
    if (found == null) {
      found = ask(address);
      applicationAt.put(address.toString(), found);
    }
    return found.equals(applicationId);
  }

  /** The id of the application there, or empty. */
  private String ask(URI address) {
    Duration left = Duration.ofNanos(endNanos - System.nanoTime());
    if (left.isNegative() || silentHosts.contains(host(address))) {
      return "";
    }
    try {
      DriverApplication[] found =
          client.get(
              URI.create(address + "/api/v1/applications"),
              DriverApplication[].class,
              left.compareTo(PROBE) < 0 ? left : PROBE);
      return found.length == 1 && found[0] != null && found[0].id() != null ? found[0].id() : "";
    } catch (UnreadableException e) {
      if (e.kind() == UnreadableException.Kind.TIMEOUT) {
        silentHosts.add(host(address));
      }
      return "";
    }
  }

  private Map<String, DriverHint> hints(List<WorkerInfo> workers) {
    Map<String, DriverHint> known = hints;
    if (known == null) {
      known = new HashMap<>();
      for (WorkerInfo worker : workers.stream().limit(MAX_WORKERS).toList()) {
        if (worker.isAlive()) {
          for (ExecutorInfo executor : executors(worker)) {
            if (executor.appid() != null
                && executor.appdesc() != null
                && executor.appdesc().command() != null) {
              DriverHint hint = DriverHint.of(executor.appdesc().command()).orElse(null);
              if (hint != null) {
                known.put(executor.appid(), hint);
              }
            }
          }
        }
      }
      hints = known;
    }
    return known;
  }

  private List<ExecutorInfo> executors(WorkerInfo worker) {
    Duration left = Duration.ofNanos(endNanos - System.nanoTime());
    String address = worker.webuiaddress();
    if (address == null || left.isNegative() || !address.matches("https?://[^/?#@\\s]+/?")) {
      return List.of();
    }
    try {
      URI json = URI.create(address.replaceFirst("/$", "") + "/json/");
      List<ExecutorInfo> all = client.get(json, Worker.class, left).executors();
      return all == null ? List.of() : all.stream().filter(Objects::nonNull).toList();
    } catch (UnreadableException | IllegalArgumentException e) {
      return List.of(); // the search goes on without what this worker knows
    }
  }
}
