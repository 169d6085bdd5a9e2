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
package io.firewarden.agent.config;

import io.firewarden.agent.config.AgentConfig.PortRange;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where applications are.
 *
 * @param drivers URLs of Spark UIs
 * @param driverFile a file with such URLs that is read again when it changes, or null for none
 * @param localPorts the ports of this host on which Spark UIs are looked for, or null for none
 * @param standaloneMasters clusters of standalone masters
 * @param driverPorts the ports on which the Spark UI of an application of a master is looked for
 * @param historyServers URLs of History Servers
 * @param yarn YARN clusters
 * @param kubernetes clusters in which drivers are pods
 */
public record Sources(
    List<URI> drivers,
    @Nullable Path driverFile,
    @Nullable PortRange localPorts,
    List<MasterGroup> standaloneMasters,
    PortRange driverPorts,
    List<URI> historyServers,
    List<YarnSource> yarn,
    List<KubernetesSource> kubernetes) {

  /** No place at all: for an agent that is only pushed to. */
  public static final Sources NONE =
      new Sources(
          List.of(), null, null, List.of(), PortRange.SPARK_UI, List.of(), List.of(), List.of());

  /** The Spark UIs of this host: what a sidecar watches that is told nothing. */
  public static final Sources LOCAL =
      new Sources(
          List.of(),
          null,
          PortRange.SPARK_UI,
          List.of(),
          PortRange.SPARK_UI,
          List.of(),
          List.of(),
          List.of());

  public Sources {
    Objects.requireNonNull(driverPorts, "driverPorts");
    drivers = List.copyOf(drivers);
    standaloneMasters = List.copyOf(standaloneMasters);
    historyServers = List.copyOf(historyServers);
    yarn = List.copyOf(yarn);
    kubernetes = List.copyOf(kubernetes);
  }

  /**
   * The masters of one standalone cluster: one leads, the others stand by.
   *
   * @param masters URLs of their web UIs, at least one
   */
  public record MasterGroup(List<URI> masters) {
    public MasterGroup {
      masters = List.copyOf(masters);
    }
  }

  /** Whether nothing is ever looked for. */
  public boolean isEmpty() {
    return counts().isEmpty();
  }

  /**
   * The addresses that are asked which applications there are. Where one of several answers for
   * all, as of the masters of one cluster, each is named: one more, or less, is no other place.
   */
  public Set<String> lists() {
    Set<String> lists = new HashSet<>();
    if (localPorts != null) {
      lists.add("127.0.0.1:" + localPorts.first() + "-" + localPorts.last());
    }
    standaloneMasters.forEach(group -> group.masters().forEach(one -> lists.add(base(one))));
    historyServers.forEach(server -> lists.add(base(server)));
    yarn.forEach(cluster -> cluster.resourceManagers().forEach(one -> lists.add(base(one))));
    kubernetes.forEach(cluster -> lists.addAll(cluster.addresses()));
    return lists;
  }

  private static String base(URI server) {
    return server.toString().replaceFirst("/+$", "");
  }

  /** What is configured, such as {@code 2 drivers, 1 history server}; for people. */
  public String summary() {
    if (isEmpty()) {
      return "no sources";
    }
    return counts().entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey() + (kind.getValue() == 1 ? "" : "s"))
        .collect(Collectors.joining(", "));
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("driver", drivers.size());
    counts.put("driver file", driverFile == null ? 0 : 1);
    counts.put("local port range", localPorts == null ? 0 : 1);
    counts.put("standalone cluster", standaloneMasters.size());
    counts.put("history server", historyServers.size());
    counts.put("YARN cluster", yarn.size());
    counts.put("Kubernetes cluster", kubernetes.size());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }
}
