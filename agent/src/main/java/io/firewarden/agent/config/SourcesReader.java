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
import io.firewarden.agent.config.AgentConfig.Sources;
import java.net.URI;
import java.util.List;

/** The part of the configuration that says where applications are. */
final class SourcesReader {
  private SourcesReader() {}

  static Sources read(ConfigSection section) {
    List<URI> drivers = section.urls("drivers");
    List<URI> masters = section.urls("standalone-masters");
    PortRange ports = section.ports("driver-ports", PortRange.SPARK_UI);
    section.refuseUnknownKeys();
    return new Sources(drivers, masters, ports);
  }
}
