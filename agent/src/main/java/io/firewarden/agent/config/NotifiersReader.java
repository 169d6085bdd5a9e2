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

import io.firewarden.agent.config.AgentConfig.Alertmanager;
import io.firewarden.agent.config.AgentConfig.Notifiers;
import io.firewarden.agent.config.AgentConfig.Webhook;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of the configuration that says who is told about alerts. */
final class NotifiersReader {
  private NotifiersReader() {}

  static Notifiers read(ConfigSection section) {
    List<Alertmanager> alertmanagers = new ArrayList<>();
    for (ConfigSection entry : section.sections("alertmanagers")) {
      URI url = entry.url("url", null);
      if (!entry.has("url")) {
        entry.fault("url", "is missing");
      }
      entry.refuseUnknownKeys();
      if (url != null) {
        alertmanagers.add(new Alertmanager(url));
      }
    }
    List<Webhook> webhooks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigSection entry : section.sections("webhooks")) {
      String name = entry.text("name", "");
      URI url = entry.secretUrl("url");
      for (String key : List.of("name", "url")) {
        if (!entry.has(key)) {
          entry.fault(key, "is missing");
        }
      }
      if (!name.isEmpty() && !names.add(name)) {
        entry.fault("name", "must differ from those of the other webhooks, but is " + name);
      }
      entry.refuseUnknownKeys();
      if (url != null) {
        webhooks.add(new Webhook(name, url));
      }
    }
    section.refuseUnknownKeys();
    return new Notifiers(alertmanagers, webhooks);
  }
}
