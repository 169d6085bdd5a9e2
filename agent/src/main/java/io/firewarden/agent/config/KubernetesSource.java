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

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Applications whose drivers are pods.
 *
 * @param name what the cluster is called among the sources
 * @param access how its API server is reached
 * @param namespaces where drivers are; empty for all namespaces
 * @param driverSelector the label selector of driver pods
 * @param executorSelector the label selector of executor pods
 * @param ui where a driver's UI is
 * @param operator whether the Spark operator's SparkApplication objects are read, where there are
 *     any
 * @param labels of a SparkApplication's or a driver pod's labels those that are shown: the name it
 *     is shown by, and the key on the object
 * @param timeout for one request to the API server, from connecting to the answer
 * @param resync how often everything is listed anew, although it is watched
 */
public record KubernetesSource(
    String name,
    KubernetesAccess access,
    List<String> namespaces,
    String driverSelector,
    String executorSelector,
    Ui ui,
    boolean operator,
    Map<String, String> labels,
    Duration timeout,
    Duration resync) {

  public static final KubernetesSource DEFAULT =
      new KubernetesSource(
          "kubernetes",
          KubernetesAccess.IN_CLUSTER,
          List.of(),
          "spark-role=driver",
          "spark-role=executor",
          Ui.DEFAULT,
          true,
          Map.of("team", "team", "owner", "owner", "tier", "tier"),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10));

  public KubernetesSource {
    namespaces = List.copyOf(namespaces);
    labels = Map.copyOf(labels);
  }

  /** The source's names, one for each namespace that is watched on its own. */
  public List<String> addresses() {
    return parts().stream().map(this::address).toList();
  }

  /** The name of the part of this source that watches one namespace; all of them when empty. */
  public String address(String namespace) {
    return namespace.isEmpty() ? name : name + "/" + namespace;
  }

  /** The namespaces to watch, each on its own: an empty one stands for all. */
  public List<String> parts() {
    return namespaces.isEmpty() ? List.of("") : namespaces;
  }

  /**
   * Where a driver's UI is.
   *
   * @param port where its pod does not tell by a container port {@code spark-ui}
   * @param byService whether it is asked by the service that the Spark operator made for it, where
   *     there is one, instead of by the pod's address
   */
  public record Ui(int port, boolean byService) {
    public static final Ui DEFAULT = new Ui(4040, false);
  }
}
