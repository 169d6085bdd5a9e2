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

import io.firewarden.agent.config.Access.Basic;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads where secrets are: {@code KEY-file} or {@code KEY-env}. */
final class SecretReader {
  private SecretReader() {}

  /** Where the secret is; null when nothing is said. */
  static @Nullable Secret optional(ConfigSection entry, String key) {
    String file = key + "-file";
    String variable = key + "-env";
    if (entry.has(file) && entry.has(variable)) {
      entry.fault(variable, "must not be given beside " + file);
    }
    if (entry.has(file)) {
      Path path = entry.path(file, null);
      return path == null ? null : new Secret.InFile(path);
    }
    return entry.has(variable) ? new Secret.InVariable(entry.text(variable, "")) : null;
  }

  /** Where the secret is; that nothing is said is a fault. */
  static Secret required(ConfigSection entry, String key) {
    Secret secret = optional(entry, key);
    if (secret == null && !entry.has(key + "-file") && !entry.has(key + "-env")) {
      entry.fault(key + "-file", "is missing; " + key + "-env may stand for it");
    }
    return secret == null ? new Secret.Given("") : secret;
  }

  /** User and password; that there are none is a fault. */
  static Basic login(ConfigSection entry) {
    String user = entry.text("user", "");
    if (!entry.has("user")) {
      entry.fault("user", "is missing");
    }
    if (user.contains(":")) {
      entry.fault("user", "must not hold a colon");
    }
    return new Basic(user, required(entry, "password"));
  }

  /** User and password, or null when there are none. */
  static @Nullable Basic optionalLogin(ConfigSection entry) {
    boolean given = entry.has("user") || entry.has("password-file") || entry.has("password-env");
    return given ? login(entry) : null;
  }
}
