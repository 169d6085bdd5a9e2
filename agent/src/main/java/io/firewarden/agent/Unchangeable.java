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
package io.firewarden.agent;

import io.firewarden.agent.config.AgentConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The settings that hold from start to stop. */
final class Unchangeable {
  private static final Map<String, Function<AgentConfig, Object>> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("cluster", AgentConfig::cluster);
    SETTINGS.put("listen", AgentConfig::listen);
    SETTINGS.put("external-url", AgentConfig::externalUrl);
    SETTINGS.put("grafana-url", config -> Objects.toString(config.grafanaUrl()));
    SETTINGS.put("window", AgentConfig::window);
    SETTINGS.put("poll.concurrency", config -> config.poll().concurrency());
    SETTINGS.put("poll.per-host", config -> config.poll().perHost());
    SETTINGS.put("push", AgentConfig::push);
    SETTINGS.put("applications", AgentConfig::applications);
    SETTINGS.put("alerts.state-file", config -> config.alerts().stateFile());
    SETTINGS.put("alerts.missing-data-grace", config -> config.alerts().missingDataGrace());
    SETTINGS.put("server", AgentConfig::server);
    SETTINGS.put("shard", config -> config.peers().shard());
    SETTINGS.put("lease", config -> Objects.toString(config.peers().lease()));
  }

  private Unchangeable() {}

  /** One sentence for each of them that differs. */
  static List<String> faults(AgentConfig running, AgentConfig wanted) {
    List<String> faults = new ArrayList<>();
    SETTINGS.forEach(
        (key, setting) -> {
          if (!setting.apply(running).equals(setting.apply(wanted))) {
            faults.add(
                key
                    + " must stay "
                    + setting.apply(running)
                    + " until the agent is restarted, but is "
                    + setting.apply(wanted));
          }
        });
    return faults;
  }
}
