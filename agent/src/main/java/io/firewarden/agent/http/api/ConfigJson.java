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
package io.firewarden.agent.http.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.config.Setting;

/** The configuration in force as JSON: each setting, and whether the file or a default gave it. */
public final class ConfigJson {
  private static final ObjectMapper mapper = new ObjectMapper();

  private ConfigJson() {}

  /** Adds the settings. */
  public static void put(ObjectNode node, LoadedConfig loaded) {
    node.put("file", loaded.file() == null ? null : loaded.file().toString());
    ArrayNode settings = node.putArray("settings");
    for (Setting setting : loaded.settings()) {
      ObjectNode each = settings.addObject();
      each.put("key", setting.key());
      each.set("value", mapper.valueToTree(setting.value()));
      each.put("from", setting.given() ? "file" : "default");
    }
  }
}
