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
package io.firewarden.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The agent, started from its jar as its users start it. */
final class AgentProcess {
  static final String CLUSTER = "demo";

  private final int port;
  private final Child child;

  private AgentProcess(int port, Child child) {
    this.port = port;
    this.child = child;
  }

  /**
   * Starts it.
   *
   * @param cluster the cluster whose applications it is to find
   * @param uiPorts the ports of the applications' UIs, ascending
   * @param pager whom it tells
   */
  static AgentProcess start(
      Children children, Layout layout, SparkCluster cluster, List<Integer> uiPorts, Pager pager) {
    int port = Ports.free();
    String configuration =
        """
        cluster: %s
        listen: 127.0.0.1:%d
        grafana-url: %s
        poll:
          interval: 5s
        sources:
          standalone-masters: [%s]
          driver-ports: %d-%d
        thresholds:
          overrides:
            - match: %s
              long-task: {max-seconds: %d}
        alerts:
          state-file: %s
        notifiers:
          %s
        """
            .formatted(
                CLUSTER,
                port,
                Pager.GRAFANA,
                cluster.masterUi(),
                uiPorts.get(0),
                uiPorts.get(uiPorts.size() - 1),
                Scenario.STUCK_TASK.application(),
                Scenario.TASK_SECONDS,
                layout.work().resolve("agent-state.json"),
                notifier(pager.alertmanager(), pager.receiver()));
    List<String> command = new ArrayList<>(Java.command("-Xmx256m"));
    command.addAll(List.of("-jar", layout.agentJar().toString(), "run", "--config"));
    command.add(layout.write("agent.yaml", configuration).toString());
    return new AgentProcess(port, children.start("agent", command, Map.of()));
  }

  private static String notifier(@Nullable URI alertmanager, URI receiver) {
    String webhook = "webhooks: [{name: demo, url: \"" + receiver + "\"}]";
    return alertmanager == null
        ? webhook
        : webhook + "\n  alertmanagers: [{url: \"" + alertmanager + "\"}]";
  }

  Child child() {
    return child;
  }

  int port() {
    return port;
  }

  URI url() {
    return Web.local(port, "");
  }

  boolean isReady() {
    return Web.text(Web.local(port, "/-/ready")).isPresent();
  }
}
